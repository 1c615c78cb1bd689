"""FACTS.yaml: facts about provider and model by their input ids, and optionally their names.

The file is a stranger's: it is read without tags and aliases, bounded in size, and what is wrong with it is said all at
once, with line, fact and what is allowed. JSON is read too; it is YAML.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from cop_tui.domain.facts import Facts, parse_facts
from cop_tui.domain.pack import Scoping
from cop_tui.domain.text import NAME_MAX, clean_line, clean_name
from cop_tui.errors import FactsError, NotFoundError
from cop_tui.questionnaires.source import SourceFile, read_source

MAX_BYTES: Final = 200_000
MAX_VALUE: Final = 200  # characters; the longest fact has far fewer
MAX_ITEMS: Final = 100
NAMES: Final = {"provider_name": "provider", "model_name": "model"}


@dataclass(frozen=True, slots=True)
class FactsFile:
    """What a file of facts says: the facts, checked, and the names of provider and model if it gives them."""

    facts: Facts = field(default_factory=Facts)
    provider: str = ""
    model: str = ""


def read_facts(path: Path, scoping: Scoping) -> FactsFile:
    """Read and check a file of facts.

    Raises NotFoundError if there is none, FactsError naming every problem as `file:line: fact: what is allowed`.
    """
    name = clean_line(str(path)) or "facts"
    _look(path, name)
    problems: list[str] = []
    source = read_source(path, name, problems)
    if problems:
        raise FactsError(problems)
    if not isinstance(source.data, dict):
        raise FactsError([f"{name}:1: must hold facts, one `fact: value` in a line, such as `actor: developer`"])
    names = {key: source.data[key] for key in NAMES if source.data.get(key) is not None}
    raw = {clean_line(str(key), 60): value for key, value in source.data.items() if key not in NAMES}
    shapeless = dict(_shape(raw, names))
    problems = [f"{_where(source, key)}: {words}" for key, words in shapeless.items()]
    facts = Facts()
    try:
        facts = parse_facts(scoping, {key: value for key, value in raw.items() if key not in shapeless})
    except FactsError as error:
        split = [words.partition(": ") for words in error.problems]
        problems += [f"{_where(source, fact)}: {words}" for fact, _, words in split]
    if problems:
        raise FactsError(problems)
    return FactsFile(facts, **{NAMES[key]: clean_name(str(value)) for key, value in names.items()})


def _look(path: Path, name: str) -> None:
    """Refuse what is no file of a sensible size before reading it."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {name}.", "Give the path of a file of facts.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be used"
        raise FactsError([f"{name}:1: cannot be read: {reason}"]) from None
    if not stat.S_ISREG(found.st_mode):
        raise FactsError([f"{name}:1: is no file"])
    if found.st_size > MAX_BYTES:
        raise FactsError([f"{name}:1: is larger than {MAX_BYTES:,} bytes; facts take far fewer"])


def _where(source: SourceFile, key: str) -> str:
    return f"{source.name}:{source.line((key,))}: {key}"


def _shape(raw: dict[str, Any], names: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Values that cannot be facts whatever the fact, before they are repeated in a message."""
    for key, value in raw.items():
        items = value if isinstance(value, list) else [value]
        if len(items) > MAX_ITEMS:
            yield key, f"has {len(items)} values; at most {MAX_ITEMS} are allowed"
        elif not all(item is None or isinstance(item, str | bool | int | float | date) for item in items):
            yield key, "must be a single value or a list of single values"
        elif any(len(str(item)) > MAX_VALUE for item in items):
            yield key, f"is too long; a value has at most {MAX_VALUE} characters"
    for key, value in names.items():
        if not isinstance(value, str | int | float) or isinstance(value, bool) or len(str(value)) > NAME_MAX:
            yield key, f"must be a name of at most {NAME_MAX} characters"
