from __future__ import annotations

from pathlib import Path

from cop_tui.cli.main import COMMANDS
from cop_tui.cli.reference import render

DOCUMENT = Path(__file__).parents[3] / "docs" / "cli.md"


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text("utf-8") == render(), "write render() of cop_tui.cli.reference to docs/cli.md"


def test_every_command_and_option_is_in_it() -> None:
    text = render()
    for name in COMMANDS:
        assert f"## cop-tui {name}\n" in text
    assert "## cop-tui questionnaire lint\n" in text
    assert "--fail-on" in text
