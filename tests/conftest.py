"""The demo, run once per table format and shared by the tests of one pytest run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.project import truecount_json

if TYPE_CHECKING:
    from warehouse import Warehouse

PERSONS = "600"


@dataclass(frozen=True)
class Demo:
    folder: Path
    format: str
    said: dict[str, Any]
    """What ``bin/truecount demo --output json`` printed."""

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def warehouse(self) -> Warehouse:
        from warehouse import Warehouse

        return Warehouse(self.said["warehouse"])

    def again(self) -> dict[str, Any]:
        return run_demo(self.folder, self.format)


def run_demo(folder: Path, format: str) -> dict[str, Any]:
    return truecount_json(
        "demo", "--dir", folder, "--format", format, "--persons", PERSONS, "--seed", "7"
    )


@pytest.fixture(scope="session", params=["delta", "iceberg"])
def demo(request, tmp_path_factory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    return Demo(folder, request.param, run_demo(folder, request.param))
