WITH rows_of_visits AS (
  SELECT
    date_trunc('SECOND', CAST(src.visited_at AS TIMESTAMP)) AS __time,
    src.visit_id AS __value_of_visit_count,
    src.customer_id AS __visits_key_customer
  FROM shop.visits AS src
  WHERE src.visited_at IS NOT NULL
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
    l.__value_of_visit_count,
    l.__visits_key_customer,
    r.customer__kind
  FROM rows_of_visits AS l
  LEFT JOIN rows_of_customers AS r
    ON l.__visits_key_customer = r.__key
),
periods_of_the_time AS (
  SELECT
    __time,
    __value_of_visit_count,
    __visits_key_customer,
    customer__kind,
    date_trunc('MONTH', __time) AS metric_time__month
  FROM join_customers_by_customer
),
aggregate_visit_count AS (
  SELECT
    metric_time__month,
    customer__kind,
    SUM(CASE WHEN __value_of_visit_count IS NOT NULL THEN 1 ELSE 0 END) AS visit_count
  FROM periods_of_the_time
  GROUP BY metric_time__month, customer__kind
),
rows_of_visits_2 AS (
  SELECT
    date_trunc('SECOND', CAST(src.visited_at AS TIMESTAMP)) AS __time,
    CAST(src.visited_at AS TIMESTAMP) AS __moment,
    src.customer_id AS __entity,
    src.visit_id AS __event_visit,
    src.customer_id AS __event_customer,
    src.customer_id AS __visits_key_customer
  FROM shop.visits AS src
  WHERE src.visited_at IS NOT NULL
),
join_customers_by_customer_2 AS (
  SELECT
    l.__time,
    l.__moment,
    l.__entity,
    l.__event_visit,
    l.__event_customer,
    l.__visits_key_customer,
    r.customer__kind
  FROM rows_of_visits_2 AS l
  LEFT JOIN rows_of_customers AS r
    ON l.__visits_key_customer = r.__key
),
periods_of_the_time_2 AS (
  SELECT
    __time,
    __moment,
    __entity,
    __event_visit,
    __event_customer,
    __visits_key_customer,
    customer__kind,
    date_trunc('MONTH', __time) AS metric_time__month
  FROM join_customers_by_customer_2
),
rows_of_orders AS (
  SELECT
    date_trunc('DAY', CAST(src.ordered_at AS TIMESTAMP)) AS __time,
    CAST(src.ordered_at AS TIMESTAMP) AS __moment,
    src.customer_id AS __entity,
    1 AS __value_of_order_count
  FROM shop.orders AS src
  WHERE src.ordered_at IS NOT NULL
),
number_the_conversions_of_each_customer AS (
  SELECT
    __time,
    __moment,
    __entity,
    __value_of_order_count,
    row_number() OVER (PARTITION BY __entity ORDER BY __time NULLS LAST, __moment NULLS LAST, __value_of_order_count NULLS LAST) AS __conversion
  FROM rows_of_orders
),
base_events_before_each_conversion AS (
  SELECT
    l.__time,
    l.__moment,
    l.__entity,
    l.__event_visit,
    l.__event_customer,
    l.__visits_key_customer,
    l.customer__kind,
    l.metric_time__month,
    r.__conversion,
    date_trunc('DAY', r.__moment) AS __converted_at,
    r.__value_of_order_count
  FROM periods_of_the_time_2 AS l
  JOIN number_the_conversions_of_each_customer AS r
    ON (l.__entity = r.__entity)
    AND (date_trunc('DAY', l.__moment) <= date_trunc('DAY', r.__moment))
    AND (date_trunc('DAY', l.__moment) > (date_trunc('DAY', r.__moment) - INTERVAL 7 DAY))
),
latest_base_event_first AS (
  SELECT
    __time,
    __moment,
    __entity,
    __event_visit,
    __event_customer,
    __visits_key_customer,
    customer__kind,
    metric_time__month,
    __conversion,
    __converted_at,
    __value_of_order_count,
    row_number() OVER (PARTITION BY __entity, __conversion ORDER BY __moment DESC NULLS LAST, __event_visit NULLS LAST, __event_customer NULLS LAST, customer__kind NULLS LAST, metric_time__month NULLS LAST) AS __rank
  FROM base_events_before_each_conversion
),
latest_base_event_of_each_conversion AS (
  SELECT
    __time,
    __moment,
    __entity,
    __event_visit,
    __event_customer,
    __visits_key_customer,
    customer__kind,
    metric_time__month,
    __conversion,
    __converted_at,
    __value_of_order_count,
    __rank
  FROM latest_base_event_first
  WHERE __rank = 1
),
aggregate_order_count AS (
  SELECT
    metric_time__month,
    customer__kind,
    SUM(__value_of_order_count) AS order_count
  FROM latest_base_event_of_each_conversion
  GROUP BY metric_time__month, customer__kind
),
rows_of_all_inputs AS (
  SELECT
    metric_time__month,
    customer__kind,
    NULL AS order_count,
    visit_count
  FROM aggregate_visit_count
  UNION ALL
  SELECT
    metric_time__month,
    customer__kind,
    order_count,
    NULL AS visit_count
  FROM aggregate_order_count
),
match_on_dimensions AS (
  SELECT
    metric_time__month,
    customer__kind,
    MAX(order_count) AS order_count,
    MAX(visit_count) AS visit_count
  FROM rows_of_all_inputs
  GROUP BY metric_time__month, customer__kind
)
SELECT
  metric_time__month,
  customer__kind,
  CAST(order_count AS DOUBLE) / NULLIF(CAST(visit_count AS DOUBLE), 0) AS visits_that_buy
FROM match_on_dimensions
