"""When a run counts as late, and who hears of it."""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from typing import Any

from airflow.sdk import DeadlineAlert, DeadlineReference, SyncCallback

log = logging.getLogger(__name__)


def late(context: dict[str, Any]) -> None:
    """Says that a run is late. Runs in an executor; put your pager or chat notifier here."""
    log.error("Truecount is late: %s. Readers still see the last release.", context.get("dag_run"))


def late_after(interval: timedelta) -> DeadlineAlert | None:
    """An alert when a run is not done this long after it was queued."""
    # Airflow 3.3.2's "dags test" breaks on any DAG with a deadline (apache/airflow#73428)
    if sys.argv[1:3] == ["dags", "test"]:
        return None
    # Counted from queueing, so that a backfill of old intervals is not late when it starts
    return DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, interval, SyncCallback(late))
