"""The demo as the README runs it, once per table format, shared by the tests of one pytest run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.project import truecount_json

if TYPE_CHECKING:
    from warehouse import Warehouse


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
    return truecount_json("demo", "--dir", folder, "--format", format)


class Demos:
    """One demo per format, made when it is first asked for."""

    def __init__(self, factory: pytest.TempPathFactory):
        self._factory = factory
        self._made: dict[str, Demo] = {}

    def __getitem__(self, format: str) -> Demo:
        if format not in self._made:
            folder = self._factory.mktemp("demo")
            self._made[format] = Demo(folder, format, run_demo(folder, format))
        return self._made[format]


@pytest.fixture(scope="session")
def demos(tmp_path_factory) -> Demos:
    return Demos(tmp_path_factory)


@pytest.fixture(scope="session", params=["delta", "iceberg"])
def demo(request, demos) -> Demo:
    return demos[request.param]
