WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    1 AS __value_of_order_count
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_order_count,
    EXTRACT(ISODOW FROM __time) AS metric_time__extract_dow
  FROM rows_of_orders
),
season_of_every_day AS (
  SELECT
    CAST(src.day AS TIMESTAMP) AS __moment_of_spine,
    src.season AS metric_time__season
  FROM days AS src
),
season_of_the_time AS (
  SELECT
    l.__time,
    l.__value_of_order_count,
    l.metric_time__extract_dow,
    r.metric_time__season
  FROM periods_of_the_time AS l
  LEFT JOIN season_of_every_day AS r
    ON date_trunc('DAY', l.__time) = r.__moment_of_spine
),
aggregate_order_count AS (
  SELECT
    metric_time__season,
    metric_time__extract_dow,
    SUM(__value_of_order_count) AS order_count
  FROM season_of_the_time
  GROUP BY metric_time__season, metric_time__extract_dow
)
SELECT
  metric_time__season,
  metric_time__extract_dow,
  order_count AS orders
FROM aggregate_order_count
