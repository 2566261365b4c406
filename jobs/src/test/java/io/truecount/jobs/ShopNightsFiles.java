package io.truecount.jobs;

/** The project of {@link ShopNights}: models, metrics and an audience of all kinds. */
final class ShopNightsFiles {
  static final String CONF =
      """
      nightly.incremental-from = 0
      sources {
        orders {
          format = csv
          path = "orders/dt={date}/*.csv"
          event { type = track, name = "Order", id = id, time = at, received = received }
          identifiers { user_id = user, device_id = device }
          contract { properties { revenue { type = decimal }, channel { type = string } } }
        }
      }
      identity { types {
        user_id { level = person, priority = 1 }
        device_id { level = device, priority = 2 }
      } }
      customers.traits {
        channel { history = true }
        channels { property = channel, rule = set_union }
        most { property = revenue, rule = max }
      }
      """;

  static final String AUDIENCE =
      """
      audience:
        name: recent_buyers
        include_anonymous: true
        where:
          any:
            - { event: Order, within: %1$s days, count: ">= 2" }
            - { event: Order, within: 30 days, sum: properties.revenue, value: ">= 150" }
            - { metric: revenue, within: %1$s days, value: ">= 100" }
            - { trait: channel, is: web }
      """;

  static final String MODELS =
      """
      semantic_models:
        - name: orders
          model: ref('orders')
          defaults: {agg_time_dimension: ordered_at}
          entities:
            - {name: order, type: primary, expr: order_id}
            - {name: customer, type: foreign, expr: customer_id}
          dimensions:
            - {name: ordered_at, type: time, type_params: {time_granularity: day}}
            - {name: channel, type: categorical}
          measures:
            - {name: order_count, agg: count, expr: order_id}
            - {name: revenue, agg: sum, expr: revenue}
            - {name: buyers, agg: count_distinct, expr: customer_id}
            - {name: middle, agg: median, expr: revenue}
      """;

  static final String OTHER_MODELS =
      """
      #
        - name: customers
          model: ref('customers')
          defaults: {agg_time_dimension: first_seen}
          entities: [{name: customer, type: primary, expr: customer_id}]
          dimensions:
            - {name: first_seen, type: time, type_params: {time_granularity: day}}
            - {name: kind, type: categorical}
          measures: [{name: persons, agg: count, expr: customer_id}]
        - name: purchases
          model: ref('purchases')
          primary_entity: purchase
          defaults: {agg_time_dimension: day}
          entities: [{name: purchaser, type: foreign, expr: customer_id}]
          dimensions: [{name: day, type: time, type_params: {time_granularity: day}}]
          measures:
            - {name: purchase_count, agg: count, expr: channel}
            - {name: purchasers, agg: count_distinct, expr: customer_id}
        - name: channels
          model: ref('channels')
          defaults: {agg_time_dimension: day}
          dimensions: [{name: day, type: time, type_params: {time_granularity: day}}]
          entities: [{name: channel_day, type: primary, expr: channel}]
          measures: [{name: channel_days, agg: count, expr: channel}]
      """;

  static final String METRICS =
      """
      metrics:
        - {name: orders, type: simple, type_params: {measure: order_count}}
        - {name: revenue, type: simple, type_params: {measure: revenue}}
        - {name: buyers, type: simple, type_params: {measure: buyers}}
      """;

  static final String OTHER_METRICS =
      """
      #
        - {name: middle, type: simple, type_params: {measure: middle}}
        - {name: persons, type: simple, type_params: {measure: persons}}
        - {name: channel_days, type: simple, type_params: {measure: channel_days}}
        - {name: purchases, type: simple, type_params: {measure: purchase_count}}
        - {name: purchasers, type: simple, type_params: {measure: purchasers}}
        - name: web_orders
          type: simple
          type_params: {measure: order_count}
          filter: "{{ Dimension('order__channel') }} = 'web'"
        - name: known_orders
          type: simple
          type_params: {measure: order_count}
          filter: "{{ Dimension('customer__kind') }} = 'known'"
      saved_queries:
        - name: channel_days_of_orders
          query_params:
            metrics: [orders, revenue]
            group_by: ["TimeDimension('metric_time', 'day')", "Dimension('order__channel')"]
          exports: [{name: orders_by_channel, config: {export_as: table}}]
      """;

  private ShopNightsFiles() {}
}
