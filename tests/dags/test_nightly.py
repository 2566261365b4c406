"""The nightly's shape and what each of its tasks would run; no Spark yet."""

from __future__ import annotations

import copy
import os
import re
from datetime import timedelta
from pathlib import Path

import pendulum
import pytest
from airflow.sdk import Asset
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.sdk.execution_time.context import VariableAccessor

ROOT = Path(__file__).parents[2]
# What the command line says of itself, which a test of its own holds to the nightly's list
STEPS = re.search(
    r"STEP\s+nightly, or one of: ([a-z,\s]+)\.", (ROOT / "bin" / "help.txt").read_text()
)[1].replace(",", " ").split()
TASKS = [*STEPS, "maintain"]


def rendered(dag, step, **params):
    """The task as it would be executed for the first of March."""
    task = copy.copy(dag.get_task(step))
    context = {
        "data_interval_start": pendulum.datetime(2026, 3, 1),
        "data_interval_end": pendulum.datetime(2026, 3, 2),
        "run_id": "scheduled__2026-03-02",
        "params": {**dag.params.dump(), **params},
        "var": {"json": VariableAccessor(deserialize_json=True)},
        "task": task,
        "dag": dag,
    }
    task.render_template_fields(context, dag.get_template_env())
    return task


def test_steps_run_one_after_the_other(nightly):
    assert [task.task_id for task in nightly.topological_sort()] == TASKS
    assert all(len(task.upstream_task_ids) <= 1 for task in nightly.tasks)


def test_one_run_at_a_time_and_nothing_caught_up(nightly):
    assert (nightly.catchup, nightly.max_active_runs) == (False, 1)
    assert nightly.deadline[0].interval == timedelta(hours=6)


@pytest.mark.parametrize("step", TASKS)
def test_every_task_is_bounded_and_retried_with_backoff(nightly, step):
    task = nightly.get_task(step)
    assert task.pool == "truecount"
    assert timedelta(0) < task.execution_timeout <= timedelta(hours=2)
    assert (task.retries, task.retry_exponential_backoff) == (3, 2)


def test_only_publish_emits_the_release(nightly):
    assert {task.task_id: task.outlets for task in nightly.tasks if task.outlets} == {
        "publish": [Asset(name="truecount_release", uri="truecount://release")]
    }


@pytest.mark.parametrize("step", STEPS)
def test_every_step_renders_to_one_spark_submit(nightly, step):
    task = rendered(nightly, step)
    assert task.application == "/opt/truecount.jar"
    assert task.name == f"truecount {step} scheduled__2026-03-02"
    assert [argument for argument in task.application_args if argument] == [
        "run",
        step,
        "--interval",
        "2026-03-01T00:00:00Z/2026-03-02T00:00:00Z",
        "--project=/opt/conf",
        "--warehouse=/data/warehouse",
    ]


def test_maintenance_waits_for_another_writer(nightly):
    arguments = rendered(nightly, "maintain").application_args
    assert [argument for argument in arguments if argument] == [
        "maintain",
        "--wait=30m",
        "--project=/opt/conf",
        "--warehouse=/data/warehouse",
    ]


def test_a_dry_run_skips_publish_and_what_follows(nightly):
    assert {task: rendered(nightly, task, dry_run=True).skip_when for task in TASKS} == {
        **dict.fromkeys(TASKS, ""),
        "publish": "True",
        "maintain": "True",
    }
    with pytest.raises(AirflowSkipException):
        execute(rendered(nightly, "publish", dry_run=True))


@pytest.mark.parametrize(
    ("exit_code", "raised", "message"),
    [
        (1, AirflowException, "Error code is: 1"),
        (2, AirflowFailException, "bad usage or configuration"),
        (3, AirflowFailException, "publishing was refused"),
        (137, AirflowException, "Error code is: 137"),
    ],
)
def test_only_permanent_exit_codes_fail_without_a_retry(
    nightly, tmp_path, monkeypatch, exit_code, raised, message
):
    submit = tmp_path / "spark-submit"
    submit.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    submit.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(AirflowException, match=message) as failure:
        execute(rendered(nightly, "check"))
    assert type(failure.value) is raised


def execute(task):
    # Outside a task runner Airflow's guard warns and goes on
    task.execute({})
