"""The nightly through the real Airflow and the real spark-submit, on the demo's lake."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from support.airflow import airflow_environment
from support.project import JAR, ROOT, SPARK_PYTHON, run, spark_home, table_format_jars, truecount

AIRFLOW = Path(sys.executable).with_name("airflow")
PERSONS = 300


def nightly(shop: Path, warehouse: Path, interval: str) -> None:
    truecount("run", "nightly", "--interval", interval, "--project", ROOT / "conf",
              "--format", "delta", "--lake", shop / "lake", "--warehouse", warehouse)  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    """A lake, and two warehouses that both hold a release of all loads but the last."""
    shop = tmp_path_factory.mktemp("shop")
    truecount("generate", "--persons", str(PERSONS), "--seed", "5", "--out", shop / "lake")
    nightly(shop, shop / "airflow", "2026-01-01/2026-03-01")
    shutil.copytree(shop / "airflow", shop / "plain")
    return shop


def airflow(shop: Path, home: Path, *arguments: str, expect: int = 0) -> str:
    environment = airflow_environment(
        home,
        jar=str(JAR),
        jars=table_format_jars(),
        project=str(ROOT / "conf"),
        lake=str(shop / "lake"),
        warehouse=str(shop / "airflow"),
        format="delta",
    )
    spark = {
        "SPARK_HOME": str(spark_home()),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PATH": f"{spark_home() / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    return run([AIRFLOW, *arguments], expect=expect, **environment, **spark)


def test_airflow_publishes_what_the_command_line_publishes(shop, tmp_path):
    airflow(shop, tmp_path, "db", "migrate")
    airflow(shop, tmp_path, "pools", "set", "truecount", "1", "one nightly at a time")
    airflow(shop, tmp_path, "dags", "test", "truecount_nightly", "2026-03-02")
    nightly(shop, shop / "plain", "2026-03-01/2026-03-02")

    compared = json.loads(
        run([SPARK_PYTHON, "-m", "support.tables", shop / "airflow", shop / "plain"],
            PYTHONPATH=os.pathsep.join([str(ROOT / "tests"), str(ROOT / "notebooks")]))
    )  # fmt: skip
    assert compared["differences"] == {}
    assert [release["run_id"] for release in compared["releases"]] == [
        "20260101T000000Z-20260301T000000Z",
        "20260301T000000Z-20260302T000000Z",
    ]
