"""An assessment at one moment: what people had decided, and the hashes that baselines and sign-offs stand on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from cop_tui.domain.answers import EMPTY, Answer
from cop_tui.domain.canonical import digest
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import EMPTY_REGISTER, Register, SignOff


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything an assessment held at one moment. `answers` are as stored; `register.resolve` fills in citations."""

    name: str
    provider: str
    model: str
    pack_id: str
    pack_version: str
    pack_sha256: str
    facts: Mapping[str, Any]
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    register: Register = field(default=EMPTY_REGISTER, repr=False)

    def content_hash(self) -> str:
        """The hash of all content but the baselines, which are views of it. Equal content has equal hashes."""
        register = self.register
        kinds = (register.evidence, register.actions, register.events, register.accounts, register.signoffs)
        return digest(
            {
                "names": [self.name, self.provider, self.model],
                "pack": [self.pack_id, self.pack_version, self.pack_sha256],
                "facts": dict(self.facts),
                "answers": _answers(self.answers, self.answers),
                "registers": [{key: entry.to_data() for key, entry in kind.items()} for kind in kinds],
            }
        )


def chapter_hash(pack: Pack, snapshot: Snapshot, chapter: str) -> str:
    """The hash of what a signature under a chapter covers.

    These are the facts, the chapter's answers, the pieces of evidence they cite, and the accounts of other means for
    the duties the chapter serves. Raises KeyError for a chapter that the pack does not have.
    """
    found = next((c for c in pack.chapters if c.id == chapter), None)
    if found is None:
        raise KeyError(chapter)
    criteria = [c.id for c in found.criteria]
    cited = {item.piece for c in criteria for item in snapshot.answers.get(c, EMPTY).evidence if item.piece}
    duties = {duty for c in found.criteria for duty in c.obligations}
    return digest(
        {
            "pack": [snapshot.pack_id, snapshot.pack_version, snapshot.pack_sha256],
            "facts": dict(snapshot.facts),
            "answers": _answers(snapshot.answers, criteria),
            "evidence": {k: piece.to_data() for k, piece in snapshot.register.evidence.items() if k in cited},
            "accounts": {k: a.to_data() for k, a in snapshot.register.accounts.items() if k in duties},
        }
    )


def stands(pack: Pack, snapshot: Snapshot, chapter: str, signoff: SignOff) -> bool:
    """Whether what was signed is still exactly what is there; otherwise the sign-off is outdated."""
    return signoff.content == chapter_hash(pack, snapshot, chapter)


def _answers(answers: Mapping[str, Answer], criteria: Collection[str]) -> dict[str, Any]:
    """Answers as plain data; one that says nothing is the same as none."""
    said = {c: answers[c].stored for c in criteria if c in answers}
    return {c: answer.to_data() for c, answer in said.items() if not answer.is_empty}
