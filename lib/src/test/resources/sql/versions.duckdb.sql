WITH rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    src.price * src.quantity AS __value_of_amount,
    CAST(src.ordered_at AS TIMESTAMP) AS __moment,
    src.product_id AS __orders_key_product
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
rows_of_products AS (
  SELECT
    src.product_id AS __key,
    CAST(src.valid_from AS TIMESTAMP) AS __from,
    CAST(src.valid_to AS TIMESTAMP) AS __to,
    src.category AS product__category
  FROM shop.product_versions AS src
),
join_products_by_product AS (
  SELECT
    l.__time,
    l.__value_of_amount,
    l.__moment,
    l.__orders_key_product,
    r.product__category
  FROM rows_of_orders AS l
  LEFT JOIN rows_of_products AS r
    ON (l.__orders_key_product = r.__key)
    AND (l.__moment >= r.__from)
    AND ((l.__moment < r.__to) OR (r.__to IS NULL))
),
aggregate_amount AS (
  SELECT
    product__category,
    SUM(__value_of_amount) AS amount
  FROM join_products_by_product
  GROUP BY product__category
)
SELECT
  product__category,
  amount AS revenue
FROM aggregate_amount
