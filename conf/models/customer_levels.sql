/*
description: one customer, with the household and the account that they are of
unique_key: customer_id
tests:
  not_null: [customer_id]
  unique: [customer_id]
*/
SELECT
  c.customer_id,
  c.first_seen,
  h.group_id AS household_id,
  h.customers AS household_size,
  a.group_id AS account_id
FROM customers AS c
LEFT JOIN customer_groups AS h ON h.customer_id = c.customer_id AND h.level = 'household'
LEFT JOIN customer_groups AS a ON a.customer_id = c.customer_id AND a.level = 'account'
