WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount,
    src.customer_id AS __orders_key_customer
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
rows_of_customers AS (
  SELECT
    src.customer_id AS __key,
    src.kind AS customer__kind
  FROM shop.customers AS src
),
join_customers_by_customer AS (
  SELECT
    l.__time,
    l.__value_of_amount,
    l.__orders_key_customer,
    r.customer__kind
  FROM rows_of_orders AS l
  LEFT JOIN rows_of_customers AS r
    ON l.__orders_key_customer = r.__key
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_amount,
    __orders_key_customer,
    customer__kind,
    date_trunc('WEEK', __time) AS metric_time__week,
    date_trunc('MONTH', __time) AS metric_time__month
  FROM join_customers_by_customer
),
rows_that_are_asked_for AS (
  SELECT
    __time,
    __value_of_amount,
    __orders_key_customer,
    customer__kind,
    metric_time__week,
    metric_time__month
  FROM periods_of_the_time
  WHERE (customer__kind = 'known')
    AND (metric_time__month >= '2026-01-01')
),
aggregate_amount AS (
  SELECT
    metric_time__week,
    SUM(__value_of_amount) AS amount
  FROM rows_that_are_asked_for
  GROUP BY metric_time__week
)
SELECT
  metric_time__week,
  amount AS revenue
FROM aggregate_amount
