"""JSON and YAML sheets: what `show --json` and the reports print, or a list of rows.

`{"answers": {"TR-1.1-01": {"state": "partial", ...}}}` or `[{"criterion": "TR-1.1-01", "state": "partial"}, ...]`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError
from cop_tui.questionnaires.source import read_source
from cop_tui.services.sheets import CRITERION, MAX_COLUMNS, MAX_ROWS, NOTHING, Sheet, SheetRow, columns, refuse

SHAPES: Final = 'Write {"answers": {CRITERION: {"state": ...}}} or a list of rows [{"criterion": ..., "state": ...}].'
Find = Callable[[tuple[str | int, ...]], str]
"""Where something stands, in words."""


def json_rows(content: bytes, name: str) -> Sheet:
    """The rows of a JSON file. Raises InputError naming everything wrong with it."""
    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is no UTF-8 text (byte {error.start}).", NOTHING) from None
    except RecursionError:
        raise InputError(f"{name} is nested too deeply.", NOTHING) from None
    except ValueError as error:
        raise InputError(f"{name} is no well-formed JSON: {clean_line(str(error), 200)}.", NOTHING) from None
    return _rows(data, name, lambda path: f"row {path[-1] + 1}" if isinstance(path[-1], int) else str(path[-1]))


def yaml_rows(path: Path, name: str) -> Sheet:
    """The rows of a YAML file; no tags, no aliases. Raises InputError naming everything wrong with it."""
    problems: list[str] = []
    source = read_source(path, name, problems)
    if problems:
        raise InputError("\n".join(clean_line(problem) for problem in problems), NOTHING)
    return _rows(source.data, name, lambda place: f"line {source.line(place)}")


def _rows(data: Any, name: str, find: Find) -> Sheet:
    problems: list[str] = []
    rows: list[SheetRow] = []
    warnings: dict[str, None] = {}
    for number, (path, criterion, item) in enumerate(_items(data, name)):
        where = clean_line(find(path), 60)
        if number >= MAX_ROWS:
            problems.append(f"{where}: there are more than {MAX_ROWS:,} rows")
            break
        if not isinstance(item, dict):
            problems.append(f"{where}: must hold fields such as state and note")
            continue
        if len(item) > MAX_COLUMNS:
            problems.append(f"{where}: has more than {MAX_COLUMNS} fields")
            continue
        names = [str(key) for key in item]
        try:
            heads, said = columns(names if criterion is None else [CRITERION, *names], name)
        except InputError as error:
            problems.append(f"{where}: {error.message.removeprefix(f'{name}: ').rstrip('.')}")
            continue
        warnings.update(dict.fromkeys(said))
        values = list(item.values()) if criterion is None else [criterion, *item.values()]
        cells = {}
        for head, value in zip(heads, values, strict=True):
            if head is None:
                continue
            try:
                cells[head] = _words(head, value)
            except ValueError as error:
                problems.append(f"{where}: {head}: {error}")
        rows.append(SheetRow(where, cells.pop(CRITERION, "").strip(), cells))
    refuse(problems, name)
    return Sheet(tuple(rows), tuple(warnings))


def _items(data: Any, name: str) -> Iterator[tuple[tuple[str | int, ...], str | None, Any]]:
    """Each row with its path and, where the key names it, its criterion."""
    held = data.get("answers") if isinstance(data, dict) else data
    prefix: tuple[str, ...] = ("answers",) if isinstance(data, dict) else ()
    if isinstance(held, dict):
        for key, item in held.items():
            yield (*prefix, str(key)), str(key), item
    elif isinstance(held, list):
        for number, item in enumerate(held):
            yield (*prefix, number), None, item
    else:
        raise InputError(f"{name} holds no answers.", SHAPES)


def _words(head: str, value: Any) -> str:
    """A value as the text of a cell. Raises ValueError for what cannot stand in one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        if head != "flagged":
            raise ValueError("must be text")
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and head not in ("evidence", "checks_ticked"):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, list) and head in ("evidence", "checks_ticked"):
        if not all(isinstance(item, str) for item in value):
            raise ValueError("must be a list of texts")
        return "\n".join(" ".join(item.split()) for item in value)
    raise ValueError("must be text")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {clean_line(key, 60)} is given twice in one object")
        found[key] = value
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")
