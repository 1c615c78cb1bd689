"""Looking at an assessment: as it is now, as a baseline froze it, or as it was on an earlier day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from cop_tui.errors import NotFoundError
from cop_tui.services.baselines import find_baseline
from cop_tui.services.library import Library
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.store.changes import answer_subject
from cop_tui.store.history import Revision
from cop_tui.store.lineage import followed
from cop_tui.store.records import AssessmentRecord, StoredAnswer


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: the standing, the assessment it belongs to, and its answers with time and author.

    `baseline` is the id of the baseline that is looked at, `earlier` says that it is not the assessment as it is now.
    """

    standing: Standing
    record: AssessmentRecord
    answers: Mapping[str, StoredAnswer] = field(repr=False)
    earlier: bool = False
    baseline: str | None = None

    @property
    def name(self) -> str:
        """The assessment's name at that moment."""
        return self.standing.snapshot().name


def look_at(session: Session) -> Look:
    """An open assessment as it is now."""
    return Look(session, session.record, {c: s for c in session.answers if (s := session.stored(c)) is not None})


def look(library: Library, ref: str) -> Look:
    """What `ID`, `ID@BASELINE` or `ID@2026-10-01` means, as `Library.standing` reads it, with what belongs to it.

    Raises NotFoundError, AmbiguousError or PackError.
    """
    try:
        return look_at(library.open(ref))
    except NotFoundError:
        name, at, moment = ref.rpartition("@")
        if not at:
            raise
    session = library.open(name)
    standing = library.earlier(session, moment)
    baseline = _baseline(session, moment)
    history = library.repository.history(session.record.id)
    if baseline is None:
        end = datetime.combine(standing.today, time.max, UTC)
        known = [revision for revision in history if revision.at <= end]
    else:
        known = followed(history, session.register.baselines[baseline].head)
    return Look(standing, session.record, _stored(standing, known), earlier=True, baseline=baseline)


def _stored(standing: Standing, known: list[Revision]) -> dict[str, StoredAnswer]:
    """The answers of an earlier moment with the revisions that gave them."""
    last = {revision.subject: revision for revision in known}
    found = {}
    for criterion, answer in standing.answers.items():
        revision = last.get(answer_subject(criterion))
        if revision is not None:
            found[criterion] = StoredAnswer(answer, revision.id, revision.at, revision.author)
    return found


def _baseline(session: Session, ref: str) -> str | None:
    try:
        return find_baseline(session, ref)
    except NotFoundError:
        return None
