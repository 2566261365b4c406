"""The demo shop's nightly by DuckDB and SciPy, as a data engineer would write it by hand.

Every record is parsed, held to its contract and kept once; events, quarantine, identity, customers,
models, audiences with their overlaps, and metrics are written as Parquet. What Truecount does besides
is left out: line numbers, ids that stay from run to run, history, checks and an atomic publish.

usage: nightly_duckdb.py LAKE OUT AS_OF
"""

import json
import sys
from pathlib import Path

import duckdb
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

#: identifier types by priority, as columns of events
TYPES = ["user_id", "crm_id", "email", "phone", "anonymous_id"]
BEST = "coalesce(" + ", ".join(f"'{t}:' || id_{t}" for t in TYPES) + ")"

#: columns of customer_audiences, as in conf/audiences
AUDIENCES = ["staff", "known_customers", "high_value", "active_customers", "repeat_customers",
             "win_back"]

#: what is read of JSON lines
LINES = {
    "web": {
        "type": "varchar", "event": "varchar", "messageId": "varchar", "userId": "varchar",
        "anonymousId": "varchar", "originalTimestamp": "timestamp", "sentAt": "timestamp",
        "receivedAt": "timestamp",
        "traits": {"email": "varchar", "name": "varchar", "plan": "varchar"},
        "properties": {"path": "varchar", "product_id": "varchar", "title": "varchar",
                       "price": "double"},
        "context": {"locale": "varchar", "page": {"url": "varchar"},
                    "campaign": {"source": "varchar", "medium": "varchar", "name": "varchar"}},
    },
    "mailer": {
        "id": "varchar", "event": "varchar", "email": "varchar", "user_ref": "varchar",
        "timestamp": "timestamp", "campaign": "varchar",
    },
}

#: source -> (rows in the common columns, what breaks the contract)
SOURCES = {
    "web": (
        """select messageId as event_id, type,
                  case type when 'track' then event when 'page' then 'Page Viewed'
                            else 'Identify' end as name,
                  receivedAt - (sentAt - originalTimestamp) as occurred_at,
                  receivedAt as received_at, filename as file, userId as id_user_id,
                  anonymousId as id_anonymous_id, email(traits.email) as id_email,
                  traits.email as email, traits.name as full_name, properties.path as path,
                  properties.product_id as product_id, properties.price as price,
                  properties.title as title, traits.plan as plan, context.locale as locale,
                  context.page.url as page_url, context.campaign.source as campaign_source,
                  context.campaign.medium as campaign_medium, context.campaign.name as campaign_name
           from {web}""",
        """case when event_id is null then 'unparsable'
                when name = 'Page Viewed' and path is null then 'path is missing'
                when name in ('Product Viewed', 'Product Added') and product_id is null
                then 'product_id is missing' end""",
    ),
    "users": (
        """select md5(concat_ws('|', user_id, email, name, phone, country, signed_up_at, is_staff,
                    updated_at)) as event_id, 'identify' as type, 'User Updated' as name,
                  updated_at::timestamp as occurred_at, filename as file, user_id as id_user_id,
                  email(email) as id_email, phone(phone) as id_phone, email, name as full_name,
                  phone, country, signed_up_at::timestamp as signed_up_at, is_staff
           from read_parquet('{lake}/backend/users/*/*.parquet', filename = true)""",
        """case when country not in ('DE', 'FR', 'GB', 'US') then 'country: ' || country
                when signed_up_at is null then 'signed_up_at is missing' end""",
    ),
    "orders": (
        """select order_id as event_id, 'track' as type, 'Order Completed' as name,
                  ordered_at::timestamp as occurred_at, filename as file, user_id as id_user_id,
                  email(email) as id_email, order_id, revenue, currency, items, channel
           from read_parquet('{lake}/backend/orders/*/*.parquet', filename = true)""",
        """case when order_id is null then 'order_id is missing'
                when revenue is null or revenue < 0 then 'revenue: ' || revenue
                when currency <> 'EUR' then 'currency: ' || currency
                when items < 1 then 'items: ' || items end""",
    ),
    "crm": (
        """select md5(concat_ws('|', contact_id, full_name, e_mail, phone, country, segment,
                    modified)) as event_id, 'identify' as type,
                  'CRM Contact' as name, modified as occurred_at, filename as file,
                  contact_id as id_crm_id, email(e_mail) as id_email, phone(phone) as id_phone,
                  e_mail as email, full_name, phone, country, segment
           from read_csv('{lake}/crm/*/*.csv', header = true, delim = ',', filename = true,
                store_rejects = true, columns = {{contact_id: 'varchar', full_name: 'varchar', e_mail: 'varchar',
                            phone: 'varchar', country: 'varchar', segment: 'varchar',
                            modified: 'timestamp'}})""",
        """case when segment not in ('prospect', 'customer', 'vip') then 'segment: ' || segment end""",
    ),
    "mailer": (
        """select id as event_id, 'track' as type, event as name, timestamp as occurred_at,
                  filename as file, user_ref as id_user_id, email(email) as id_email, campaign
           from {mailer}""",
        "case when event_id is null then 'unparsable' end",
    ),
}


