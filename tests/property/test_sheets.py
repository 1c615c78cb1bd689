"""Whatever was answered: what a report wrote is read back, and nothing has changed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.pack import Effort
from cop_tui.domain.register import Piece, PieceStatus
from cop_tui.reports import as_csv, as_json, as_xlsx, as_yaml
from cop_tui.services.filling import fill_in
from cop_tui.services.library import Library, Packs
from cop_tui.services.reporting import report_model
from cop_tui.services.session import Session
from cop_tui.services.sheets import read_sheet
from cop_tui.services.views import show_view
from tests.conftest import TODAY
from tests.examples import examples

CRITERIA = ("TR-1.1-01", "CR-1.2-01", "SS-1.1-04")  # the last one is not asked
FACTS = {"actor": "developer", "training_compute_flop": 3e24, "placement_mode": "api", "placed_date": "2026-03-17"}
SIGNS = st.text(alphabet=st.sampled_from("=+-@;,\t\n\"'ab #(){}_x0041👍é\u200d\u0301\x00\x1b\u202e﻿–"), max_size=40)
TEXT = st.one_of(SIGNS, st.text(max_size=60), st.sampled_from(["-", "(remove)", "not answered", "yes", "a\n- b"]))
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
CITED = st.one_of(
    st.builds(Evidence, reference=TEXT, valid_until=st.none() | DAYS, withdrawn=st.booleans()),
    st.builds(Evidence, piece=st.sampled_from(["E-000001", "E-000002", "E-000003"]), where=TEXT),
)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    state = draw(st.none() | st.sampled_from(State))
    reason = draw(TEXT) + ("because" if state is not None and state.needs_reason else "")
    return Answer(
        state=state, reason=reason, note=draw(TEXT), evidence=tuple(draw(st.lists(CITED, max_size=4))),
        owner=draw(TEXT), due=draw(st.none() | DAYS), effort=draw(st.none() | st.sampled_from(Effort)),
        flagged=draw(st.booleans()),
    )  # fmt: skip


@pytest.fixture(scope="module")
def session(packs: Packs) -> Iterator[Session]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        with Library(path, author="tester", packs=packs, today=lambda: TODAY) as library:
            opened = library.open(library.create("A", facts=FACTS).id)
            for number, title in enumerate(("Plan", "Plan", "=Plan; (valid to 2027-01-01)"), 1):
                gone: dict[str, Any] = {"status": PieceStatus.WITHDRAWN, "withdrawn_on": TODAY} if number == 2 else {}
                piece = Piece(title=title, valid_until=date(2026, 1, number), **gone)
                opened.change_entries("piece", {("evidence", f"E-00000{number}"): piece})
            yield opened


@examples(15)
@given(st.lists(answers(), min_size=len(CRITERIA), max_size=len(CRITERIA)))
def test_reading_back_changes_nothing(session: Session, tmp_path: Path, drawn: list[Answer]) -> None:
    session.change_entries("drawn", {}, dict(zip(CRITERIA, drawn, strict=True)))
    before = session.snapshot()
    model = report_model(session, files=())
    files = {f"a.{module.EXTENSION}": module.render(model) for module in (as_csv, as_xlsx, as_json, as_yaml)}
    files["show.json"] = json.dumps(show_view(session)).encode()
    for name, content in files.items():
        path = tmp_path / name
        path.write_bytes(content)
        filled = fill_in(session, read_sheet(path))
        assert filled.changed == (), name
        assert filled.registered == (), name
        assert set(filled.same) >= {c for c in CRITERIA if c in session.kept()}, name
    assert session.snapshot() == before
