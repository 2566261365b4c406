WITH every_day_of_the_time_spine AS (
  SELECT
    CAST(src.day AS TIMESTAMP) AS __time
  FROM days AS src
),
periods_of_the_time AS (
  SELECT
    __time,
    date_trunc('DAY', __time) AS metric_time__day
  FROM every_day_of_the_time_spine
),
periods_asked_for AS (
  SELECT DISTINCT
    metric_time__day
  FROM periods_of_the_time
  WHERE (__time >= CAST('2026-01-01 00:00:00' AS TIMESTAMP))
    AND (__time <= CAST('2026-01-31 23:59:59.999999' AS TIMESTAMP))
),
rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    1 AS __value_of_order_count
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
periods_of_the_time_2 AS (
  SELECT
    __time,
    __value_of_order_count,
    date_trunc('DAY', __time) AS metric_time__day
  FROM rows_of_orders
),
rows_that_are_asked_for AS (
  SELECT
    __time,
    __value_of_order_count,
    metric_time__day
  FROM periods_of_the_time_2
  WHERE (__time >= CAST('2026-01-01 00:00:00' AS TIMESTAMP))
    AND (__time <= CAST('2026-01-31 23:59:59.999999' AS TIMESTAMP))
),
aggregate_order_count AS (
  SELECT
    metric_time__day,
    SUM(__value_of_order_count) AS order_count
  FROM rows_that_are_asked_for
  GROUP BY metric_time__day
),
every_moment_of_the_time_spine_for_order AS (
  SELECT
    l.metric_time__day,
    r.order_count
  FROM periods_asked_for AS l
  LEFT JOIN aggregate_order_count AS r
    ON l.metric_time__day = r.metric_time__day
)
SELECT
  metric_time__day,
  COALESCE(order_count, 0) AS orders_every_day
FROM every_moment_of_the_time_spine_for_order
