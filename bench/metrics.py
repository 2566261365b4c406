"""`bench metrics`: 20 metrics by day and three dimensions, against one statement a metric."""

import json
import shutil
import sys
from pathlib import Path

import duckdb

from arguments import add_names
from measure import Peer, measure, rounds, table

BY = ["day", "channel", "country", "category"]
ASKED = "day,order_line__channel,customer__country,product__category"
FROM = """(
  select date_trunc('day', l.ordered_at) as day, l.channel, c.country, p.category, l.*
  from order_lines l
  left join customers c on l.customer_id = c.customer_id
  left join products p on l.product_id = p.product_id)"""
#: name -> (aggregate, filter)
AGGREGATES = {
    "lines": ("count(*)", ""),
    "items": ("sum(items)", ""),
    "revenue": ("sum(amount)", ""),
    "discount": ("sum(discount)", ""),
    "discounted_lines": ("count(discount)", ""),
    "gifts": ("sum(cast(is_gift as int))", ""),
    "smallest_amount": ("min(amount)", ""),
    "largest_amount": ("max(amount)", ""),
    "mean_amount": ("avg(amount)", ""),
    "buyers": ("count(distinct customer_id)", ""),
    "orders": ("count(distinct order_id)", ""),
    "products_sold": ("count(distinct product_id)", ""),
    "gift_buyers": ("count(distinct customer_id)", "where is_gift"),
    "returned_revenue": ("sum(amount)", "where is_returned"),
    "kept_items": ("sum(items)", "where not is_returned"),
    "items_per_line": ("sum(items) / cast(count(*) as double)", ""),
    "gift_share": ("sum(cast(is_gift as int)) / cast(count(*) as double)", ""),
    "net_revenue": ("sum(amount) - sum(case when is_returned then amount end)", ""),
}
#: name -> (column, rows before the day)
CUMULATIVE = {"revenue_to_date": ("amount", None), "items_of_30_days": ("items", 29)}
ENGINES = ["truecount", "duckdb", "spark"]


def add_arguments(parser) -> None:
    parser.add_argument("--lines", type=int, default=50_000_000, help="order lines (50 M)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="6g", help="heap of Truecount and of Spark")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that a peer may take")
    add_names(parser, "--only", "what to run", ENGINES)


def run(context, options) -> str:
    folder = prepare(context, options.lines)
    peers = [peer for key, peer in all_peers(context, options, folder).items()
             if key in options.only]
    rounds([p for p in peers if p.name != SPARK], options.rounds)
    rounds([p for p in peers if p.name == SPARK], 1)
    finished = {peer.name for peer in peers if peer.good()}
    found = [key for key, peer in all_peers(context, options, folder).items()
             if peer.name in finished]
    notes = differences(folder / "out", found)
    shutil.rmtree(folder / "out", ignore_errors=True)
    title = f"### metrics: {options.lines:,} order lines, 20 metrics by day and three dimensions"
    what = ("4 of them distinct counts and 2 cumulative; two dimensions are joined. The peers run one "
            f"statement a metric and write Parquet, as Truecount does. Heap {options.memory}; Spark by "
            "hand runs once.")
    return "\n".join([title, "", what, "", table(peers), "", *notes, ""])


SPARK = "Spark SQL by hand, one by one"


def all_peers(context, options, folder: Path) -> dict[str, Peer]:
    out, bench = folder / "out", context.root / "bench"
    out.mkdir(exist_ok=True)
    statements = folder / "statements.json"
    statements.write_text(json.dumps(all_statements()))
    files = [str(folder), str(statements)]
    return {
        "truecount": Peer("truecount", [
            str(context.root / "bin/truecount"), "metrics", "query", *AGGREGATES, *CUMULATIVE,
            "--by", ASKED, "--manifest", f"{bench}/metrics/shop.yml", "--tables", str(folder),
            "--out", f"{out}/truecount"], options.limit, {"TRUECOUNT_HEAP": options.memory}),
        "duckdb": Peer("DuckDB SQL by hand, one by one", [
            sys.executable, f"{bench}/duckdb_sql.py", *files, f"{out}/duckdb"], options.limit),
        "spark": Peer(SPARK, context.java(
            options.memory, "io.truecount.bench.SqlRun", *files, f"{out}/spark"),
            options.limit),
    }


def all_statements() -> dict[str, str]:
    """Plain SQL that both engines take; each is what one would write for the metric alone."""
    by = ", ".join(BY)
    made = {
        name: f"select {by}, {value} as {name} from {FROM} {where} group by {by}"
        for name, (value, where) in AGGREGATES.items()
    }
    return made | {name: cumulative(name, *how) for name, how in CUMULATIVE.items()}


def cumulative(name: str, column: str, before: int | None) -> str:
    """Daily sums first; every group has a row for each day from its first one on, while it lasts."""
    by, keys = ", ".join(BY), ", ".join(BY[1:])
    frame = "unbounded preceding" if before is None else f"{before} preceding"
    return f"""
with daily as (
  select {by}, sum({column}) as value from {FROM} group by {by}),
dense as (
  select d.day, k.channel, k.country, k.category, v.value, v.day is not null as is_there
  from days d cross join (select distinct {keys} from daily) k
  left join daily v on v.day = d.day and v.channel is not distinct from k.channel
    and v.country is not distinct from k.country and v.category is not distinct from k.category),
summed as (
  select {by}, sum(value) over w as {name}, max(is_there) over w as is_any from dense
  window w as (partition by {keys} order by day rows between {frame} and current row))
select {by}, {name} from summed where is_any"""


def prepare(context, lines: int) -> Path:
    folder = context.data / f"shop-{lines}"
    if not (folder / "made").exists():
        print(f"making {folder.name}", file=sys.stderr, flush=True)
        made = measure(Peer("generator", context.java(
            "2g", "io.truecount.bench.OrderLinesGenerator", "--lines", str(lines),
            "--out", str(folder)), 3600))
        if made.problem:
            raise SystemExit(f"the generator {made.problem}")
        (folder / "made").touch()
    return folder


def differences(out: Path, found: list[str]) -> list[str]:
    """Where a peer's rows are not ours, by metric; reals may differ in their last digits."""
    if found[:1] != ["truecount"] or len(found) < 2:
        return []
    db = duckdb.connect()
    db.execute("create view ours as select metric_time__day as day, order_line__channel as channel, "
               "customer__country as country, product__category as category, * "
               f"from '{out}/truecount/*.parquet'")
    differing = [f"- **differs**: {peer} finds other values of {name} in {count:,} groups"
                 for peer in found[1:] for name in [*AGGREGATES, *CUMULATIVE]
                 if (count := differing_rows(db, out / peer, name))]
    return differing or [f"Equal in every group and metric: {', '.join(found)}."]


def differing_rows(db, theirs: Path, name: str) -> int:
    matched = " and ".join(f"o.{key} is not distinct from t.{key}" for key in BY)
    return db.execute(
        f"""select count(*)
            from (select * from ours where {name} is not null) o
            full join (select * from '{theirs}/{name}/*.parquet' where {name} is not null) t
              on {matched}
            where o.{name} is null or t.{name} is null
              or abs(o.{name} - t.{name}) > 1e-9 * greatest(abs(o.{name}), 1)""").fetchone()[0]
