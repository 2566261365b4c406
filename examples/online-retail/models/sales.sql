/*
description: one sold invoice line; cancellations, gifts and corrections are none
unique_key: event_id
tests:
  not_null: [event_id, invoice, sold_at, revenue]
*/
SELECT
  event_id,
  customer_id,
  properties.invoice AS invoice,
  properties.stock_code AS stock_code,
  properties.country AS country,
  properties.quantity AS quantity,
  properties.quantity * properties.price AS revenue,
  occurred_at AS sold_at
FROM customer_events
WHERE name = 'Invoice Line'
  AND NOT startswith(properties.invoice, 'C')
  AND properties.quantity > 0
  AND properties.price > 0
