"""Safe YAML ▸ Pack. All problems of a pack are reported together, each with file, line, key and what is allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

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
from cop_tui.questionnaires.lint import lint
from cop_tui.questionnaires.messages import explain
from cop_tui.questionnaires.source import SourceFile, read_source

T = TypeVar("T")

PARTS: dict[str, Any] = {
    "obligations": tuple[Obligation, ...],
    "roles": tuple[Role, ...],
    "deadlines": tuple[Deadline, ...],
    "reliefs": tuple[Relief, ...],
    "glossary": tuple[Term, ...],
    "scoping": Scoping,
}
OPTIONAL_PARTS: dict[str, Any] = {"events": tuple[EventKind, ...]}
HEAD_KEYS = ("id", "version", "title", "as_of", "disclaimer", "method_note", "chapters", "sources")


def load_pack(folder: Path) -> Pack:
    """Read and check the pack in `folder`. Raises PackError with every problem found."""
    return _Reader(folder).pack()


def pack_hash(folder: Path) -> str:
    """SHA-256 over names and bytes of all YAML files of a pack, in order of their names."""
    digest = hashlib.sha256()
    for path in _files(folder):
        name = path.relative_to(folder).as_posix().encode()
        content = path.read_bytes()
        digest.update(b"%d %s %d\n" % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"), key=lambda p: p.relative_to(folder).as_posix())


class _Reader:
    """Reads the files of one pack and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.sources: list[SourceFile] = []

    def pack(self) -> Pack:
        head = self._mapping("pack.yaml")
        self._head_keys(head)
        chapters = [self._chapter(str(c)) for c in head.get("chapters", ())]
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
        pack = self._validated(Pack, data, self.sources[0])
        self._stop_on_problems()
        assert pack is not None  # noqa: S101 - no problems means a pack
        self.problems.extend(lint(pack, self.sources))
        self._stop_on_problems()
        return with_limits(pack)

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
        names = head.get("commitments", ())
        if not isinstance(names, list):
            self.problems.append(f"{name}:{source.line(('commitments',))}: commitments: must be a list of ids")
            return None
        found = [self._part(f"chapters/{chapter_id}/{c}.yaml", Commitment) for c in names]
        if not head or None in found:
            return None
        return self._validated(Chapter, {**head, "commitments": tuple(found)}, source)

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

    def _validated(self, kind: type[T], data: Any, source: SourceFile) -> T | None:
        try:
            return TypeAdapter(kind).validate_python(data)
        except ValidationError as error:
            self.problems.extend(explain(error, kind, source))
            return None

    def _stop_on_problems(self) -> None:
        if self.problems:
            raise PackError(_unique(self.problems), f"The pack in {self.folder} was not loaded.")


def _unique(problems: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problems))
