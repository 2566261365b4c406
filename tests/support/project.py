"""The project under test, and its commands as a user types them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
JAR = ROOT / "jobs/target/truecount.jar"
SPARK_PYTHON = ROOT / ".cache/python/spark/bin/python"

FIRST_DAY = "2026-03-01"


def truecount(*arguments: str | Path, expect: int = 0, **environment: str) -> str:
    """Runs ``bin/truecount`` and returns what it printed."""
    return run([ROOT / "bin/truecount", *arguments], expect=expect, **environment)


def truecount_json(*arguments: str | Path) -> dict[str, Any]:
    return json.loads(truecount(*arguments, "--output", "json"))


def run(command: list[str | Path], *, expect: int = 0, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
    )
    said = f"{command[0]} ended with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-8000:]}"
    assert done.returncode == expect, said
    return done.stdout


def spark_home() -> Path:
    """PyPI's pyspark is a whole Spark: spark-submit, spark-class and all jars."""
    (home,) = (SPARK_PYTHON.parents[1] / "lib").glob("python*/site-packages/pyspark")
    return home


def table_format_jars() -> str:
    """Delta and Iceberg with what they need, from the build, as spark-submit's --jars."""
    wanted = ("delta-", "iceberg-", "unitycatalog-")
    jars = (ROOT / "jobs/target/classpath.txt").read_text().strip().split(os.pathsep)
    return ",".join(jar for jar in jars if Path(jar).name.startswith(wanted))
