"""Loads the project's DAGs in an Airflow whose home is a temporary folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from support.airflow import DAGS, airflow_environment

SETTINGS = {"jar": "/opt/truecount.jar", "project": "/opt/conf", "warehouse": "/data/warehouse"}

# Airflow reads its configuration when it is first imported, so this cannot wait for a fixture
_home = tempfile.TemporaryDirectory(prefix="airflow-")
os.environ |= airflow_environment(Path(_home.name), **SETTINGS)


@pytest.fixture(scope="session")
def dagbag():
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(DAGS))


@pytest.fixture
def nightly(dagbag):
    return dagbag.dags["truecount_nightly"]
