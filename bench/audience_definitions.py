"""200 audiences of the demo shop by formula, each as a definition and as SQL by hand for DuckDB; and
50 metrics as definitions.

The SQL is what one would write for one audience alone over the tables customers, customer_events,
orders and page_views; it shares nothing with the SQL that Truecount plans.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

AS_OF = datetime(2026, 3, 1, 10, 30)  # no midnight: windows cut days
ZONE = ZoneInfo("Europe/Berlin")
PREFIX = "bench_"
COUNT = 200
METRICS = 50
EVENTS = ["Page Viewed", "Product Viewed", "Product Added", "Order Completed"]
COUNTRIES = ["DE", "FR", "GB", "US"]
CHANNELS = ["web", "app", "shop"]
DAYS = [1, 3, 7, 14, 30, 45]
ORDER = "Order Completed"
END = f"timestamp '{AS_OF}'"


@dataclass(frozen=True)
class Condition:
    """One condition: YAML in flow style, and SQL over a row of customers that is never NULL."""

    yaml: str
    sql: str


def of_events(having: str, where: str) -> str:
    return (f"customer_id in (select customer_id from customer_events where customer_id is not null"
            f" and occurred_at < {END} and {where} group by customer_id having {having})")


def rolling(days: int, column: str = "occurred_at") -> tuple[str, str]:
    return f"{days} days", f"{column} >= timestamp '{AS_OF - timedelta(days=days)}'"


def calendar(days: int) -> tuple[str, str]:
    """From the midnight of a day in the audiences' time zone."""
    today = AS_OF.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE).date()
    midnight = datetime.combine(today - timedelta(days=days), datetime.min.time(), ZONE)
    start = midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    return f"{days} calendar days", f"occurred_at >= timestamp '{start}'"


def trait(i: int) -> Condition:
    country = COUNTRIES[i % 4]
    return [
        Condition(f"{{ trait: country, is: {country} }}", f"coalesce(country = '{country}', false)"),
        Condition("{ trait: segment, in: [customer, vip] }",
                  "coalesce(segment in ('customer', 'vip'), false)"),
        Condition(f"{{ trait: event_count, value: '>= {5 * i}' }}",
                  f"coalesce(event_count >= {5 * i}, false)"),
        Condition(f"{{ trait: last_seen, within: {i + 1} days }}",
                  f"coalesce(last_seen >= timestamp '{AS_OF - timedelta(days=i + 1)}'"
                  f" and last_seen < {END}, false)"),
    ][i % 4]


def dimension(i: int) -> Condition:
    two = [COUNTRIES[i % 4], COUNTRIES[(i + 1) % 4]]
    return Condition(f"{{ dimension: customer__country, in: [{', '.join(two)}] }}",
                     f"coalesce(country in ('{two[0]}', '{two[1]}'), false)")


def count(i: int) -> Condition:
    event, least = EVENTS[i % 4], 1 + i % 5
    within, since = rolling(DAYS[i % 6]) if i % 2 else calendar(DAYS[i % 6])
    return Condition(f"{{ event: {event}, within: {within}, count: '>= {least}' }}",
                     of_events(f"count(*) >= {least}", f"name = '{event}' and {since}"))


def ever(i: int) -> Condition:
    event, least = EVENTS[i % 4], 1 + 2 * i
    return Condition(f"{{ event: {event}, count: '>= {least}' }}",
                     of_events(f"count(*) >= {least}", f"name = '{event}'"))


def spent(i: int) -> Condition:
    within, since = rolling(DAYS[i % 6]) if i % 3 else calendar(DAYS[i % 6])
    channel, least = CHANNELS[i % 3], 20 * (1 + i % 7)
    return Condition(
        f"{{ event: {ORDER}, within: {within}, where: \"properties.channel <> '{channel}'\","
        f" sum: properties.revenue, value: '>= {least}' }}",
        of_events(f"sum(properties.revenue) >= {least}",
                  f"name = '{ORDER}' and {since} and properties.channel <> '{channel}'"))


