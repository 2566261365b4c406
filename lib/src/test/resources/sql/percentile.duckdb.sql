WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price AS __value_of_price,
    src.is_gift AS __value_of_gift_count,
    lower(src.channel) AS order__channel
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
aggregate_price_gift_count AS (
  SELECT
    order__channel,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY __value_of_price) AS price,
    SUM(CAST(__value_of_gift_count AS INT)) AS gift_count
  FROM rows_of_orders
  GROUP BY order__channel
)
SELECT
  order__channel,
  price AS high_price,
  gift_count AS gifts
FROM aggregate_price_gift_count
