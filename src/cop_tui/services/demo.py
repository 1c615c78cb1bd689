"""The sample: a filled assessment of an invented provider, for looking around and for the sample reports.

It is told day by day through the same border as any other assessment, so that its history, baselines and sign-offs are
real ones. The ids of its register entries are fixed; the assessment's own is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any, Final

from cop_tui.domain.answers import Answer, Evidence
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Action, Baseline, Entry, Event, Piece, Register, SignOff
from cop_tui.domain.snapshot import chapter_hash
from cop_tui.services.entries import changed, made
from cop_tui.services.library import Library
from cop_tui.store.changes import ASSESSMENT, Change, answer_subject, entry_subject
from cop_tui.store.records import AssessmentRecord, new_assessment_id

DEMO_DAY: Final = date(2026, 11, 22)
"""The day on which the sample's story stands; its reports are made for this day, so that they never change."""
STARTED: Final = "2026-09-01"
_PIECE: Final = re.compile(r"^(?P<piece>E-[0-9a-f]{6})(?: (?P<where>.+))?$")
_MODELS: Final[Mapping[str, type[Entry]]] = {"evidence": Piece, "action": Action, "event": Event}
_SECTIONS: Final = {"evidence": "evidence", "action": "actions", "event": "events"}
_TOLD: Final = ("at", "by", "told", "criterion")
"""What a row says about the telling, not about its content; an event's own time is in `at` too."""


