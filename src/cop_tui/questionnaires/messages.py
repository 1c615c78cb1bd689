"""Pydantic's errors in words of the field: file, line, key, what is wrong, what is allowed."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterator, Sequence
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import ValidationError

from cop_tui.domain.plain import Model
from cop_tui.domain.reading import shown
from cop_tui.questionnaires.source import SourceFile


def explain(error: ValidationError, kind: Any, source: SourceFile) -> Iterator[str]:
    """One message per problem: `file:line: key: what is wrong`."""
    for item in error.errors(include_url=False):
        loc = tuple(step for step in item["loc"] if isinstance(step, str | int))
        yield f"{source.name}:{source.line(loc)}: {_key(loc)}: {_message(item, kind, loc)}"


def _key(loc: Sequence[str | int]) -> str:
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the file"


def _message(item: Any, kind: Any, loc: Sequence[str | int]) -> str:
    match item["type"]:
        case "unexpected_keyword_argument":
            return _unknown_key(kind, loc)
        case "missing":
            return "key is missing"
        case "literal_error" | "enum":
            return f"{shown(item['input'])} is not allowed; allowed are {item['ctx']['expected']}"
        case "value_error":
            return str(item["ctx"]["error"])
        case "dataclass_type":
            return f"must hold keys and values (given: {shown(item['input'])})"
        case "string_type":
            return f"{shown(item['input'])} is no text; put it in quotes if it is meant as one"
    return f"{item['msg'][:1].lower()}{item['msg'][1:]} (given: {shown(item['input'])})"


def _unknown_key(kind: Any, loc: Sequence[str | int]) -> str:
    model = _model_at(kind, loc[:-1])
    if model is None:
        return "unknown key"
    fields = model.field_names()
    near = difflib.get_close_matches(str(loc[-1]), fields, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"unknown key; {hint}allowed are {', '.join(fields)}"


def _model_at(kind: Any, loc: Sequence[str | int]) -> type[Model] | None:
    """The model class that `loc` leads to, walking fields and items."""
    for step in loc:
        model = _model_in(kind)
        if isinstance(step, int):
            kind = next((a for a in get_args(kind) if a is not Ellipsis), None)
        elif model is not None and step in model.field_names():
            kind = get_type_hints(model)[step]
        else:
            kind = get_args(kind)[-1] if get_args(kind) else None
    return _model_in(kind)


def _model_in(kind: Any) -> type[Model] | None:
    if isinstance(kind, type) and not get_origin(kind) and issubclass(kind, Model):
        return kind
    if isinstance(kind, types.UnionType):
        return next((m for a in get_args(kind) if (m := _model_in(a)) is not None), None)
    return None
