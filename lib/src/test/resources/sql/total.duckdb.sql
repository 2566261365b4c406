WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
aggregate_amount AS (
  SELECT
    SUM(__value_of_amount) AS amount
  FROM rows_of_orders
)
SELECT
  amount AS revenue
FROM aggregate_amount
