"""The JSON Schema of the JSON report (and of the YAML report, which holds the same data).

Every object names all its keys and allows no other. Keys that a copy for some readers does not have
(`json_leaving.KEYS`) are required exactly if it does not say in `left_out` that they are missing.
"""

from __future__ import annotations

import json
import sys

from cop_tui.reports.as_json import SCHEMA, SCHEMA_VERSION
from cop_tui.reports.json_leaving import KEYS, left_out_at
from cop_tui.reports.json_schema_registers import registers
from cop_tui.reports.json_schema_standing import content, standing
from cop_tui.reports.json_schema_words import (
    COUNT,
    DAY,
    HASH,
    INSTANT,
    SHARE,
    TEXT,
    Schema,
    closed,
    one_of,
    or_null,
    shared,
)
from cop_tui.reports.model import PARTS


def whole() -> Schema:
    """The schema of a report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Report of a self-assessment",
        "description": "Everything that a report of cop-tui says, as data. Readiness is a share of 0 to 1, or null "
        "where nothing applies; days are ISO dates; instants are UTC.",
        **closed({**_head(), **standing(), **registers(), **content()}, left_out_at("")),
        "allOf": [_unless(parts, paths) for parts, paths in _by_parts().items()],
        "$defs": _shared(),
    }


def _by_parts() -> dict[tuple[str, ...], list[str]]:
    """The paths of keys that may be missing, by the parts any of which takes them away."""
    found: dict[str, list[str]] = {}
    for part, paths in KEYS.items():
        for path in paths:
            found.setdefault(path, []).append(part)
    grouped: dict[tuple[str, ...], list[str]] = {}
    for path, parts in found.items():
        grouped.setdefault(tuple(parts), []).append(path)
    return grouped


def _unless(parts: tuple[str, ...], paths: list[str]) -> Schema:
    """Unless a copy says that it leaves one of these parts out, it has these keys."""
    needed: Schema = {}
    for path in paths:
        _require(needed, path.split("."))
    told = {"properties": {"left_out": {"contains": {"enum": list(parts)}}}}
    return {"if": {"not": told}, "then": needed}


def _require(schema: Schema, path: list[str]) -> None:
    first, *rest = path
    if not rest:
        schema.setdefault("required", []).append(first)
    elif first == "*":
        # Of the two, only the one for the kind that is there takes effect.
        _require(schema.setdefault("items", {}), rest)
        _require(schema.setdefault("additionalProperties", {}), rest)
    else:
        _require(schema.setdefault("properties", {}).setdefault(first, {}), rest)


def _head() -> Schema:
    moment = {"label": TEXT, "baseline": or_null(TEXT), "frozen": or_null(shared("baseline"))}
    return {
        "$schema": {"const": SCHEMA},
        "schema_version": {"const": SCHEMA_VERSION},
        "assessment": closed(
            {
                "id": TEXT,
                "name": TEXT,
                "provider": TEXT,
                "model": TEXT,
                "created_at": or_null(INSTANT),
                "updated_at": or_null(INSTANT),
                "updated_by": TEXT,
            },
            left_out_at("assessment"),
        ),
        "pack": shared("pack"),
        "today": DAY,
        "moment": or_null(closed(moment, left_out_at("moment"))),
        "content": {"type": "string", "pattern": "^([0-9a-f]{64})?$"},
        "tool": TEXT,
        "audience": TEXT,
        "left_out": {"type": "array", "items": one_of(PARTS), "uniqueItems": True},
        "disclaimer": TEXT,
    }


def _shared() -> Schema:
    figures = {"low": SHARE, "high": SHARE, "demonstrated": SHARE}
    counts = dict.fromkeys(("answered", "applicable", "asked", "weight"), COUNT)
    baseline = {"id": TEXT, "name": TEXT, "author": TEXT, "role": TEXT, "day": DAY, "note": TEXT}
    return {
        "pack": closed({"id": TEXT, "version": TEXT, "sha256": HASH}),
        "readiness": closed({**figures, **counts}),
        "baseline": closed({**baseline, "head": HASH, "content": HASH}, left_out_at("baselines.*")),
    }


def render() -> str:
    """The schema as JSON text, as it stands in docs/schema/report-1.json."""
    return json.dumps(whole(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(render())
