"""
The nightly: one Spark job per step, from yesterday's raw events to a published release.

Everything is staged; readers see the last release until `publish`. `maintain` then merges small
files and deletes what no kept release needs. A step can be cleared and run again at any time: the same interval gives the same content. Runs older than the newest release are
refused; to load past days again, run `truecount run nightly` over an interval that ends with it.

Needs once:

* connection `truecount_spark` (a Spark master) and spark-submit on the workers' PATH
* variable `truecount`, a JSON object with at least `jar` and `project`; see
  `truecount_airflow/spark_step.py` for the rest
* pool `truecount`, as many slots as nightlies may load the cluster at once
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta, timezone

from airflow.sdk import DAG, Asset, CronDataIntervalTimetable, Param, chain

# A bundle's folder is on the path already; a DagBag without a bundle needs this
if (here := os.path.dirname(os.path.abspath(__file__))) not in sys.path:
    sys.path.append(here)

from truecount_airflow.alerts import late_after  # noqa: E402
from truecount_airflow.spark_step import TruecountOperator  # noqa: E402

RELEASE = Asset(name="truecount_release", uri="truecount://release")

# Each step with the time it may take before it counts as stuck
STEPS = {
    "ingest": timedelta(hours=2),
    "resolve": timedelta(hours=2),
    "customers": timedelta(hours=1),
    "models": timedelta(hours=2),
    "audiences": timedelta(hours=1),
    "metrics": timedelta(hours=1),
    "check": timedelta(minutes=30),
    "publish": timedelta(minutes=30),
}

INTERVAL = "{{ data_interval_start.strftime('%FT%TZ') }}/{{ data_interval_end.strftime('%FT%TZ') }}"

MAINTAIN = "maintain"


def step_task(name: str, arguments: list[str], timeout: timedelta) -> TruecountOperator:
    """A task that a dry run leaves out from `publish` on."""
    return TruecountOperator(
        task_id=name,
        name="truecount " + name + " {{ run_id }}",
        arguments=arguments,
        execution_timeout=timeout,
        skip_when="{{ params.dry_run }}" if name in ("publish", MAINTAIN) else "",
        outlets=[RELEASE] if name == "publish" else [],
    )


with DAG(
    dag_id="truecount_nightly",
    description="Raw events of one day to a published release of customers, metrics and audiences",
    doc_md=__doc__,
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    tags=["truecount"],
    params={
        "dry_run": Param(
            False,
            type="boolean",
            title="Dry run",
            description="Compute and check everything, publish nothing.",
        ),
    },
    deadline=late_after(timedelta(hours=6)),
    default_args={
        "owner": "data-platform",
        "pool": "truecount",
        "retries": 3,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": 2,
        "max_retry_delay": timedelta(minutes=30),
    },
) as dag:
    chain(
        *(
            step_task(step, ["run", step, "--interval", INTERVAL], timeout)
            for step, timeout in STEPS.items()
        ),
        step_task(MAINTAIN, [MAINTAIN, "--wait=30m"], timedelta(hours=2)),
    )