def extreme(i: int) -> Condition:
    kind, limit = ["min", "max", "avg"][i % 3], 15 * (1 + i % 9)
    within, since = rolling(DAYS[i % 6])
    return Condition(
        f"{{ event: {ORDER}, within: {within}, {kind}: properties.revenue, value: '> {limit}' }}",
        of_events(f"{kind}(properties.revenue) > {limit}", f"name = '{ORDER}' and {since}"))


def first_or_last(i: int) -> Condition:
    kind, function, channel = [("first", "arg_min"), ("last", "arg_max")][i % 2] + (CHANNELS[i % 3],)
    within, since = rolling(DAYS[i % 6])
    return Condition(
        f"{{ event: {ORDER}, within: {within}, {kind}: properties.channel, is: {channel} }}",
        of_events(f"{function}(properties.channel, (occurred_at, source, event_id)) = '{channel}'",
                  f"name = '{ORDER}' and {since} and properties.channel is not null"))


def distinct(i: int) -> Condition:
    event, column = [("Product Viewed", "product_id"), ("Page Viewed", "path")][i % 2]
    within, since = rolling(DAYS[i % 6]) if i % 3 else calendar(DAYS[i % 6])
    least = 2 + i % 4
    return Condition(
        f"{{ event: {event}, within: {within}, count_distinct: properties.{column},"
        f" value: '>= {least}' }}",
        of_events(f"count(distinct properties.{column}) >= {least}", f"name = '{event}' and {since}"))


def metric(i: int) -> Condition:
    name, value, table, time, least = [
        ("orders", "count(order_id)", "orders", "ordered_at", 1 + i % 3),
        ("revenue", "sum(revenue)", "orders", "ordered_at", 50 * (1 + i % 6)),
        ("page_views", "count(event_id)", "page_views", "viewed_at", 2 + i % 9),
        ("average_order_value", "sum(revenue) / count(order_id)", "orders", "ordered_at", 30 + 7 * i),
    ][i % 4]
    within, since = rolling(DAYS[i % 6], time)
    yaml, where = "", ""
    if table == "orders" and i % 8 < 4:
        channel = CHANNELS[i % 3]
        yaml = f", where: \"{{{{ Dimension('order__channel') }}}} = '{channel}'\""
        where = f" and channel = '{channel}'"
    return Condition(
        f"{{ metric: {name}, within: {within}{yaml}, value: '>= {least}' }}",
        f"customer_id in (select customer_id from {table} where customer_id is not null"
        f" and {time} < {END} and {since}{where} group by customer_id having {value} >= {least})")


def sequence(i: int) -> Condition:
    """Viewed, then ordered within days; every second time without another order soon after."""
    first, days, whole = EVENTS[i % 3], 1 + i % 7, DAYS[3 + i % 3]
    within, since = rolling(whole)
    keys = "partition by customer_id order by occurred_at, source, event_id"
    absent_yaml = f", {{ not: {{ event: {ORDER}, within: {days} days }} }}" if i % 2 else ""
    absent_sql = f" and not coalesce(next < occurred_at + interval {days} days, false)" if i % 2 else ""
    return Condition(
        f"{{ sequence: [{{ event: {first} }}, {{ event: {ORDER}, within: {days} days }}{absent_yaml}],"
        f" within: {within} }}",
        f"""customer_id in (select customer_id from (
              select customer_id, name, occurred_at,
                max(case when name = '{first}' then occurred_at end) over (
                  {keys} rows between unbounded preceding and 1 preceding) as before,
                min(case when name = '{ORDER}' then occurred_at end) over (
                  {keys} rows between 1 following and unbounded following) as next
              from customer_events where customer_id is not null and occurred_at < {END} and {since}
                and name in ('{first}', '{ORDER}'))
            where name = '{ORDER}' and before >= occurred_at - interval {days} days{absent_sql})""")


