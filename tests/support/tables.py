"""Compares the published tables of two warehouses; ``-m support.tables A B`` prints it as JSON."""

from __future__ import annotations

import json
import sys

from warehouse import Warehouse

# What differs between two runs of the same interval, and nothing else may
WALL_CLOCK = {
    "releases": {"published_at", "tables"},
    "runs": {"started_at", "seconds"},
    "checks": {"checked_at"},
    "table_stats": {"measured_at"},
}


def differences(left: Warehouse, right: Warehouse) -> dict[str, str]:
    """Tables whose rows differ, duplicates counted, wall-clock columns left out."""
    if left.tables() != right.tables():
        return {"tables": f"{left.tables()} and {right.tables()}"}
    found = {table: _difference(table, left, right) for table in left.tables()}
    return {table: text for table, text in found.items() if text}


def _difference(table: str, left: Warehouse, right: Warehouse) -> str:
    ignored = ", ".join(sorted(WALL_CLOCK.get(table, ())))
    columns = f"* EXCLUDE ({ignored})" if ignored else "*"
    # As JSON, for EXCEPT ALL to compare maps and structs too
    here, there = (
        f"SELECT CAST(to_json(t) AS VARCHAR) FROM (SELECT {columns} FROM {w.scan(table)}) t"
        for w in (left, right)
    )
    with left.duckdb() as connection:
        gone = connection.sql(f"({here}) EXCEPT ALL ({there})").fetchall()
        new = connection.sql(f"({there}) EXCEPT ALL ({here})").fetchall()
    if not gone and not new:
        return ""
    return f"{len(gone)} rows only in the first: {gone[:2]}, {len(new)} only in the second: {new[:2]}"


def snapshot(warehouse: Warehouse) -> dict[str, tuple]:
    """Rows and content hash of every table that releases hold."""
    (release,) = warehouse.arrow("releases").sort_by("release").to_pylist()[-1:]
    with warehouse.duckdb() as connection:
        return {
            table: connection.sql(
                f'SELECT count(*), sum(hash(CAST(to_json(t) AS VARCHAR))) FROM "{table}" t'
            ).fetchone()
            for table in [*dict(release["tables"]), "releases"]
        }


if __name__ == "__main__":
    first, second = map(Warehouse, sys.argv[1:3])
    releases = first.arrow("releases").sort_by("release").to_pylist()
    print(json.dumps({"differences": differences(first, second), "releases": releases}, default=str))
