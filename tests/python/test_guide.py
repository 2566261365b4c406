"""What docs/guide.md says to type works on the demo's lake and warehouses."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
from warehouse import _extension

GUIDE = (Path(__file__).parents[2] / "docs" / "guide.md").read_text()


def test_the_interval_of_running_is_that_of_the_demo_lake(demos):
    start, end = re.search(r"--lake demo/lake .*--interval (\S+)/(\S+)", GUIDE).groups()
    loads = {day.name.removeprefix("dt=") for day in demos["delta"].lake.glob("**/dt=*")}
    assert loads
    assert all(start <= load < end for load in loads)


def test_duckdb_reads_iceberg_as_the_guide_says(demos, capsys):
    chapter = GUIDE.split("### Reading Iceberg with DuckDB")[1]
    code = re.search(r"```python\n(.*?)```", chapter, re.DOTALL).group(1)
    place = str(demos["iceberg"].warehouse.place)
    for name in ("icu", "parquet", "avro", "iceberg"):  # in place of INSTALL, which needs the network
        duckdb.default_connection().load_extension(str(_extension(name)))
    exec(code.replace("my-iceberg", place).replace("INSTALL iceberg; LOAD iceberg; ", ""), {})
    assert "known" in capsys.readouterr().out