def top(i: int) -> Condition:
    name, value, table, time = [("revenue", "sum(revenue)", "orders", "ordered_at"),
                                ("page_views", "count(event_id)", "page_views", "viewed_at")][i % 2]
    days = DAYS[2 + i % 4]
    within, since = rolling(days, time)
    share = i % 4 < 2
    size, limit = (f"share: {1 + i}%", f"ceil(n * {1 + i} / 100)") if share else (
        f"count: {100 * (1 + i)}", str(100 * (1 + i)))
    return Condition(
        f"{{ top: {{ metric: {name}, within: {within}, {size} }} }}",
        f"""customer_id in (select customer_id from (
              select *, row_number() over (order by value desc, customer_id) as rank,
                count(*) over () as n
              from (select customer_id, {value} as value from {table}
                    where customer_id in (select customer_id from customers where kind = 'known')
                      and {time} < {END} and {since} group by customer_id having value is not null))
            where rank <= {limit})""")


PLAIN = [count, spent, extreme, first_or_last, distinct, metric, sequence, top, trait, dimension, ever]


def conditions() -> list[Condition]:
    """Plain ones, and pairs of them under all, any and not; every tenth refers to another audience."""
    made: list[Condition] = []
    for i in range(COUNT):
        one = PLAIN[i % len(PLAIN)](i // len(PLAIN))
        other = PLAIN[(i + 3) % len(PLAIN)](i // len(PLAIN) + 1)
        if i % 10 == 9:
            other = Condition(f"{{ audience: {PREFIX}{i - 9} }}", f"kind = 'known' and {made[i - 9].sql}")
        both = f"[{one.yaml}, {other.yaml}]"
        made.append([
            one,
            Condition(f"{{ all: {both} }}", f"(({one.sql}) and ({other.sql}))"),
            Condition(f"{{ any: {both} }}", f"(({one.sql}) or ({other.sql}))"),
            Condition(f"{{ all: [{one.yaml}, {{ not: {other.yaml} }}] }}",
                      f"(({one.sql}) and not ({other.sql}))"),
        ][i % 4])
    return made


def metric_body(i: int) -> str:
    """The i-th metric, in flow style; ratios and derived metrics are made of simple ones beside them."""
    n = i // 10
    country = f"\"{{{{ Dimension('customer__country') }}}} = '{COUNTRIES[n % 4]}'\""
    channel = f"\"{{{{ Dimension('order__channel') }}}} = '{CHANNELS[n % 3]}'\""
    orders, revenue, views = [f"{PREFIX}metric_{10 * n + k}" for k in (0, 1, 3)]
    return [
        f"type: simple, type_params: {{ measure: order_count }}, filter: {country}",
        f"type: simple, type_params: {{ measure: revenue }}, filter: {country}",
        f"type: simple, type_params: {{ measure: buyers }}, filter: {channel}",
        f"type: simple, type_params: {{ measure: page_views }}, filter: {country}",
        f"type: simple, type_params: {{ measure: visitors }}, filter: {country}",
        f"type: ratio, type_params: {{ numerator: {revenue}, denominator: {orders} }}",
        f"type: ratio, type_params: {{ numerator: {orders}, denominator: {views} }}",
        f"type: derived, type_params: {{ expr: {revenue} - {5 * n} * {orders},"
        f" metrics: [{revenue}, {orders}] }}",
        "type: cumulative, type_params: { measure: revenue,"
        f" cumulative_type_params: {{ window: {DAYS[n]} days }} }}",
        f"type: derived, type_params: {{ expr: revenue - before, metrics: [revenue, {{ name: revenue,"
        f" offset_window: {n + 1} weeks, alias: before }}] }}",
    ][i % 10]


def metrics() -> str:
    """All metrics in one file, over the semantic models of the demo."""
    return "metrics:\n" + "".join(
        f"  - {{ name: {PREFIX}metric_{i}, {metric_body(i)} }}\n" for i in range(METRICS))


def files() -> dict[str, str]:
    """Definitions by name."""
    return {
        f"{PREFIX}{i}": f"audience:\n  name: {PREFIX}{i}\n  entity: customer\n"
                        f"  time_zone: {ZONE.key}\n  where: {condition.yaml}\n"
        for i, condition in enumerate(conditions())
    }


def statements() -> dict[str, str]:
    """The members of each by hand."""
    return {
        f"{PREFIX}{i}": f"select customer_id from customers where kind = 'known' and {condition.sql}"
        for i, condition in enumerate(conditions())
    }
