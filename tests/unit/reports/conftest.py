"""Report models to render: from facts, answers and a register, and the sample's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer
from cop_tui.domain.deadlines import deadlines
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.findings import findings
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import EMPTY_REGISTER, Register
from cop_tui.domain.scoping import scope
from cop_tui.reports.build import Inputs, build
from cop_tui.reports.model import Head, ReportModel
from cop_tui.reports.rows import AnsweredBy
from cop_tui.services.demo import demo_answer, demo_register, load_demo
from tests.bundled import demo_facts

AT = datetime(2026, 10, 2, 9, 14, tzinfo=UTC)
HEAD = Head("abc123", "Atlas 2026", "Harrowmere Labs", "Atlas-70B", "cop-tui 1.0", AT, AT, "Legal")

Make = Callable[..., ReportModel]


@pytest.fixture(scope="session")
def make(pack: Pack, today: date) -> Make:
    """A model from facts and answers: `make(facts, {"TR-1.1-01": Answer(...)}, name=...)`."""

    def made(
        facts: Mapping[str, Any] | None = None,
        answers: Mapping[str, Answer] | None = None,
        by: str = "Legal",
        day: date = today,
        register: Register = EMPTY_REGISTER,
        **head: Any,
    ) -> ReportModel:
        parsed = parse_facts(pack.scoping, demo_facts() if facts is None else facts)
        given = register.resolve_all(answers or {})
        scoped = scope(pack, parsed)
        analysis = analyse(pack, scoped, given, day, register)
        stored = {key: AnsweredBy(answer, AT, by) for key, answer in given.items()}
        return build(
            Inputs(
                pack,
                parsed,
                scoped,
                analysis,
                stored,
                replace(HEAD, **head),
                register,
                deadlines(pack, scoped, given, register, day),
                findings(pack, parsed, scoped, given, register, analysis, day),
                dict.fromkeys(register.signoffs, False),
            )
        )

    return made


@pytest.fixture(scope="session")
def sample_answers() -> dict[str, Answer]:
    data = load_demo()
    flagged = set(data["flagged"])
    register = demo_register(data)
    given = {key: demo_answer(given, flagged=key in flagged) for key, given in data["answers"].items()}
    return register.resolve_all(given)


@pytest.fixture(scope="session")
def sample(make: Make, sample_answers: dict[str, Answer]) -> ReportModel:
    return make(answers=sample_answers, register=demo_register(load_demo()))
