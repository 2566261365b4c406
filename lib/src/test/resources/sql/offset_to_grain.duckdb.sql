WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_amount,
    date_trunc('DAY', __time) AS metric_time__day
  FROM rows_of_orders
),
aggregate_amount AS (
  SELECT
    metric_time__day,
    SUM(__value_of_amount) AS amount
  FROM periods_of_the_time
  GROUP BY metric_time__day
),
every_day_of_the_time_spine AS (
  SELECT
    CAST(src.day AS TIMESTAMP) AS __time
  FROM days AS src
),
rows_of_orders_2 AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount_2
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
value_at_the_start_of_the_month AS (
  SELECT
    l.__time,
    r.__value_of_amount_2
  FROM every_day_of_the_time_spine AS l
  JOIN rows_of_orders_2 AS r
    ON date_trunc('MONTH', l.__time) = r.__time
),
periods_of_the_time_2 AS (
  SELECT
    __time,
    __value_of_amount_2,
    date_trunc('DAY', __time) AS metric_time__day
  FROM value_at_the_start_of_the_month
),
aggregate_amount_2 AS (
  SELECT
    metric_time__day,
    SUM(__value_of_amount_2) AS amount_2
  FROM periods_of_the_time_2
  GROUP BY metric_time__day
),
rows_of_all_inputs AS (
  SELECT
    metric_time__day,
    amount,
    NULL AS amount_2
  FROM aggregate_amount
  UNION ALL
  SELECT
    metric_time__day,
    NULL AS amount,
    amount_2
  FROM aggregate_amount_2
),
match_on_dimensions AS (
  SELECT
    metric_time__day,
    MAX(amount) AS amount,
    MAX(amount_2) AS amount_2
  FROM rows_of_all_inputs
  GROUP BY metric_time__day
)
SELECT
  metric_time__day,
  amount - amount_2 AS since_month
FROM match_on_dimensions
