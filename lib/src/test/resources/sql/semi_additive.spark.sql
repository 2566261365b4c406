WITH rows_of_stock AS (
  SELECT
    date_trunc('DAY', CAST(src.counted_at AS TIMESTAMP)) AS __time,
    src.pieces AS __value_of_pieces,
    src.shelf_id AS __level_shelf
  FROM shop.stock AS src
  WHERE src.counted_at IS NOT NULL
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_pieces,
    __level_shelf,
    date_trunc('MONTH', __time) AS metric_time__month
  FROM rows_of_stock
),
last_date_of_each_group AS (
  SELECT
    __time,
    __value_of_pieces,
    __level_shelf,
    metric_time__month,
    MAX(__time) OVER (PARTITION BY __level_shelf, metric_time__month) AS __level_limit
  FROM periods_of_the_time
),
rows_at_that_date AS (
  SELECT
    __time,
    __value_of_pieces,
    __level_shelf,
    metric_time__month,
    __level_limit
  FROM last_date_of_each_group
  WHERE __time = __level_limit
),
aggregate_pieces AS (
  SELECT
    metric_time__month,
    SUM(__value_of_pieces) AS pieces
  FROM rows_at_that_date
  GROUP BY metric_time__month
)
SELECT
  metric_time__month,
  pieces
FROM aggregate_pieces