def connect(out: Path) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute("set preserve_insertion_order = false")
    db.execute(f"set temp_directory = '{out}/spill'")
    db.execute(
        """create macro email(raw) as
             nullif(regexp_replace(lower(trim(raw)),
               '^(n/a|null|unknown|kunde@shop\\.example|.*@(placeholder|invalid)\\..*)$', ''), '')"""
    )
    db.execute(
        """create macro phone(raw) as
             regexp_replace(regexp_replace(
               regexp_replace(replace(raw, '(0)', ''), '[^0-9+]', '', 'g'),
               '^00', '+'), '^0', '+49')"""
    )
    return db


def ingest(db, lake: str) -> dict:
    """One table a source, without what is refused and what is there twice."""
    counts = {"read": 0, "accepted": 0, "duplicate": 0, "quarantined": 0}
    for source, (select, problem) in SOURCES.items():
        db.execute(
            f"""create table {source} as
                select '{source}' as source, *, {problem} as reason from ({select.format(lake=lake, **lines(lake))})"""
        )
        read = count(db, source)
        db.execute(
            f"""create table {source}_lost as
                select row from (
                  select rowid as row, row_number() over (
                    partition by event_id order by {order(source)}, rowid) as rank
                  from {source} where reason is null and event_id in (
                    select event_id from {source} where reason is null
                    group by event_id having count(*) > 1))
                where rank > 1"""
        )
        lost, refused = count(db, f"{source}_lost"), count(db, f"{source} where reason is not null")
        rejected = count(db, "reject_errors") if source == "crm" else 0
        counts["read"] += read + rejected
        counts["accepted"] += read - lost - refused
        counts["duplicate"] += lost
        counts["quarantined"] += refused + rejected
    every = " union all by name ".join(f"from {source}" for source in SOURCES)
    db.execute(f"create view quarantine as select * from ({every}) where reason is not null")
    kept = " union all by name ".join(
        f"select * from {s} where reason is null and rowid not in (select row from {s}_lost)"
        for s in SOURCES
    )
    db.execute(f"create view events as select * exclude (reason), {BEST} as best from ({kept})")
    return counts


def lines(lake: str) -> dict[str, str]:
    """JSON lines as columns. read_json with columns loses good lines near broken ones (duckdb 1.4.4)."""
    files = {"web": f"{lake}/web/*/*.json.gz", "mailer": f"{lake}/mailer/*/*.json"}
    return {
        source: f"""(select filename, unnest(from_json(json, '{json.dumps(LINES[source])}'))
                     from read_json_objects('{path}', format = 'newline_delimited',
                          ignore_errors = true, filename = true))"""
        for source, path in files.items()
    }


def order(source: str) -> str:
    return "received_at, occurred_at" if source == "web" else "file, occurred_at"


def count(db, table: str) -> int:
    return db.execute(f"select count(*) from {table}").fetchone()[0]


