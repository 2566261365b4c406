WITH every_day_of_the_time_spine AS (
  SELECT
    CAST(src.day AS TIMESTAMP) AS __time
  FROM days AS src
),
rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
rows_up_to_each_day AS (
  SELECT
    l.__time,
    r.__value_of_amount
  FROM every_day_of_the_time_spine AS l
  JOIN rows_of_orders AS r
    ON r.__time <= l.__time
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_amount,
    date_trunc('DAY', __time) AS metric_time__day
  FROM rows_up_to_each_day
),
aggregate_amount AS (
  SELECT
    metric_time__day,
    SUM(__value_of_amount) AS amount
  FROM periods_of_the_time
  GROUP BY metric_time__day
)
SELECT
  metric_time__day,
  amount AS revenue_ever
FROM aggregate_amount
