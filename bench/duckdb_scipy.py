"""Connected components by DuckDB and SciPy, as a data engineer would write them by hand.

usage: duckdb_scipy.py GRAPH_DIR OUT_FILE
"""

import json
import sys
import time

import duckdb
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


def main(graph: str, out: str) -> None:
    start = time.perf_counter()
    db = duckdb.connect()
    db.execute("set preserve_insertion_order = false")
    edges = f"read_parquet('{graph}/edges/*.parquet')"
    vertices = f"read_parquet('{graph}/vertices/*.parquet')"
    db.execute(
        f"""create table ids as
            select id, (row_number() over ())::int - 1 as number
            from (select a as id from {edges}
                  union select b from {edges}
                  union select id from {vertices})"""
    )
    pairs = db.execute(
        f"""select x.number as a, y.number as b
            from {edges} e join ids x on e.a = x.id join ids y on e.b = y.id"""
    ).fetchnumpy()
    count = db.execute("select count(*) from ids").fetchone()[0]
    a, b = pairs["a"], pairs["b"]
    matrix = coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    found, labels = connected_components(matrix, directed=False)
    labelled = {"number": np.arange(count, dtype=np.int32), "label": labels}
    db.register("labelled", labelled)
    db.execute(
        f"""copy (
              with members as (select id, label from ids join labelled using (number)),
                   names as (select label, min(id) as component from members group by label)
              select id, component from members join names using (label)
            ) to '{out}' (format parquet)"""
    )
    largest = int(np.bincount(labels).max()) if count else 0
    seconds = time.perf_counter() - start
    print(json.dumps({"vertices": count, "edges": len(a), "components": int(found),
                      "largest": largest, "seconds": round(seconds, 3)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
