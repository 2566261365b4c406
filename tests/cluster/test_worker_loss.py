"""The nightly on a real cluster that loses a worker, against the same nightly on one machine."""

from __future__ import annotations

import re

import pytest

from support.cluster import Cluster, until
from support.project import JAR, ROOT, table_format_jars, truecount
from support.tables import differences
from warehouse import Warehouse

INTERVAL = "2026-01-01/2026-03-02"
PERSONS = 1500


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    lake = tmp_path_factory.mktemp("shop") / "lake"
    truecount("generate", "--persons", str(PERSONS), "--seed", "11", "--out", lake)
    return lake


def nightly(lake, warehouse):
    return ["run", "nightly", "--interval", INTERVAL, "--project", "conf", "--format", "delta",
            "--lake", lake, "--warehouse", warehouse]  # fmt: skip


def test_a_lost_worker_changes_nothing(lake, tmp_path):
    alone, together = tmp_path / "alone", tmp_path / "together"
    truecount(*nightly(lake, alone), TRUECOUNT_HEAP="1g")

    with Cluster(tmp_path, workers=2, memory="1g") as cluster:
        job = cluster.submit(
            "--properties-file", ROOT / "conf/cluster.conf",
            "--jars", table_format_jars(),
            "--driver-memory", "1g",
            "--executor-memory", "1g",
            "--conf", "spark.sql.shuffle.partitions=8",
            "--conf", "spark.log.level=WARN",
            "--class", "io.truecount.jobs.Main", JAR, *nightly(lake, together),
        )  # fmt: skip
        doomed = cluster.workers[1]
        until(lambda: "✓ ingest" in job.said() and doomed.running_tasks() > 0, 300, job)
        doomed.kill()
        assert job.wait(600) == 0, job.said()[-8000:]
        assert re.search("Lost executor .* worker lost", job.said())

    assert differences(Warehouse(alone), Warehouse(together)) == {}
    assert len(Warehouse(together).arrow("customers")) > PERSONS / 2
