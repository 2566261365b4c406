"""What Spark did in one run, from its event log."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from measure import Peer, Run, measure


@dataclass(frozen=True)
class Work:
    """Sums over all tasks: seconds they ran, seconds of processor time, bytes shuffled."""

    seconds: float
    cpu: float
    shuffled: int


def options(folder: str) -> list[str]:
    """Java options that make Spark write its event log to this folder."""
    return ["-Dspark.eventLog.enabled=true", f"-Dspark.eventLog.dir=file:{folder}",
            "-Dspark.eventLog.compress=false"]


def read(folder: str, only: str | None = None) -> Work:
    """The work of all jobs, or of those with this description."""
    seconds, cpu, shuffled, described = 0, 0, 0, {}
    for file in Path(folder).rglob("events_*"):
        for line in file.open(encoding="utf-8"):
            event = json.loads(line)
            if event["Event"] == "SparkListenerStageSubmitted":
                stage = event["Stage Info"]["Stage ID"]
                described[stage] = event["Properties"].get("spark.job.description")
            elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                if only and described.get(event["Stage ID"]) != only:
                    continue
                metrics = event["Task Metrics"]
                seconds += metrics["Executor Run Time"] / 1e3
                cpu += metrics["Executor CPU Time"] / 1e9
                shuffled += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    return Work(seconds, cpu, shuffled)


def measure_work(name: str, command, limit: float, only: str | None = None) -> tuple[Run, Work]:
    """Runs what command(java options) gives, and sums its tasks up, or those of some jobs."""
    with tempfile.TemporaryDirectory(prefix="truecount-events-") as folder:
        run = measure(Peer(name, command(options(folder)), limit))
        return run, read(folder, only)
