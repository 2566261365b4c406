"""Ways into a Truecount warehouse for notebooks: Spark, DuckDB, and Arrow without an engine.

Published tables are plain Delta or Iceberg, so none of this needs Truecount itself.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import duckdb_ext
import pyarrow
from deltalake import DeltaTable
from pyiceberg.catalog.sql import SqlCatalog
from pyspark.sql import DataFrame, SparkSession

NAMESPACE = "cdp"
PACKAGES = (
    "io.delta:delta-spark_4.1_2.13:4.4.0",
    "org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0",
    "org.xerial:sqlite-jdbc:3.50.3.0",
)


class Warehouse:
    """The newest published version of every table; Delta or Iceberg, as it finds it."""

    def __init__(self, place: str | Path) -> None:
        self.place = Path(place).resolve()
        self.is_iceberg = (self.place / "catalog.db").exists()

    def tables(self) -> list[str]:
        if self.is_iceberg:
            return sorted(name for _, name in self._catalog().list_tables(NAMESPACE))
        return sorted(log.parent.name for log in self.place.glob(f"{NAMESPACE}/*/_delta_log"))

    def spark(self, session: SparkSession, table: str) -> DataFrame:
        if self.is_iceberg:
            return session.table(f"truecount.{NAMESPACE}.{table}")
        return session.read.format("delta").load(self._folder(table))

    def arrow(self, table: str) -> pyarrow.Table:
        """By pyiceberg or deltalake; ``.to_pandas()`` goes on from here."""
        if self.is_iceberg:
            return self._catalog().load_table((NAMESPACE, table)).scan().to_arrow()
        return DeltaTable(self._folder(table)).to_pyarrow_table()

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """A connection that has every table as a view."""
        connection = duckdb.connect()
        for name in ("icu", "parquet", "avro", "delta", "iceberg"):
            connection.load_extension(str(_extension(name)))
        connection.execute("SET TimeZone = 'UTC'")
        for table in self.tables():
            connection.execute(f'CREATE VIEW "{table}" AS SELECT * FROM {self.scan(table)}')
        return connection

    def view(self, name: str, engine: str) -> str:
        """A statement that creates a published view: one of the last release's definitions."""
        return (self.place / "views" / f"{name}.{engine}.sql").read_text()

    def scan(self, table: str) -> str:
        """What stands after FROM in DuckDB's SQL."""
        if self.is_iceberg:
            metadata = self._catalog().load_table((NAMESPACE, table)).metadata_location
            return f"iceberg_scan('{metadata.removeprefix('file:')}')"
        return f"delta_scan('{self._folder(table)}')"

    def spark_session(self) -> SparkSession:
        """Spark on this machine, with the catalogs of both formats."""
        catalog = "spark.sql.catalog.truecount"
        settings = {
            "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension,"
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
            "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            catalog: "org.apache.iceberg.spark.SparkCatalog",
            f"{catalog}.type": "jdbc",
            f"{catalog}.uri": f"jdbc:sqlite:{self.place}/catalog.db",
            f"{catalog}.warehouse": str(self.place),
            f"{catalog}.jdbc.schema-version": "V1",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "4",
            "spark.databricks.delta.snapshotPartitions": "2",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            **_jars(),
        }
        return SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()

    def _folder(self, table: str) -> str:
        return str(self.place / NAMESPACE / table)

    def _catalog(self) -> SqlCatalog:
        uri = f"sqlite:///{self.place}/catalog.db"
        return SqlCatalog("truecount", uri=uri, warehouse=str(self.place))


def _extension(name: str) -> Path:
    """PyPI ships DuckDB's extensions signed; nothing is downloaded."""
    places = [Path(place) for place in duckdb_ext.__path__]
    return next(e for p in places for e in p.rglob(f"{name}.duckdb_extension"))


def _jars() -> dict[str, str]:
    """From the build when there is one, else from Maven Central."""
    build = Path(__file__).parents[1] / "jobs/target/classpath.txt"
    if not build.exists():
        return {"spark.jars.packages": ",".join(PACKAGES)}
    jars = [Path(jar) for jar in build.read_text().strip().split(os.pathsep)]
    wanted = ("delta-", "unitycatalog-", "iceberg-", "sqlite-jdbc")
    return {"spark.jars": ",".join(str(jar) for jar in jars if jar.name.startswith(wanted))}
