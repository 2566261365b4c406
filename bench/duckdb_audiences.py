"""The members of audiences by DuckDB, one statement each, from published tables; rows go to Parquet.

Events get their customer once, in the columns that audiences need; every statement reads that.

usage: duckdb_audiences.py FILES.json STATEMENTS.json OUT
"""

import json
import shutil
import sys
from pathlib import Path

import duckdb

CUSTOMER_EVENTS = """
create table customer_events as
select source, event_id, name, occurred_at, customer_id,
  struct_pack(revenue := properties.revenue, channel := properties.channel,
    product_id := properties.product_id, path := properties.path) as properties
from events e join identity_attributions a on a.identifiers = e.identifiers
where (a.valid_from is null or e.occurred_at >= a.valid_from)
  and (a.valid_to is null or e.occurred_at < a.valid_to)"""


def main(files: str, statements: str, out: str) -> None:
    db = duckdb.connect()
    db.execute("set preserve_insertion_order = false")
    db.execute("set TimeZone = 'UTC'")
    for table, paths in json.loads(Path(files).read_text()).items():
        db.execute(f"create view {table} as from read_parquet({paths!r})")
    db.execute(CUSTOMER_EVENTS)
    shutil.rmtree(out, ignore_errors=True)
    Path(out).mkdir(parents=True)
    sizes = {}
    for name, sql in json.loads(Path(statements).read_text()).items():
        rows = db.execute(f"copy ({sql}) to '{out}/{name}.parquet' (format parquet)").fetchone()
        sizes[name] = rows[0]
    print(json.dumps(sizes))


if __name__ == "__main__":
    main(*sys.argv[1:])