def resolve(db, as_of: str) -> None:
    ids = ", ".join(f"id_{t}" for t in TYPES)
    db.execute(
        f"""create table lists as
            select {ids}, source, best, min(occurred_at) as first_seen,
                   max(occurred_at) as last_seen, count(*) as events
            from events where best is not null group by all"""
    )
    members = " union all ".join(
        f"""select '{t}:' || id_{t} as id, '{t}' as type, id_{t} as value, {n} as priority,
                   best, source, first_seen, last_seen, events
            from lists where id_{t} is not null"""
        for n, t in enumerate(TYPES)
    )
    db.execute(f"create table members as {members}")
    db.execute(
        """create table ids as
           select id, type, value, priority, (row_number() over ())::int - 1 as number,
                  min(first_seen) as first_seen, max(last_seen) as last_seen, sum(events) as events
           from members group by id, type, value, priority"""
    )
    db.execute(
        """create table edges as
           select best as a, id as b, min(first_seen) as first_seen, max(last_seen) as last_seen,
                  sum(events) as events, list_sort(list(distinct source)) as sources
           from members where best <> id group by a, b"""
    )
    label(db)
    db.execute(
        f"""create table names as
            select label, md5(arg_min(id, (priority, first_seen, id)) || '{as_of}') as customer_id
            from ids join labels using (number) group by label"""
    )
    db.execute(
        """create table identity_map as
           select id, type, value, customer_id, first_seen, last_seen, events
           from ids join labels using (number) join names using (label)"""
    )


def label(db) -> None:
    pairs = db.execute(
        """select x.number as a, y.number as b
           from edges e join ids x on e.a = x.id join ids y on e.b = y.id"""
    ).fetchnumpy()
    size = count(db, "ids")
    ones = np.ones(len(pairs["a"]), dtype=np.int8)
    matrix = coo_matrix((ones, (pairs["a"], pairs["b"])), shape=(size, size))
    _, labels = connected_components(matrix, directed=False)
    found = {"number": np.arange(size, dtype=np.int32), "label": labels}
    db.register("found", found)
    db.execute("create table labels as from found")


def customers(db) -> None:
    recent = "arg_max({0}, (occurred_at, source, event_id)) filter ({0} is not null{1}) as {0}"
    web = " and source in ('users', 'crm', 'web')"
    backend = " and source in ('users', 'crm')"
    db.execute(
        f"""create table customers as
            with identified as (
              select customer_id,
                     case when bool_or(type <> 'anonymous_id') then 'known' else 'anonymous' end as kind,
                     list_sort(list(struct_pack(type := type, value := value))) as identifiers
              from identity_map group by customer_id),
            seen as (
              select customer_id, min(first_seen) as first_seen, max(last_seen) as last_seen,
                     sum(events) as event_count
              from lists join (select id as best, customer_id from identity_map) using (best)
              group by customer_id),
            traits as (
              select customer_id, {recent.format('email', web)}, {recent.format('full_name', web)},
                     {recent.format('phone', backend)}, {recent.format('country', backend)},
                     {recent.format('segment', '')}, bool_or(is_staff) as is_staff,
                     min(signed_up_at) as signed_up_at
              from customer_events
              where type = 'identify' and customer_id is not null group by customer_id)
            select * from identified left join seen using (customer_id)
              left join traits using (customer_id)
              left join (
                select customer_id, count(order_id) as orders, sum(revenue) as revenue
                from model_orders group by customer_id) using (customer_id)"""
    )


def models(db) -> None:
    db.execute(
        """create view customer_events as
           select e.*, customer_id from events e left join identity_map m on e.best = m.id"""
    )
    db.execute(
        """create table model_orders as
           select event_id as order_id, customer_id, occurred_at as ordered_at, revenue, items, channel
           from customer_events where source = 'orders'"""
    )
    db.execute(
        """create table page_views as
           select event_id, customer_id, occurred_at as viewed_at, path
           from customer_events where name = 'Page Viewed'"""
    )


