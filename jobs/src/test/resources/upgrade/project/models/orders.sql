/*
description: one completed order
unique_key: order_id
*/
SELECT event_id AS order_id, customer_id, occurred_at AS ordered_at, properties.revenue AS revenue
FROM customer_events
WHERE source = 'orders'
