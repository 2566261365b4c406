"""Runs statements one by one in DuckDB over a folder of Parquet tables; the rows go to Parquet.

usage: duckdb_sql.py TABLES STATEMENTS.json OUT
"""

import json
import shutil
import sys
import time
from pathlib import Path

import duckdb


def main(tables: str, statements: str, out: str) -> None:
    start = time.perf_counter()
    db = duckdb.connect()
    db.execute("set preserve_insertion_order = false")
    for table in Path(tables).glob("*.parquet"):
        db.execute(f"create view {table.stem} as select * from '{table}/*.parquet'")
    shutil.rmtree(out, ignore_errors=True)
    seconds = {}
    for name, sql in json.loads(Path(statements).read_text()).items():
        begun = time.perf_counter()
        Path(out, name).mkdir(parents=True)
        db.execute(f"copy ({sql}) to '{out}/{name}/part.parquet' (format parquet)")
        seconds[name] = round(time.perf_counter() - begun, 2)
    print(json.dumps({"seconds": round(time.perf_counter() - start, 3), "each": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
