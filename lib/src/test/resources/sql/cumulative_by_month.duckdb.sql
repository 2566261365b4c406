WITH every_day_of_the_time_spine AS (
  SELECT
    CAST(src.day AS TIMESTAMP) AS __time
  FROM days AS src
),
rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.customer_id AS __value_of_buyer_count
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
rows_up_to_each_day AS (
  SELECT
    l.__time,
    r.__value_of_buyer_count
  FROM every_day_of_the_time_spine AS l
  JOIN rows_of_orders AS r
    ON (r.__time <= l.__time)
    AND (r.__time > (l.__time - INTERVAL 30 DAY))
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_buyer_count,
    date_trunc('MONTH', __time) AS metric_time__month
  FROM rows_up_to_each_day
),
aggregate_buyer_count AS (
  SELECT
    metric_time__month,
    __time,
    COUNT(DISTINCT __value_of_buyer_count) AS buyer_count
  FROM periods_of_the_time
  GROUP BY metric_time__month, __time
),
one_value_a_period_of_buyer_count AS (
  SELECT DISTINCT
    metric_time__month,
    first_value(buyer_count) OVER (PARTITION BY metric_time__month ORDER BY __time NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS buyer_count
  FROM aggregate_buyer_count
)
SELECT
  metric_time__month,
  buyer_count AS buyers_30_days
FROM one_value_a_period_of_buyer_count