def audiences(db, as_of: str) -> None:
    """One row a customer and one column an audience; from it members, sizes and overlaps."""
    db.execute(
        f"""create table customer_audiences as
            with measured as (
              select customer_id,
                     count(*) filter (name = 'Order Completed') as ordered,
                     sum(revenue) filter (name = 'Order Completed') as spent,
                     count(*) filter (occurred_at >= timestamp '{as_of}' - interval 30 days) as recent,
                     count(*) filter (name = 'Order Completed'
                       and occurred_at >= timestamp '{as_of}' - interval 14 days) as ordered_lately
              from customer_events
              where customer_id is not null and occurred_at < timestamp '{as_of}'
                and name in ('Order Completed', 'Page Viewed') group by customer_id)
            select customer_id, coalesce(is_staff, false) as staff, kind = 'known' as known_customers,
                   coalesce(revenue >= 1000, false) as high_value,
                   known_customers and coalesce(recent, 0) > 0 and not staff as active_customers,
                   known_customers and coalesce(ordered >= 2 and spent >= 50, false)
                     as repeat_customers,
                   coalesce(ordered, 0) >= 1 and ordered_lately = 0 and email is not null and not staff
                     as win_back
            from customers left join measured using (customer_id)"""
    )
    db.execute(
        f"""create table audience_members as
            select audience, customer_id, timestamp '{as_of}' as entered_at
            from (unpivot customer_audiences on columns(* exclude (customer_id))
                  into name audience value member) where member"""
    )
    db.execute("create table audience_sizes as select audience, count(*) as size "
               "from audience_members group by audience")
    db.execute(
        """create table audience_overlaps as
           select a.audience, b.audience as other, count(*) as customers
           from audience_members a join audience_members b using (customer_id)
           where a.audience < b.audience group by all"""
    )


def metrics(db, as_of: str) -> None:
    """By day and as a whole (a NULL day), in one pass over each model."""
    db.execute(
        """create table of_orders as
           select date_trunc('day', ordered_at) as day, count(order_id) as orders,
                  sum(revenue) as revenue, count(distinct customer_id) as buyers
           from model_orders group by grouping sets ((), (day))"""
    )
    db.execute(
        """create table of_views as
           select date_trunc('day', viewed_at) as day, count(event_id) as page_views
           from page_views group by grouping sets ((), (day))"""
    )
    db.execute(
        """create table of_customers as
           select date_trunc('day', first_seen) as day, count(customer_id) as new_customers
           from customers group by grouping sets ((), (day))"""
    )
    db.execute(
        f"""create table of_audiences as
            select *, active_customers / known_customers as active_share
            from (select unnest([date '{as_of}', null]) as day, * from (
              select {', '.join(f'count_if({name}) as {name}' for name in AUDIENCES)}
              from customer_audiences))"""
    )
    db.execute(
        """create table metrics as
           unpivot (
             select day, columns(* exclude (day))::double
             from (select *, revenue / orders as average_order_value from of_orders)
             union all by name select day, page_views::double as page_views from of_views
             union all by name select day, new_customers::double as new_customers from of_customers
             union all by name select day, columns(* exclude (day))::double from of_audiences)
           on columns(* exclude (day)) into name metric value value"""
    )
    db.execute(
        """create table daily_sales as
           select date_trunc('day', ordered_at) as day, country, count(order_id) as orders,
                  sum(o.revenue) as revenue, count(distinct customer_id) as buyers
           from model_orders o left join customers using (customer_id) group by all"""
    )
    db.execute(
        """create table customer_days as
           select customer_id, day, 'orders' as metric, count(order_id)::double as value
           from (select *, date_trunc('day', ordered_at) as day from model_orders) group by all
           union all select customer_id, date_trunc('day', ordered_at), 'revenue', sum(revenue)
           from model_orders group by all
           union all select customer_id, date_trunc('day', viewed_at), 'page_views', count(event_id)
           from page_views group by all"""
    )


def write(db, out: Path, tables: list[str]) -> None:
    for table in tables:
        db.execute(f"copy {table} to '{out}/{table}' (format parquet, per_thread_output true)")


def main(lake: str, folder: str, as_of: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True)
    db = connect(out)
    result = ingest(db, lake)
    write(db, out, ["events", "quarantine"])
    resolve(db, as_of)
    write(db, out, ["identity_map", "edges"])
    models(db)
    customers(db)
    audiences(db, as_of)
    metrics(db, as_of)
    write(db, out, ["customers", "model_orders", "page_views", "customer_audiences",
                    "audience_members", "audience_sizes", "audience_overlaps", "metrics",
                    "daily_sales", "customer_days"])
    result["customers"] = count(db, "customers")
    whole = "select metric, value from metrics where day is null"
    result |= {f"metric {name}": round(value, 2) for name, value in db.execute(whole).fetchall()}
    result |= {f"audience {name}": size for name, size in db.execute("from audience_sizes").fetchall()}
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
