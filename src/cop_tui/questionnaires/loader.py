"""Safe YAML ▸ Pack. All problems of a pack are reported together, each with file, line, key and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from cop_tui.domain.dates import with_limits
from cop_tui.domain.pack import (
    Chapter,
    Commitment,
    Deadline,
    EventKind,
    Form,
    Obligation,
    Pack,
    Provision,
    Relief,
    Role,
    Scoping,
    Term,
)
from cop_tui.errors import PackError
from cop_tui.questionnaires.collecting import nothing_collected
from cop_tui.questionnaires.lint import lint
from cop_tui.questionnaires.marks import pack_hash
from cop_tui.questionnaires.messages import explain
from cop_tui.questionnaires.source import SourceFile, read_source

__all__ = ["checked_pack", "load_pack", "pack_hash"]

PARTS: dict[str, Any] = {
    "obligations": tuple[Obligation, ...],
    "roles": tuple[Role, ...],
    "deadlines": tuple[Deadline, ...],
    "reliefs": tuple[Relief, ...],
    "glossary": tuple[Term, ...],
    "scoping": Scoping,
}
OPTIONAL_PARTS: dict[str, Any] = {"events": tuple[EventKind, ...]}
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")
HEAD_KEYS = ("id", "version", "title", "as_of", "disclaimer", "method_note", "chapters", "sources")


def load_pack(folder: Path) -> Pack:
    """Read and check the pack in `folder`. Raises PackError with every problem found."""
    return with_limits(checked_pack(folder))


def checked_pack(folder: Path) -> Pack:
    """As `load_pack`, without what follows from the pack itself: exactly what stands in its files."""
    with nothing_collected():
        return _Reader(folder).pack()


class _Reader:
    """Reads the files of one pack and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.sources: list[SourceFile] = []
        self._adapter = cache(TypeAdapter[Any])  # making one takes up to 10 ms, and a kind of part has many files

    def pack(self) -> Pack:
        head = self._mapping("pack.yaml")
        self._head_keys(head)
        chapters = [self._chapter(c) for c in self._names(head, "chapters")]
        parts = {key: self._part(f"{key}.yaml", kind) for key, kind in PARTS.items()}
        for key, kind in OPTIONAL_PARTS.items():
            if (self.folder / f"{key}.yaml").exists():
                parts[key] = self._part(f"{key}.yaml", kind)
        provisions = self._folder("provisions", tuple[Provision, ...])
        forms = self._folder("forms", Form)
        self._stop_on_problems()
        data = {
            **head,
            **parts,
            "chapters": tuple(chapters),
            "provisions": tuple(p for group in provisions for p in group),
            "forms": tuple(forms),
            "sha256": pack_hash(self.folder),
        }
        pack: Pack | None = self._validated(Pack, data, self.sources[0])
        self._stop_on_problems()
        assert pack is not None  # noqa: S101 - no problems means a pack
        self.problems.extend(lint(pack, self.sources))
        self._stop_on_problems()
        return pack

    def _head_keys(self, head: dict[str, Any]) -> None:
        """`pack.yaml` may not smuggle in what has a file of its own."""
        source = self.sources[0]
        for key in head:
            if key not in HEAD_KEYS:
                allowed = ", ".join(HEAD_KEYS)
                self.problems.append(f"pack.yaml:{source.line((key,))}: {key}: unknown key; allowed are {allowed}")

    def _chapter(self, chapter_id: str) -> Chapter | None:
        name = f"chapters/{chapter_id}/chapter.yaml"
        head = self._mapping(name)
        source = self.sources[-1]
        names = self._names(head, "commitments")
        found = [self._part(f"chapters/{chapter_id}/{c}.yaml", Commitment) for c in names]
        if not head or None in found:
            return None
        chapter: Chapter | None = self._validated(Chapter, {**head, "commitments": tuple(found)}, source)
        return chapter

    def _names(self, head: dict[str, Any], key: str) -> list[str]:
        """The ids that a file lists. They name files, so that nothing but an id may stand there."""
        listed, source = head.get(key, []), self.sources[-1]
        if isinstance(listed, list) and all(isinstance(each, str) and _NAME.fullmatch(each) for each in listed):
            return listed
        self.problems.append(f"{source.name}:{source.line((key,))}: {key}: must be a list of ids")
        return []

    def _folder(self, name: str, kind: Any) -> list[Any]:
        return [
            part
            for path in sorted((self.folder / name).glob("*.yaml"))
            if (part := self._part(f"{name}/{path.name}", kind)) is not None
        ]

    def _mapping(self, name: str) -> dict[str, Any]:
        source = self._read(name)
        if source.data is None:
            return {}
        if not isinstance(source.data, dict):
            self.problems.append(f"{name}:1: must hold keys and values")
            return {}
        return source.data

    def _part(self, name: str, kind: Any) -> Any:
        source = self._read(name)
        return None if source.data is None else self._validated(kind, source.data, source)

    def _read(self, name: str) -> SourceFile:
        before = len(self.problems)
        source = read_source(self.folder / name, name, self.problems)
        if source.data is None and len(self.problems) == before:
            self.problems.append(f"{name}:1: is empty")
        self.sources.append(source)
        return source

    def _validated(self, kind: Any, data: Any, source: SourceFile) -> Any:
        try:
            return self._adapter(kind).validate_python(data)
        except ValidationError as error:
            self.problems.extend(explain(error, kind, source))
            return None

    def _stop_on_problems(self) -> None:
        if self.problems:
            raise PackError(_unique(self.problems), f"The pack in {self.folder} was not loaded.")


def _unique(problems: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problems))
