"""Published tables as Spark, DuckDB, deltalake and pyiceberg read them in place."""

from __future__ import annotations

import pytest

TABLES = ["customers", "events", "identity_map", "metrics", "audience_members", "releases"]


@pytest.fixture(scope="module")
def spark(demo):
    session = demo.warehouse.spark_session()
    yield session
    session.stop()


@pytest.mark.parametrize("table", TABLES)
def test_every_engine_reads_the_same_rows_and_columns(demo, spark, table):
    by_spark = demo.warehouse.spark(spark, table)
    by_arrow = demo.warehouse.arrow(table)
    with demo.warehouse.duckdb() as connection:
        by_duckdb = connection.table(table)
        assert by_spark.columns == by_arrow.column_names == by_duckdb.columns
        assert by_spark.count() == len(by_arrow) == len(by_duckdb) > 0


def test_the_release_names_the_tables(demo):
    releases = demo.warehouse.arrow("releases").to_pylist()
    assert [release["release"] for release in releases] == [1]
    assert set(TABLES) - {"releases"} <= set(dict(releases[0]["tables"]))
