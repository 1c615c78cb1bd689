"""What signing a chapter of the Code gives and what it does not, by the posture of this provider.

The Code is the readiest way to show compliance, never a presumption of conformity (guidelines 5.1; Arts. 40, 41, 53(4),
55(2)).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cop_tui.domain.pack import Chapter, Obligation, Pack
from cop_tui.domain.scoping import Scope
from cop_tui.errors import NotFoundError

_MEANS: Final = {"AIA-53.1": "Art. 53(4)", "AIA-55.1": "Art. 55(2)"}
"""The duties that may be met by other adequate means, by the beginning of their ids, and where the Act says so."""


def posture_words(pack: Pack, scope: Scope, chapter_id: str) -> tuple[str, ...]:
    """Sentences on what signing this chapter gives and does not give this provider, in order of weight.

    Raises NotFoundError for a chapter that the questionnaire does not have.
    """
    chapter = next((ch for ch in pack.chapters if ch.id == chapter_id), None)
    if chapter is None:
        raise NotFoundError(f"there is no chapter {chapter_id} in {pack.id} {pack.version}")
    if chapter.kind == "act":
        return (
            "These are duties of the Act itself. Nobody can sign them, and signing the Code does nothing for them.",
            "Each is met by doing what it asks; where the Code touches one, that is shown beside it, deciding nothing.",
        )
    return tuple(_code(pack, scope, chapter))


def _code(pack: Pack, scope: Scope, chapter: Chapter) -> Iterator[str]:
    signed, applies = scope.chapter(chapter.id).signed, scope.chapter(chapter.id).applies
    duties = [o for o in covered_duties(pack, chapter) if scope.may_bind(o.id)]
    articles = _list([o.article.partition(",")[0] for o in duties])
    if applies is False:
        yield f"The facts say that this chapter does not bear on you: {scope.chapter(chapter.id).because}"
        if chapter.id == "SS":
            yield "A provider without systemic risk may sign it all the same (Art. 56(7); guidelines 5.1)."
        yield from _never(pack, scope)
        return
    if signed is None:
        yield (
            "Whether you signed this chapter is not known. Until it is, you are treated as one who has not: its"
            " criteria are a yardstick only."
        )
    if signed:
        yield (
            f"Signed: keeping to this chapter is a straightforward way to show compliance with {articles}, and its"
            " criteria need no account of other means."
        )
        yield (
            "The Commission and the AI Board found the Code adequate on 1 August 2025; adequate codes may be relied on"
            " (Art. 56(6))."
        )
        yield (
            "For signatories the Commission looks first at whether they keep to the Code, with more trust, and carrying"
            " out its commitments may lessen a fine (guidelines 5.1)."
        )
        yield "The signature alone meets nothing: every criterion here still has to be done and shown."
        yield from _never(pack, scope)
    else:
        means = _list(
            list(dict.fromkeys(law for o in duties for start, law in _MEANS.items() if o.id.startswith(start)))
        )
        yield (
            f"{'Not signed' if signed is False else 'If it is not signed'}: show by other adequate means that you meet"
            f" {articles} ({means}). The criteria here are the yardstick, and each of these duties needs a written"
            " account of your means before it can count as met."
        )
        yield (
            "The AI Office expects to be told of these means and to have them explained, for example by a gap analysis"
            " against the Code; more requests for information and access may come than to a signatory (guidelines 5.1)."
        )
        yield (
            "Signing would spare that account for this chapter. It would change neither what the Act asks nor what is"
            " done here."
        )
        yield from _never(pack, scope)
    yield from _limits(chapter)


def covered_duties(pack: Pack, chapter: Chapter) -> tuple[Obligation, ...]:
    """The duties that a chapter's measures take over, by the questionnaire's mapping of measures to duties."""
    measures = {m.id for m in chapter.measures}
    return tuple(
        o
        for o in pack.obligations
        if o.kind == "obligation" and o.code.status == "covered" and measures.intersection(o.code.measures)
    )


def _never(pack: Pack, scope: Scope) -> Iterator[str]:
    """What no signature gives."""
    uncovered = [
        o.article
        for o in pack.obligations
        if o.kind == "obligation" and o.code.status in ("not_covered", "partly") and scope.may_bind(o.id)
    ]
    yield (
        "Keeping to the Code gives no presumption of conformity: only harmonised standards and common specifications"
        " do (Arts. 40, 41), and none for these models is known to the questionnaire."
    )
    if uncovered:
        yield f"It does nothing, or not enough, for what no measure covers in full: {_list(uncovered)}."


def _limits(chapter: Chapter) -> Iterator[str]:
    """What each chapter of the Code leaves out."""
    match chapter.id:
        case "TR":
            yield (
                "It covers Annex XI, Section 1 and Annex XII. What Annex XI, Section 2 asks about models with systemic"
                " risk stands in the Safety and Security chapter."
            )
            yield (
                "The open-source exemption lifts these duties only, never the copyright policy or the public summary of"
                " training content, and it falls away once the model has systemic risk (Art. 53(2))."
            )
        case "CR":
            yield (
                "It is about having and living a copyright policy. Whether copyright law itself is kept, courts decide;"
                " the public summary of training content is a duty of its own that the chapter does not cover."
            )
        case "SS":
            yield ("Notifying the Commission of the model (Art. 52(1)) stays a duty of its own, whatever is signed.")


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "no duty"
