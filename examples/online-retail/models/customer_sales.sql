/*
description: one customer who bought
unique_key: customer_id
tests:
  not_null: [customer_id, orders]
*/
SELECT
  customer_id,
  min(sold_at) AS first_sold_at,
  max(sold_at) AS last_sold_at,
  count(DISTINCT invoice) AS orders,
  sum(revenue) AS revenue
FROM sales
WHERE customer_id IS NOT NULL
GROUP BY customer_id
