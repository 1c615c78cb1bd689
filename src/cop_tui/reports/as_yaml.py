"""YAML: the same data as the JSON report in the same order, for people who read and compare it.

Text of several lines stands in blocks as it is, long lines are folded; nothing is tagged, nothing is an alias.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from cop_tui.reports.as_json import view
from cop_tui.reports.model import ReportModel

NAME: Final = "yaml"
TITLE: Final = "YAML, complete, the same as JSON"
EXTENSION: Final = "yaml"

WIDTH: Final = 110


class _Dumper(yaml.CSafeDumper):
    """The safe dumper, without aliases; text in blocks where that reads better."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    # Folding and blocks are exact only for text that neither begins nor ends with blanks; others are quoted.
    bare = text == text.strip() and "\t" not in text
    style = None
    if bare and "\n" in text:
        style = "|"
    elif bare and len(text) > WIDTH and "  " not in text:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def render(model: ReportModel) -> bytes:
    """The report as UTF-8 YAML; the same model gives the same bytes."""
    text = yaml.dump(_plain(view(model)), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text.encode()


def _plain(data: Any) -> Any:
    """The same data, with words of enumerations as plain text."""
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(item) for item in data]
    return str(data) if isinstance(data, str) else data
