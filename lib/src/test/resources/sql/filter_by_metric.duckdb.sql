WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount,
    src.customer_id AS customer
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
rows_of_orders_2 AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    1 AS __value_of_order_count,
    src.customer_id AS __by_customer
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
aggregate_order_count AS (
  SELECT
    __by_customer,
    SUM(__value_of_order_count) AS order_count
  FROM rows_of_orders_2
  GROUP BY __by_customer
),
compute_customer_orders AS (
  SELECT
    __by_customer,
    order_count AS customer__orders
  FROM aggregate_order_count
),
orders_of_each_customer AS (
  SELECT
    l.__time,
    l.__value_of_amount,
    l.customer,
    r.customer__orders
  FROM rows_of_orders AS l
  LEFT JOIN compute_customer_orders AS r
    ON l.customer = r.__by_customer
),
rows_that_are_asked_for AS (
  SELECT
    __time,
    __value_of_amount,
    customer,
    customer__orders
  FROM orders_of_each_customer
  WHERE customer__orders > 2
),
aggregate_amount AS (
  SELECT
    SUM(__value_of_amount) AS amount
  FROM rows_that_are_asked_for
)
SELECT
  amount AS revenue
FROM aggregate_amount
