"""The words that the JSON Schema of the report is written in: kinds of values, objects, lists."""

from __future__ import annotations

from typing import Any, Final, get_args

from cop_tui.domain.answers import State
from cop_tui.domain.base import Confidence
from cop_tui.domain.pack import Effort, Strength
from cop_tui.domain.results import Verdict

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
NUMBER: Final[Schema] = {"type": "number"}
YES_NO: Final[Schema] = {"type": "boolean"}
UNDECIDED: Final[Schema] = {"type": ["boolean", "null"]}
DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
INSTANT: Final[Schema] = {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
OFFSET_TIME: Final[Schema] = {"type": "string", "format": "date-time"}
HASH: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
SHARE: Final[Schema] = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
PLAIN: Final[Schema] = {
    "anyOf": [{"type": ["string", "number", "boolean", "null"]}, {"type": "array", "items": {"type": "string"}}]
}


def closed(keys: Schema, optional: tuple[str, ...] = ()) -> Schema:
    """An object with these keys, all required but the optional ones, and no other."""
    return {
        "type": "object",
        "properties": keys,
        "required": [key for key in keys if key not in optional],
        "additionalProperties": False,
    }


def listed(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def by_id(values: Schema) -> Schema:
    """An object whose keys are ids."""
    return {"type": "object", "additionalProperties": values}


def one_of(words: Any) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": [str(word) for word in words]}


def or_null(schema: Schema) -> Schema:
    """That, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def shared(name: str) -> Schema:
    """What is written once under that name."""
    return {"$ref": f"#/$defs/{name}"}


STATE: Final = one_of(State)
STATE_OR_NULL: Final = or_null(STATE)
EFFORT_OR_NULL: Final = or_null(one_of(Effort))
STRENGTH: Final = one_of(Strength)
CONFIDENCE: Final = one_of(get_args(Confidence))
VERDICT: Final = one_of(get_args(Verdict))
TEXTS: Final = listed(TEXT)
DAY_OR_NULL: Final = or_null(DAY)
