"""OSCAL catalog: the questionnaire itself, the same for every assessment against it, and the duties of the Act.

Groups are chapters and commitments, controls are measures, and the items of a control's statement are its criteria.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cop_tui.domain.chapters import Chapter, Check, Commitment, Criterion, Measure
from cop_tui.domain.law import Obligation
from cop_tui.reports.model import ReportModel
from cop_tui.reports.oscal import (
    CATALOG_FILE,
    OSCAL_VERSION,
    Data,
    address,
    derived,
    document,
    line,
    prop,
    props,
    prose,
    some,
    token,
    value,
)

NAME: Final = "oscal-catalog"
TITLE: Final = "OSCAL catalog, the Code's measures and criteria for GRC systems"
EXTENSION: Final = CATALOG_FILE
DUTIES: Final = "AIA"


def render(model: ReportModel) -> bytes:
    """The catalog as JSON; it holds nothing of the assessment."""
    pack, held = model.pack, model.catalogue
    groups = [_chapter(chapter) for chapter in held.chapters]
    duties = [_duty(duty) for duty in held.obligations]
    if duties:
        groups.append({"id": DUTIES, "class": "act", "title": "Obligations of the AI Act", "controls": duties})
    return document(
        "catalog",
        some(
            metadata=some(
                title=line(pack.title),
                last_modified=f"{pack.as_of}T00:00:00Z",
                version=value(pack.version),
                oscal_version=OSCAL_VERSION,
                props=props(pack=pack.id, pack_sha256=pack.sha256),
                remarks=prose(f"{pack.disclaimer}\n\n{pack.method_note}"),
            ),
            groups=groups,
            back_matter=some(resources=[_source(model, number) for number in range(len(pack.sources))]),
        ),
    )


def statement(control: str) -> str:
    """The id of the statement of a control."""
    return f"{token(control)}_smt"


def _source(model: ReportModel, number: int) -> Data:
    source = model.pack.sources[number]
    link = address(source.url or "")
    return some(
        uuid=derived("source", model.pack.id, source.title),
        title=line(source.title),
        citation={"text": line(source.reference or source.title)},
        rlinks=[{"href": link}] if link else [],
    )


def _chapter(chapter: Chapter) -> Data:
    return some(
        id=token(chapter.id),
        class_="chapter",
        title=line(chapter.title),
        groups=[_commitment(c) for c in chapter.commitments],
    )


def _commitment(commitment: Commitment) -> Data:
    return some(
        id=token(commitment.id),
        class_="commitment",
        title=line(commitment.title),
        props=_label(commitment.number),
        controls=[_measure(m) for m in commitment.measures],
    )


def _measure(measure: Measure) -> Data:
    items = [_criterion(c) for c in measure.criteria]
    return some(
        id=token(measure.id),
        class_="measure",
        title=line(measure.title),
        props=_label(measure.number),
        parts=[
            {"name": "overview", "prose": prose(measure.summary)},
            *([{"id": statement(measure.id), "name": "statement", "parts": items}] if items else []),
        ],
    )


def _criterion(criterion: Criterion) -> Data:
    guidance = [criterion.question, criterion.why]
    return some(
        id=token(criterion.id),
        name="item",
        class_="criterion",
        title=line(criterion.short),
        props=[
            *_label(criterion.id),
            *props(strength=criterion.strength, pointer=criterion.pointer, confidence=criterion.confidence),
            *(found for duty in criterion.obligations for found in prop("obligation", duty)),
        ],
        prose=prose(criterion.statement),
        parts=[
            some(name="guidance", prose=prose("\n\n".join(g for g in guidance if g))),
            *_checks(criterion.checks),
        ],
    )


def _checks(checks: Iterable[Check]) -> list[Data]:
    return [
        some(
            id=token(check.id),
            name="item",
            class_="check",
            props=props(strength=check.strength),
            prose=prose(check.statement),
            parts=_checks(check.checks),
        )
        for check in checks
    ]


def _duty(duty: Obligation) -> Data:
    return some(
        id=token(duty.id),
        class_=token(duty.kind),
        title=line(f"{duty.article} {duty.title}"),
        props=[*_label(duty.article), *props(who=duty.who)],
        parts=[{"id": statement(duty.id), "name": "statement", "prose": prose(duty.requires)}],
    )


def _label(words: str) -> list[Data]:
    """The label that readers know a thing by: a property of OSCAL itself."""
    label = value(words)
    return [{"name": "label", "value": label}] if label else []
