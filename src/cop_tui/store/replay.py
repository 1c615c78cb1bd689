"""What an assessment held at an earlier moment, told again from its history. Pure, no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from cop_tui.domain.answers import Answer
from cop_tui.domain.register import KINDS, Register
from cop_tui.domain.snapshot import Snapshot
from cop_tui.errors import NotFoundError
from cop_tui.store.changes import ANSWER_PREFIX, ASSESSMENT, split_subject
from cop_tui.store.history import Content, Revision
from cop_tui.store.lineage import followed, linear
from cop_tui.store.records import AssessmentContent


def replay(history: Iterable[Revision], *, head: str | None = None, until: datetime | None = None) -> Snapshot | None:
    """The assessment at the revision whose hash is `head`, and not later than `until`; None if it did not exist yet.

    `history` is complete. Where copies were changed side by side and not merged yet at that instant, the later
    revision of a subject holds, in every copy the same. Raises NotFoundError for an unknown `head`, ValueError,
    TypeError or KeyError for content that cannot be read.
    """
    known = linear(history) if head is None else followed(history, head)
    if head is not None and not known:
        raise NotFoundError(f"The revision {head[:12]}… is not in the history of this assessment.")
    content: dict[str, Content | None] = {}
    for revision in known:
        if until is None or revision.at <= until:
            content[revision.subject] = revision.after
    record = content.pop(ASSESSMENT, None)
    if record is None:
        return None
    names = AssessmentContent.of(record)
    answers: dict[str, Answer] = {}
    entries = {}
    for subject, held in sorted(content.items()):
        if held is None:
            continue
        kind, key = split_subject(subject)
        if subject.startswith(ANSWER_PREFIX):
            answers[key] = Answer.of(held)
        else:
            entries[kind, key] = KINDS[kind].of(held)
    return assembled(names, answers, Register.of(entries))


def assembled(names: AssessmentContent, answers: Mapping[str, Answer], register: Register) -> Snapshot:
    """The snapshot that these parts make."""
    return Snapshot(
        name=names.name,
        provider=names.provider,
        model=names.model,
        pack_id=names.pack_id,
        pack_version=names.pack_version,
        pack_sha256=names.pack_sha256,
        facts=names.facts,
        answers=answers,
        register=register,
    )
