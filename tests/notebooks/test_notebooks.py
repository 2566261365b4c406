"""Executes every notebook on the demo's warehouse, in both table formats."""

from __future__ import annotations

import base64

import jupytext
import pytest
from nbclient import NotebookClient

from support.project import ROOT

NOTEBOOKS = sorted(
    path for path in (ROOT / "notebooks").glob("*.py") if "# %%" in path.read_text()
)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook(path, demo, monkeypatch):
    monkeypatch.setenv("TRUECOUNT_WAREHOUSE", str(demo.warehouse.place))
    notebook = jupytext.read(path)
    # A failing assertion inside the notebook fails here, with its cell
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    pictures = [
        base64.b64decode(output["data"]["image/png"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert pictures, "the notebook draws nothing"
    assert all(picture.startswith(PNG) and len(picture) > 5_000 for picture in pictures)
