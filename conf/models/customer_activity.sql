/*
description: one customer with what it did up to as_of; the base of Active Customers
unique_key: customer_id
tests:
  not_null: [customer_id, kind, is_active]
  accepted_values: { kind: [known, anonymous] }
*/
WITH activity AS (
  SELECT customer_id, ordered_at AS happened_at, 1 AS orders, revenue FROM orders
  UNION ALL
  SELECT customer_id, viewed_at, 0, 0 FROM page_views
),
sums AS (
  SELECT
    customer_id,
    max(happened_at) AS last_active_at,
    sum(orders) AS orders,
    sum(revenue) AS revenue
  FROM activity
  WHERE happened_at < ${as_of}
  GROUP BY customer_id
)
SELECT
  customers.customer_id,
  customers.kind,
  customers.country,
  coalesce(customers.is_staff, false) AS is_staff,
  ${as_of} AS as_of,
  sums.last_active_at,
  coalesce(sums.last_active_at >= ${as_of} - INTERVAL 30 DAYS, false) AS is_active,
  coalesce(sums.orders, 0) AS orders,
  coalesce(sums.revenue, 0) AS revenue
FROM customers
LEFT JOIN sums USING (customer_id)
