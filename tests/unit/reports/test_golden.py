"""Each format against a file that people have looked at.

After a wanted change: `COP_GOLDEN=write pytest tests/unit/reports/test_golden.py`, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_tui.reports import registry

from .small import MODEL

GOLDEN = Path(__file__).parents[2] / "golden" / "reports"


@pytest.mark.parametrize("name", ["md", "html", "json", "yaml", "csv"])
def test_the_small_report_is_as_it_was(name: str) -> None:
    made = registry.chosen([name])[0]
    content = made.render(MODEL)
    path = GOLDEN / f"small.{made.extension}"
    if os.environ.get("COP_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert content == path.read_bytes()
