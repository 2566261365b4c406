/*
description: one completed order
unique_key: order_id
tests:
  not_null: [order_id, ordered_at, revenue]
  unique: [order_id]
*/
SELECT
  event_id AS order_id,
  customer_id,
  occurred_at AS ordered_at,
  properties.revenue AS revenue,
  properties.items AS items,
  properties.channel AS channel
FROM customer_events
WHERE source = 'orders'
