WITH rows_of_customers AS (
  SELECT
    src.kind AS customer__kind,
    src.country_code AS __customers_key_country
  FROM shop.customers AS src
),
rows_of_countries AS (
  SELECT
    src.code AS __key,
    src.region AS country__region
  FROM shop.countries AS src
),
join_countries_by_country AS (
  SELECT
    l.customer__kind,
    l.__customers_key_country,
    r.country__region
  FROM rows_of_customers AS l
  FULL OUTER JOIN rows_of_countries AS r
    ON l.__customers_key_country = r.__key
)
SELECT DISTINCT
  customer__kind,
  country__region
FROM join_countries_by_country
