"""The demo shop's nightly in plain Spark SQL, as a data engineer would write it by hand.

It does what nightly_duckdb.py does, with Spark's own readers, functions and Parquet tables; connected
components by the smallest label of the neighbours and of the label (Hash-to-Min's idea), some ten
joins. Run by spark-submit.

usage: nightly_spark.py LAKE OUT AS_OF
"""

import itertools
import json
import sys
from functools import reduce

from pyspark.sql import DataFrame, SparkSession

#: identifier types by priority, as columns of events
TYPES = ["user_id", "crm_id", "email", "phone", "anonymous_id"]
BEST = "coalesce(" + ", ".join(f"concat('{t}:', id_{t})" for t in TYPES) + ")"

#: columns of customer_audiences, as in conf/audiences
AUDIENCES = ["staff", "known_customers", "high_value", "active_customers", "repeat_customers",
             "win_back"]

WEB = """
    type string, event string, messageId string, userId string, anonymousId string,
    originalTimestamp timestamp, sentAt timestamp, receivedAt timestamp,
    traits struct<email: string, name: string, plan: string>,
    properties struct<path: string, product_id: string, title: string, price: double>,
    context struct<locale: string, page: struct<url: string>,
      campaign: struct<source: string, medium: string, name: string>>, corrupt string"""
MAILER = """
    id string, event string, email string, user_ref string, timestamp timestamp, campaign string,
    corrupt string"""
CRM = """
    contact_id string, full_name string, e_mail string, phone string, country string,
    segment string, modified timestamp, corrupt string"""

EMAIL = r"""nullif(regexp_replace(lower(trim({0})),
    '^(n/a|null|unknown|kunde@shop\\.example|.*@(placeholder|invalid)\\..*)$', ''), '')"""
PHONE = r"""regexp_replace(regexp_replace(regexp_replace(replace({0}, '(0)', ''),
    '[^0-9+]', ''), '^00', '+'), '^0', '+49')"""

#: source -> (rows in the common columns, what breaks the contract)
SOURCES = {
    "web": (
        f"""select messageId as event_id, type,
              case type when 'track' then event when 'page' then 'Page Viewed' else 'Identify' end
                as name,
              receivedAt - (sentAt - originalTimestamp) as occurred_at, receivedAt as received_at,
              file, userId as id_user_id, anonymousId as id_anonymous_id,
              {EMAIL.format('traits.email')} as id_email, traits.email as email,
              traits.name as full_name, properties.path as path,
              properties.product_id as product_id, properties.price as price,
              properties.title as title, traits.plan as plan, context.locale as locale,
              context.page.url as page_url, context.campaign.source as campaign_source,
              context.campaign.medium as campaign_medium, context.campaign.name as campaign_name,
              corrupt
            from web_raw""",
        """case when corrupt is not null then 'unparsable'
                when name = 'Page Viewed' and path is null then 'path is missing'
                when name in ('Product Viewed', 'Product Added') and product_id is null
                then 'product_id is missing' end""",
    ),
    "users": (
        f"""select md5(concat_ws('|', user_id, email, name, phone, country, signed_up_at, is_staff,
                updated_at)) as event_id, 'identify' as type, 'User Updated' as name,
              updated_at as occurred_at, loaded_at as received_at, file, user_id as id_user_id,
              {EMAIL.format('email')} as id_email, {PHONE.format('phone')} as id_phone, email,
              name as full_name, phone, country, signed_up_at, is_staff
            from users_raw""",
        """case when country not in ('DE', 'FR', 'GB', 'US') then concat('country: ', country)
                when signed_up_at is null then 'signed_up_at is missing' end""",
    ),
    "orders": (
        f"""select order_id as event_id, 'track' as type, 'Order Completed' as name,
              ordered_at as occurred_at, loaded_at as received_at, file, user_id as id_user_id,
              {EMAIL.format('email')} as id_email, order_id, revenue, currency, items, channel
            from orders_raw""",
        """case when order_id is null then 'order_id is missing'
                when revenue is null or revenue < 0 then concat('revenue: ', revenue)
                when currency <> 'EUR' then concat('currency: ', currency)
                when items < 1 then concat('items: ', items) end""",
    ),
    "crm": (
        f"""select md5(concat_ws('|', contact_id, full_name, e_mail, phone, country, segment,
                modified)) as event_id, 'identify' as type, 'CRM Contact' as name,
              modified as occurred_at, loaded_at as received_at, file, contact_id as id_crm_id,
              {EMAIL.format('e_mail')} as id_email, {PHONE.format('phone')} as id_phone,
              e_mail as email, full_name, phone, country, segment, corrupt
            from crm_raw""",
        """case when corrupt is not null then 'unparsable'
                when segment not in ('prospect', 'customer', 'vip')
                then concat('segment: ', segment) end""",
    ),
    "mailer": (
        f"""select id as event_id, 'track' as type, event as name, timestamp as occurred_at,
              loaded_at as received_at, file, user_ref as id_user_id,
              {EMAIL.format('email')} as id_email, campaign, corrupt
            from mailer_raw""",
        "case when corrupt is not null then 'unparsable' end",
    ),
}


