"""The sample: a filled assessment of an invented provider, for looking around and for the sample reports."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import resources
from typing import Any, Final

import yaml

from cop_tui.domain.answers import Answer, Evidence
from cop_tui.services.library import Library
from cop_tui.store.changes import ASSESSMENT, Change, answer_subject
from cop_tui.store.records import AssessmentRecord, new_assessment_id

DEMO_DAY: Final = date(2026, 11, 22)
"""The day on which the sample's story stands; its reports are made for this day, so that they never change."""
STARTED: Final = "2026-09-01"


def load_demo() -> dict[str, Any]:
    """The sample as data: `assessment`, `answers`, `flagged`, `position`, `revisions`."""
    text = (resources.files("cop_tui.services") / "demo.yaml").read_text("utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    if not isinstance(data, dict):
        raise TypeError("demo.yaml must hold keys and values")
    return data


def demo_answer(data: dict[str, Any], *, flagged: bool = False) -> Answer:
    """An answer of the sample, through the same border as any other."""
    fields = {k: v for k, v in data.items() if k not in ("at", "by", "criterion")}
    fields["evidence"] = [Evidence.parse(text) for text in fields.get("evidence", ())]
    return Answer.model_validate({**fields, "flagged": flagged})


def create_demo(library: Library) -> AssessmentRecord:
    """The sample in this library: the one that is there, or a new one whose history has the story's dates."""
    data = load_demo()
    for record in library.records():
        if record.name == data["assessment"]["name"]:
            return record
    story = _Clock()
    with Library(library.path, author=library.author, packs=library.packs, clock=story) as writing:
        created = _write(writing, data, story)
    return library.repository.assessment(created)


class _Clock:
    """Time in the story: the day that is being told, one second later at each look."""

    def __init__(self) -> None:
        self._second = 0
        self.day = STARTED

    def __call__(self) -> datetime:
        self._second += 1
        minutes, seconds = divmod(self._second, 60)
        return datetime.fromisoformat(self.day).replace(hour=9, tzinfo=UTC, minute=minutes % 60, second=seconds)


def _write(library: Library, data: dict[str, Any], story: _Clock) -> str:
    """Tell the story day by day: first the assessment, then every answer on its day, changed ones twice."""
    head = data["assessment"]
    pack = library.packs.newest()
    new_id = new_assessment_id()
    content = {
        **{key: head[key] for key in ("name", "provider", "model", "facts")},
        "pack_id": pack.id,
        "pack_version": pack.version,
        "pack_sha256": pack.sha256,
        "created_at": f"{STARTED}T09:00:00Z",
    }
    library.save(Change(new_id, ASSESSMENT, content, head["provider"], None))
    told = [*data["revisions"], *({**given, "criterion": c} for c, given in data["answers"].items())]
    flagged = set(data["flagged"])
    bases: dict[str, str] = {}
    for day in sorted({given["at"] for given in told}):
        story.day = day
        for given in (g for g in told if g["at"] == day):
            criterion = given["criterion"]
            subject = answer_subject(criterion)
            answer = demo_answer(given, flagged=criterion in flagged)
            base = bases.get(subject)
            for revision in library.save(Change(new_id, subject, answer.to_data(), given["by"], base)):
                bases[revision.subject] = revision.id
    library.writer.remember(new_id, data["position"])
    return new_id
