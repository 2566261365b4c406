"""Rules that every DAG keeps."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from support.airflow import DAGS

FILES = sorted(DAGS.glob("*.py"))
MODULES = sorted(DAGS.rglob("*.py"))
ALLOWED = ("airflow.sdk", "airflow.providers", "truecount_airflow")


def name(path: Path) -> str:
    return str(path.relative_to(DAGS))


def test_every_dag_loads(dagbag):
    assert dagbag.import_errors == {}
    assert sorted(dagbag.dags) == [file.stem for file in FILES]


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_imports_only_the_public_interface_of_airflow(module):
    imported = {
        found
        for node in ast.walk(ast.parse(module.read_text()))
        for found in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert [
        found
        for found in sorted(imported)
        if found.split(".")[0] not in sys.stdlib_module_names and not found.startswith(ALLOWED)
    ] == []


# The first execution imports what is needed; the second is what the DAG processor repeats all day
PARSE = """
import sys
source, path = compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), sys.argv[1]
exec(source, {"__name__": "warm", "__file__": path})
touched = []
watched = ("open", "socket.", "subprocess.", "os.listdir", "os.scandir", "os.system", "sqlite3.")
sys.addaudithook(lambda event, args: event.startswith(watched) and touched.append((event, args[:1])))
exec(source, {"__name__": "parse", "__file__": path})
sys.exit(f"touched while parsing: {touched}" if touched else 0)
"""


def parse(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PARSE, file], cwd=DAGS, capture_output=True, text=True
    )


@pytest.mark.parametrize("file", FILES, ids=name)
def test_parsing_touches_no_file_and_no_network(file):
    done = parse(file)
    assert done.returncode == 0, done.stderr


def test_the_parse_check_sees_a_file_read(tmp_path):
    (tmp_path / "reads.py").write_text("open(__file__).read()")
    assert "touched while parsing: [('open'" in parse(tmp_path / "reads.py").stderr
