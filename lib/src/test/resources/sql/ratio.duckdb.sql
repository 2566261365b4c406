WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount,
    lower(src.channel) AS order__channel
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_amount,
    order__channel,
    date_trunc('QUARTER', __time) AS metric_time__quarter
  FROM rows_of_orders
),
rows_that_are_asked_for AS (
  SELECT
    __time,
    __value_of_amount,
    order__channel,
    metric_time__quarter
  FROM periods_of_the_time
  WHERE order__channel = 'web'
),
aggregate_amount AS (
  SELECT
    metric_time__quarter,
    SUM(__value_of_amount) AS amount
  FROM rows_that_are_asked_for
  GROUP BY metric_time__quarter
),
rows_of_orders_2 AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount_2
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
periods_of_the_time_2 AS (
  SELECT
    __time,
    __value_of_amount_2,
    date_trunc('QUARTER', __time) AS metric_time__quarter
  FROM rows_of_orders_2
),
aggregate_amount_2 AS (
  SELECT
    metric_time__quarter,
    SUM(__value_of_amount_2) AS amount_2
  FROM periods_of_the_time_2
  GROUP BY metric_time__quarter
),
rows_of_all_inputs AS (
  SELECT
    metric_time__quarter,
    amount,
    NULL AS amount_2
  FROM aggregate_amount
  UNION ALL
  SELECT
    metric_time__quarter,
    NULL AS amount,
    amount_2
  FROM aggregate_amount_2
),
match_on_dimensions AS (
  SELECT
    metric_time__quarter,
    MAX(amount) AS amount,
    MAX(amount_2) AS amount_2
  FROM rows_of_all_inputs
  GROUP BY metric_time__quarter
),
compute_web_share AS (
  SELECT
    metric_time__quarter,
    CAST(amount AS DOUBLE) / NULLIF(CAST(amount_2 AS DOUBLE), 0) AS web_share
  FROM match_on_dimensions
)
SELECT
  metric_time__quarter,
  web_share
FROM compute_web_share
ORDER BY web_share DESC NULLS LAST
LIMIT 5
