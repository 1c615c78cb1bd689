"""What a change may hold: checked and cleaned before it joins the queue."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from cop_tui.domain.answers import Answer
from cop_tui.domain.reading import DataError
from cop_tui.domain.register import KINDS
from cop_tui.domain.text import clean_line, clean_name
from cop_tui.errors import InputError
from cop_tui.store.changes import ANSWER_PREFIX, ASSESSMENT, Change, split_subject
from cop_tui.store.history import canonical
from cop_tui.store.records import DERIVED, AssessmentContent

NOBODY = "unknown"


def checked(change: Change) -> Change:
    """The same change with clean, complete content in plain data; an empty answer becomes None.

    Raises InputError for content or names that cannot be stored.
    """
    if change.subject == ASSESSMENT:
        after = None if change.after is None else _assessment(change.assessment, change.after)
    elif change.subject.startswith(ANSWER_PREFIX):
        criterion = change.subject.removeprefix(ANSWER_PREFIX)
        if not criterion or clean_line(criterion) != criterion:
            raise InputError(f"{criterion!r} is not the id of a criterion.")
        after = None if change.after is None else _answer(criterion, change.after)
    else:
        kind, key = split_subject(change.subject)
        if kind not in KINDS or not key or clean_line(key) != key:
            what = "an assessment, an answer or a register's entry can"
            raise InputError(f"{change.subject!r} is nothing that can be changed; {what}.")
        after = None if change.after is None else _entry(kind, key, change.after)
    if not change.assessment:
        raise InputError("A change needs the id of its assessment.")
    try:
        canonical([change.assessment, change.base, after]).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"The change holds something that cannot be stored: {error}.") from error
    return dataclasses.replace(change, after=after, author=clean_name(change.author) or NOBODY)


def _answer(criterion: str, data: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        answer = Answer.of(data)
    except DataError as error:
        raise InputError(f"The answer to {criterion} cannot be stored: {error}.") from error
    if answer.problem is not None:
        raise InputError(f"The answer to {criterion} cannot be stored: {answer.problem}.")
    return None if answer.is_empty else answer.stored.to_data()


def _entry(kind: str, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return KINDS[kind].of(data).to_data()
    except ValueError as error:
        raise InputError(f"{key} ({kind}) cannot be stored: {error}.") from error


def _assessment(assessment: str, data: Mapping[str, Any]) -> dict[str, Any]:
    if data.get("id", assessment) != assessment:
        raise InputError(f"The content belongs to assessment {data['id']}, not to {assessment}.")
    try:
        return AssessmentContent.of({key: data[key] for key in data if key not in DERIVED}).to_data()
    except DataError as error:
        raise InputError(f"The assessment cannot be stored: {error}.") from error
    except ValueError as error:  # facts hold what has no form in JSON
        raise InputError(
            "The assessment cannot be stored: a fact is neither text, number, date nor yes or no."
        ) from error