def load_demo() -> dict[str, Any]:
    """The sample as data.

    Keys: `assessment`, `answers`, `evidence`, `actions`, `events`, `signoffs`, `baselines`, `changes`, `flagged`,
    `position` and `revisions`.
    """
    import yaml  # only the sample is read with it: 30 ms and 1 MiB for whoever imports a report

    text = (resources.files("cop_tui.services") / "demo.yaml").read_text("utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    if not isinstance(data, dict):
        raise TypeError("demo.yaml must hold keys and values")
    return data


def demo_answer(data: dict[str, Any], *, flagged: bool = False) -> Answer:
    """An answer of the sample, through the same border as any other; its evidence cites the register."""
    fields = {k: v for k, v in data.items() if k not in _TOLD}
    fields["evidence"] = [_cited(text) for text in fields.get("evidence", ())]
    return Answer.of({**fields, "flagged": flagged})


def demo_register(data: dict[str, Any]) -> Register:
    """Evidence, actions and events of the sample as they stand in the end."""
    entries: dict[tuple[str, str], Entry] = {}
    for told in _entries(data):
        entries[told.key] = told.entry(entries.get(told.key))
    return Register.of(entries)


def create_demo(library: Library) -> AssessmentRecord:
    """The sample in this library: the one that is there, or a new one whose history has the story's dates."""
    data = load_demo()
    for record in library.records():
        if record.name == data["assessment"]["name"]:
            return record
    story = _Clock()
    with Library(library.path, author=library.author, packs=library.packs, clock=story, opened=True) as writing:
        created = _Telling(writing, data, story).tell()
    return library.repository.assessment(created)


def _cited(text: str) -> Evidence:
    found = _PIECE.match(text)
    return Evidence.parse(text) if found is None else Evidence(piece=found["piece"], where=found["where"] or "")


class _Clock:
    """Time in the story: the day that is being told, one second later at each look."""

    def __init__(self) -> None:
        self._second = 0
        self.day = STARTED

    def __call__(self) -> datetime:
        self._second += 1
        minutes, seconds = divmod(self._second, 60)
        return datetime.fromisoformat(self.day).replace(hour=9, tzinfo=UTC, minute=minutes % 60, second=seconds)


@dataclass(frozen=True, slots=True)
class _Told:
    """A register entry as it is first written down, or fields of it that change."""

    day: str
    by: str
    key: tuple[str, str]
    fields: Mapping[str, Any]

    def entry(self, before: Entry | None) -> Entry:
        return made(_MODELS[self.key[0]], **self.fields) if before is None else changed(before, **self.fields)


def _entries(data: dict[str, Any]) -> Iterator[_Told]:
    """What is told of the registers, a thing's beginning before what became of it."""
    first = _first_cited(_answers(data))
    for kind, section in _SECTIONS.items():
        for key, given in data[section].items():
            day, by = first.get(key, ("", "")) if kind == "evidence" else ("", "")
            at = given.get("told") if kind == "event" else given.get("at")
            fields = {k: v for k, v in given.items() if k not in _TOLD or (kind == "event" and k == "at")}
            yield _Told(at or day, given.get("by", by), (kind, key), fields)
    for given in data["changes"]:
        kind = next(kind for kind in _SECTIONS if kind in given)
        fields = {k: v for k, v in given.items() if k not in _TOLD and k != kind}
        yield _Told(given["at"], given["by"], (kind, given[kind]), fields)


def _answers(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Every answer that is told, those that were changed later first."""
    return [*data["revisions"], *({**given, "criterion": c} for c, given in data["answers"].items())]


def _first_cited(answers: Iterable[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """The day and the author of the first answer that cites each piece of evidence."""
    found: dict[str, tuple[str, str]] = {}
    for given in sorted(answers, key=lambda each: str(each["at"])):
        for text in given.get("evidence", ()):
            found.setdefault(_cited(text).piece, (given["at"], given["by"]))
    return found


@dataclass(slots=True)
class _Telling:
    """The sample being written, a transaction for each day and author's turn."""

    library: Library
    data: dict[str, Any]
    story: _Clock
    id: str = field(default_factory=new_assessment_id)
    bases: dict[str, str] = field(default_factory=dict)
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    waiting: list[Change] = field(default_factory=list)

    def tell(self) -> str:
        """Write the story and return the assessment's id."""
        data, head = self.data, self.data["assessment"]
        pack = self.library.packs.newest()
        content = {
            **{key: head[key] for key in ("name", "provider", "model", "facts")},
            "pack_id": pack.id,
            "pack_version": pack.version,
            "pack_sha256": pack.sha256,
            "created_at": f"{STARTED}T09:00:00Z",
        }
        self.library.save(Change(self.id, ASSESSMENT, content, head["provider"], None))
        answers, entries = _answers(data), list(_entries(data))
        named = [*data["signoffs"].values(), *data["baselines"].values()]
        for day in sorted({g["at"] for g in (*answers, *named)} | {told.day for told in entries}):
            self.story.day = day
            self._tell_day(day, answers, entries, pack)
        self.library.writer.remember(self.id, data["position"])
        return self.id

    def _tell_day(self, day: str, answers: list[dict[str, Any]], entries: list[_Told], pack: Pack) -> None:
        """Evidence before what cites it; signatures and baselines at the end of the day."""
        flagged = set(self.data["flagged"])
        for told in entries:
            if told.day == day:
                self.entries[told.key] = told.entry(self.entries.get(told.key))
                self._say(entry_subject(*told.key), self.entries[told.key].to_data(), told.by)
        for given in answers:
            if given["at"] == day:
                answer = demo_answer(given, flagged=given["criterion"] in flagged)
                self._say(answer_subject(given["criterion"]), answer.to_data(), given["by"])
        self._write()
        for chapter, given in self.data["signoffs"].items():
            if given["at"] == day:
                self._sign(pack, chapter, given)
        for key, given in self.data["baselines"].items():
            if given["at"] == day:
                self._freeze(key, given)

    def _sign(self, pack: Pack, chapter: str, given: dict[str, Any]) -> None:
        content = chapter_hash(pack, self.library.repository.current(self.id), chapter)
        fields = {k: v for k, v in given.items() if k not in _TOLD}
        signed = made(SignOff, **fields, day=given["at"], content=content)
        self._say(entry_subject("signoff", chapter), signed.to_data(), given["by"])
        self._write()

    def _freeze(self, key: str, given: dict[str, Any]) -> None:
        head, current = self.library.repository.head(self.id), self.library.repository.current(self.id)
        fields = {k: v for k, v in given.items() if k not in _TOLD}
        baseline = made(Baseline, **fields, day=given["at"], head=head, content=current.content_hash())
        self._say(entry_subject("baseline", key), baseline.to_data(), given["author"])
        self._write()

    def _say(self, subject: str, content: dict[str, Any], by: str) -> None:
        if any(change.subject == subject for change in self.waiting):
            self._write()
        self.waiting.append(Change(self.id, subject, content, by, self.bases.get(subject)))

    def _write(self) -> None:
        if self.waiting:
            for revision in self.library.save(*self.waiting):
                self.bases[revision.subject] = revision.id
            self.waiting = []
