WITH every_day_of_the_time_spine AS (
  SELECT
    CAST(src.day AS TIMESTAMP) AS __time
  FROM days AS src
),
rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    1 AS __value_of_order_count
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
rows_up_to_each_day AS (
  SELECT
    l.__time,
    r.__value_of_order_count
  FROM every_day_of_the_time_spine AS l
  JOIN rows_of_orders AS r
    ON (r.__time <= l.__time)
    AND (r.__time >= date_trunc('MONTH', l.__time))
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_order_count,
    date_trunc('DAY', __time) AS metric_time__day
  FROM rows_up_to_each_day
),
aggregate_order_count AS (
  SELECT
    metric_time__day,
    SUM(__value_of_order_count) AS order_count
  FROM periods_of_the_time
  GROUP BY metric_time__day
)
SELECT
  metric_time__day,
  order_count AS orders_this_month
FROM aggregate_order_count