class Nightly:
    def __init__(self, spark: SparkSession, lake: str, out: str, as_of: str):
        self.spark, self.lake, self.out, self.as_of = spark, lake, out, as_of

    def write(self, name: str, sql: str, **partition) -> DataFrame:
        """A table, and from then on a view of what was written."""
        writer = self.spark.sql(sql).write
        if partition:
            writer = writer.partitionBy(partition["by"])
        writer.parquet(f"{self.out}/{name}")
        rows = self.spark.read.parquet(f"{self.out}/{name}")
        rows.createOrReplaceTempView(name)
        return rows

    def raw(self) -> None:
        spark = self.spark
        corrupt = {"columnNameOfCorruptRecord": "corrupt"}
        frames = {
            "users": spark.read.parquet(f"{self.lake}/backend/users/*/*.parquet"),
            "orders": spark.read.parquet(f"{self.lake}/backend/orders/*/*.parquet"),
            "web": spark.read.json(f"{self.lake}/web/*/*.json.gz", WEB, **corrupt),
            "crm": spark.read.csv(f"{self.lake}/crm/*/*.csv", CRM, header=True, **corrupt),
            "mailer": spark.read.json(f"{self.lake}/mailer/*/*.json", MAILER, **corrupt),
        }
        for source, frame in frames.items():
            frame.selectExpr(
                "*", "_metadata.file_path as file",
                "to_timestamp(regexp_extract(_metadata.file_path, 'dt=([0-9-]+)', 1)) as loaded_at",
            ).createOrReplaceTempView(f"{source}_raw")

    def ingest(self) -> dict:
        """All records in one table, partitioned by what became of them."""
        self.raw()
        frames = [
            self.spark.sql(f"select '{source}' as source, *, {problem} as reason from ({select})")
            for source, (select, problem) in SOURCES.items()
        ]
        records = reduce(lambda a, b: a.unionByName(b, allowMissingColumns=True), frames)
        records.createOrReplaceTempView("parsed")
        columns = ", ".join(c for c in records.columns if c != "reason")
        self.write(
            "records",
            f"""select {columns}, reason, {BEST} as best,
                  case when reason is not null then 'quarantined' when rank = 1 then 'accepted'
                       else 'duplicate' end as outcome
                from (select *, row_number() over (
                        partition by source, event_id, reason is null
                        order by received_at, occurred_at, file) as rank
                      from parsed)""",
            by="outcome",
        )
        self.spark.sql("create temp view events as select * from records where outcome = 'accepted'")
        counts = self.spark.sql("select outcome, count(*) as n from records group by outcome")
        found = {row["outcome"]: row["n"] for row in counts.collect()}
        return {"read": sum(found.values())} | found

    def resolve(self) -> None:
        ids = ", ".join(f"id_{t}" for t in TYPES)
        lists = self.spark.sql(
            f"""select {ids}, source, best, min(occurred_at) as first_seen,
                  max(occurred_at) as last_seen, count(*) as events
                from events where best is not null group by {ids}, source, best"""
        )
        lists.cache().createOrReplaceTempView("lists")
        members = " union all ".join(
            f"""select concat('{t}:', id_{t}) as id, '{t}' as type, id_{t} as value, {n} as priority,
                  best, source, first_seen, last_seen, events
                from lists where id_{t} is not null"""
            for n, t in enumerate(TYPES)
        )
        self.spark.sql(members).createOrReplaceTempView("members")
        ids = self.spark.sql(
            """select id, type, value, priority, min(first_seen) as first_seen,
                 max(last_seen) as last_seen, sum(events) as events
               from members group by id, type, value, priority"""
        )
        ids.cache().createOrReplaceTempView("ids")
        self.write(
            "edges",
            """select best as a, id as b, min(first_seen) as first_seen, max(last_seen) as last_seen,
                 sum(events) as events, array_sort(collect_set(source)) as sources
               from members where best <> id group by best, id""",
        )
        self.label().createOrReplaceTempView("labels")
        self.write(
            "identity_map",
            f"""select id, type, value, customer_id, first_seen, last_seen, events
                from ids join labels using (id) join (
                  select label, md5(concat(min_by(id, struct(priority, first_seen, id)),
                    '{self.as_of}')) as customer_id
                  from ids join labels using (id) group by label) using (label)""",
        )

    def label(self) -> DataFrame:
        """The smallest id of each component, as 64-bit numbers until the end."""
        self.spark.sql(
            """select xxhash64(a) as a, xxhash64(b) as b from edges
               union all select xxhash64(b), xxhash64(a) from edges"""
        ).cache().createOrReplaceTempView("links")
        self.write("round_0", "select xxhash64(id) as number, xxhash64(id) as label from ids")
        for number in itertools.count(1):
            before, after = f"round_{number - 1}", f"round_{number}"
            self.spark.sql(
                f"""create temp view near_{number} as select number, min(label) as label from (
                      select * from {before} union all
                      select links.b, {before}.label
                      from links join {before} on links.a = {before}.number)
                    group by number"""
            )
            self.write(
                after,
                f"""select near.number, least(near.label, coalesce(far.label, near.label)) as label
                    from near_{number} near left join {before} far on near.label = far.number""",
            )
            changed = self.spark.sql(
                f"""select 1 from {after} a join {before} b using (number)
                    where a.label <> b.label limit 1"""
            )
            if not changed.take(1):
                return self.spark.sql(
                    f"select id, label from ids join {after} on xxhash64(id) = number"
                )

    def models(self) -> None:
        self.spark.sql(
            """create temp view customer_events as
               select events.*, customer_id
               from events left join identity_map on events.best = identity_map.id"""
        )
        self.write(
            "model_orders",
            """select event_id as order_id, customer_id, occurred_at as ordered_at, revenue, items,
                 channel
               from customer_events where source = 'orders'""",
        )
        self.write(
            "page_views",
            """select event_id, customer_id, occurred_at as viewed_at, path
               from customer_events where name = 'Page Viewed'""",
        )

    def customers(self) -> None:
        recent = """max_by({0}, struct(occurred_at, source, event_id))
            filter (where {0} is not null{1}) as {0}"""
        web = " and source in ('users', 'crm', 'web')"
        backend = " and source in ('users', 'crm')"
        self.write(
            "customers",
            f"""with identified as (
                  select customer_id,
                    if(bool_or(type <> 'anonymous_id'), 'known', 'anonymous') as kind,
                    array_sort(collect_list(struct(type, value))) as identifiers
                  from identity_map group by customer_id),
                seen as (
                  select customer_id, min(lists.first_seen) as first_seen,
                    max(lists.last_seen) as last_seen, sum(lists.events) as event_count
                  from lists join identity_map on lists.best = identity_map.id
                  group by customer_id),
                traits as (
                  select customer_id, {recent.format('email', web)},
                    {recent.format('full_name', web)}, {recent.format('phone', backend)},
                    {recent.format('country', backend)}, {recent.format('segment', '')},
                    bool_or(is_staff) as is_staff, min(signed_up_at) as signed_up_at
                  from customer_events
                  where type = 'identify' and customer_id is not null group by customer_id)
                select * from identified left join seen using (customer_id)
                  left join traits using (customer_id)
                  left join (
                    select customer_id, count(order_id) as orders, sum(revenue) as revenue
                    from model_orders group by customer_id) using (customer_id)""",
        )

    def audiences(self) -> None:
        """One row a customer and one column an audience; from it members, sizes and overlaps."""
        self.write(
            "customer_audiences",
            f"""with measured as (
                  select customer_id, count_if(name = 'Order Completed') as ordered,
                    sum(revenue) filter (where name = 'Order Completed') as spent,
                    count_if(occurred_at >= timestamp '{self.as_of}' - interval 30 days) as recent,
                    count_if(name = 'Order Completed'
                      and occurred_at >= timestamp '{self.as_of}' - interval 14 days) as ordered_lately
                  from customer_events
                  where customer_id is not null and occurred_at < timestamp '{self.as_of}'
                    and name in ('Order Completed', 'Page Viewed') group by customer_id)
                select customer_id, coalesce(is_staff, false) as staff,
                  kind = 'known' as known_customers, coalesce(revenue >= 1000, false) as high_value,
                  known_customers and coalesce(recent, 0) > 0 and not staff as active_customers,
                  known_customers and coalesce(ordered >= 2 and spent >= 50, false)
                    as repeat_customers,
                  coalesce(ordered, 0) >= 1 and ordered_lately = 0 and email is not null and not staff
                    as win_back
                from customers left join measured using (customer_id)""",
        )
        pairs = ", ".join(f"'{name}', {name}" for name in AUDIENCES)
        self.write(
            "audience_members",
            f"""select audience, customer_id, timestamp '{self.as_of}' as entered_at
                from customer_audiences
                  lateral view stack({len(AUDIENCES)}, {pairs}) as audience, member
                where member""",
        )
        self.write("audience_sizes", """select audience, count(*) as size
                                        from audience_members group by audience""")
        self.write(
            "audience_overlaps",
            """select a.audience, b.audience as other, count(*) as customers
               from audience_members a join audience_members b using (customer_id)
               where a.audience < b.audience group by a.audience, b.audience""",
        )

    def metrics(self) -> None:
        """By day and as a whole (a NULL day), in one pass over each model."""
        days = """select date_trunc('day', {0}) as day, {1} from {2}
                  group by grouping sets ((), (date_trunc('day', {0})))"""
        of_orders = days.format(
            "ordered_at",
            """count(order_id) as orders, sum(revenue) as revenue,
               count(distinct customer_id) as buyers""",
            "model_orders",
        )
        of_views = days.format("viewed_at", "count(event_id) as page_views", "page_views")
        of_customers = days.format("first_seen", "count(customer_id) as new_customers", "customers")
        sizes = ", ".join(f"count_if({name}) as {name}" for name in AUDIENCES)
        names = ", ".join(f"'{name}', double({name})" for name in AUDIENCES)
        self.write(
            "metrics",
            f"""select day, stack(4, 'orders', double(orders), 'revenue', revenue, 'buyers',
                  double(buyers), 'average_order_value', revenue / orders) as (metric, value)
                from ({of_orders})
                union all select day, 'page_views', double(page_views) from ({of_views})
                union all select day, 'new_customers', double(new_customers) from ({of_customers})
                union all select explode(array(timestamp '{self.as_of}', null)), metric, value
                from (
                  select stack({len(AUDIENCES) + 1}, {names},
                    'active_share', active_customers / known_customers) as (metric, value)
                  from (select {sizes} from customer_audiences))""",
        )
        self.write(
            "daily_sales",
            """select date_trunc('day', ordered_at) as day, country, count(order_id) as orders,
                 sum(o.revenue) as revenue, count(distinct customer_id) as buyers
               from model_orders o left join customers using (customer_id)
               group by date_trunc('day', ordered_at), country""",
        )
        self.write(
            "customer_days",
            """select customer_id, date_trunc('day', ordered_at) as day, 'orders' as metric,
                 double(count(order_id)) as value
               from model_orders group by customer_id, date_trunc('day', ordered_at)
               union all select customer_id, date_trunc('day', ordered_at), 'revenue', sum(revenue)
               from model_orders group by customer_id, date_trunc('day', ordered_at)
               union all select customer_id, date_trunc('day', viewed_at), 'page_views',
                 double(count(event_id))
               from page_views group by customer_id, date_trunc('day', viewed_at)""",
        )

    def totals(self) -> dict:
        whole = self.spark.sql("select metric, value from metrics where day is null").collect()
        sizes = self.spark.sql("select audience, size from audience_sizes").collect()
        return {f"metric {row.metric}": round(row.value, 2) for row in whole} | {
            f"audience {row.audience}": row.size for row in sizes
        } | {"customers": self.spark.table("customers").count()}


def main(lake: str, out: str, as_of: str) -> None:
    spark = SparkSession.builder.appName("nightly").getOrCreate()
    nightly = Nightly(spark, lake, out, as_of)
    result = nightly.ingest()
    nightly.resolve()
    nightly.models()
    nightly.customers()
    nightly.audiences()
    nightly.metrics()
    print(json.dumps(result | nightly.totals()))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
