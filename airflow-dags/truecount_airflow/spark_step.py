"""The operator behind every step: one spark-submit of one Truecount command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

if TYPE_CHECKING:
    from airflow.sdk import Context

PERMANENT = {
    2: "bad usage or configuration",
    3: "publishing was refused; the last release stands",
}
"""Truecount's exit codes that the same input would give again."""

SETTINGS = "var.json.truecount"
"""The Airflow variable with the paths; read when a task is rendered, never when a DAG is parsed."""


class TruecountOperator(SparkSubmitOperator):
    """
    Runs ``truecount <arguments>`` by spark-submit.

    Where things are comes from the JSON variable ``truecount``: ``jar`` and ``project`` must be
    there; ``properties`` (a Spark properties file), ``packages`` and ``jars`` (Delta and Iceberg, as
    Maven coordinates or as files), ``lake``, ``warehouse`` and ``format`` (over the project's own)
    may be. Where Spark is comes from the connection ``truecount_spark``.

    A permanent exit code fails the task at once; any other is retried as the task says. The code is
    known when the driver runs beside Airflow (client mode) and on Kubernetes; YARN's and a standalone
    cluster's cluster mode report only failure, which is then retried.

    :param arguments: after ``truecount``; templated; empty ones are left out
    :param skip_when: templated; the task is skipped when it renders to ``True``
    """

    template_fields = (*SparkSubmitOperator.template_fields, "skip_when")

    def __init__(self, *, arguments: list[str], skip_when: str = "", **kwargs: Any) -> None:
        super().__init__(
            application=_setting("jar"),
            java_class="io.truecount.jobs.Main",
            application_args=[*arguments, *_project_arguments()],
            conn_id="truecount_spark",
            properties_file=_setting("properties", ""),
            packages=_setting("packages", ""),
            jars=_setting("jars", ""),
            openlineage_inject_parent_job_info=True,
            **kwargs,
        )
        self.skip_when = skip_when

    def execute(self, context: Context) -> None:
        if self.skip_when == str(True):
            raise AirflowSkipException("skipped by the run's parameters")
        self.application_args = [argument for argument in self.application_args if argument]
        try:
            super().execute(context)
        except AirflowException as failure:
            if reason := PERMANENT.get(self._exit_code()):
                raise AirflowFailException(f"{reason}; a retry would end the same way") from failure
            raise

    def _exit_code(self) -> int | None:
        hook = self._hook
        if hook is None or hook._submit_sp is None:
            return None
        # On Kubernetes spark-submit ends with its own code; the driver's is in its log
        return hook._spark_exit_code or hook._submit_sp.returncode


def _setting(name: str, default: str | None = None) -> str:
    if default is None:
        return "{{ %s.%s }}" % (SETTINGS, name)
    return "{{ %s.get('%s', '%s') }}" % (SETTINGS, name, default)


def _project_arguments() -> list[str]:
    """``--name value`` as one argument each, so that an unset one disappears as a whole."""
    optional = [
        "{{ '--%s=' ~ %s.%s if %s.get('%s') else '' }}" % (name, SETTINGS, name, SETTINGS, name)
        for name in ("lake", "warehouse", "format")
    ]
    return ["--project=" + _setting("project"), *optional]
