WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    1 AS __value_of_order_count,
    src.customer_id AS __orders_key_customer
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
rows_of_customers AS (
  SELECT
    src.customer_id AS __key,
    src.kind AS customer__kind,
    src.country_code AS __customer__customers_key_country
  FROM shop.customers AS src
),
join_customers_by_customer AS (
  SELECT
    l.__time,
    l.__value_of_order_count,
    l.__orders_key_customer,
    r.customer__kind,
    r.__customer__customers_key_country
  FROM rows_of_orders AS l
  LEFT JOIN rows_of_customers AS r
    ON l.__orders_key_customer = r.__key
),
rows_of_countries AS (
  SELECT
    src.code AS __key,
    src.region AS customer__country__region
  FROM shop.countries AS src
),
join_countries_by_country AS (
  SELECT
    l.__time,
    l.__value_of_order_count,
    l.__orders_key_customer,
    l.customer__kind,
    l.__customer__customers_key_country,
    r.customer__country__region
  FROM join_customers_by_customer AS l
  LEFT JOIN rows_of_countries AS r
    ON l.__customer__customers_key_country = r.__key
),
aggregate_order_count AS (
  SELECT
    customer__country__region,
    customer__kind,
    SUM(__value_of_order_count) AS order_count
  FROM join_countries_by_country
  GROUP BY customer__country__region, customer__kind
)
SELECT
  customer__country__region,
  customer__kind,
  order_count AS orders
FROM aggregate_order_count
