/*
description: one page view of the web shop, of whoever it was
unique_key: event_id
tests:
  not_null: [event_id, viewed_at]
*/
SELECT
  event_id,
  customer_id,
  occurred_at AS viewed_at,
  properties.path AS path
FROM customer_events
WHERE name = 'Page Viewed'
