WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount,
    src.customer_id AS __value_of_buyer_count
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_amount,
    __value_of_buyer_count,
    date_trunc('MONTH', __time) AS metric_time__month
  FROM rows_of_orders
),
aggregate_amount_buyer_count AS (
  SELECT
    metric_time__month,
    SUM(__value_of_amount) AS amount,
    COUNT(DISTINCT __value_of_buyer_count) AS buyer_count
  FROM periods_of_the_time
  GROUP BY metric_time__month
),
rows_of_visits AS (
  SELECT
    date_trunc('SECOND', CAST(src.visited_at AS TIMESTAMP)) AS __time,
    src.visit_id AS __value_of_visit_count
  FROM shop.visits AS src
  WHERE src.visited_at IS NOT NULL
),
periods_of_the_time_2 AS (
  SELECT
    __time,
    __value_of_visit_count,
    date_trunc('MONTH', __time) AS metric_time__month
  FROM rows_of_visits
),
aggregate_visit_count AS (
  SELECT
    metric_time__month,
    SUM(CASE WHEN __value_of_visit_count IS NOT NULL THEN 1 ELSE 0 END) AS visit_count
  FROM periods_of_the_time_2
  GROUP BY metric_time__month
),
rows_of_all_inputs AS (
  SELECT
    metric_time__month,
    amount,
    buyer_count,
    NULL AS visit_count
  FROM aggregate_amount_buyer_count
  UNION ALL
  SELECT
    metric_time__month,
    NULL AS amount,
    NULL AS buyer_count,
    visit_count
  FROM aggregate_visit_count
),
match_on_dimensions AS (
  SELECT
    metric_time__month,
    MAX(amount) AS amount,
    MAX(buyer_count) AS buyer_count,
    MAX(visit_count) AS visit_count
  FROM rows_of_all_inputs
  GROUP BY metric_time__month
)
SELECT
  metric_time__month,
  amount AS revenue,
  buyer_count AS buyers,
  visit_count AS visits
FROM match_on_dimensions
