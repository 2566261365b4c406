"""An Airflow for the tests, set up by its environment only."""

from __future__ import annotations

import json
from pathlib import Path

from support.project import ROOT

DAGS = ROOT / "airflow-dags"


def airflow_environment(home: Path, **settings: str) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW_CONN_TRUECOUNT_SPARK": json.dumps({"conn_type": "spark", "host": "local[2]"}),
        "AIRFLOW_VAR_TRUECOUNT": json.dumps(settings),
    }
