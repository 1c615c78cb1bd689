"""Evidence: cited with one answer, kept in the register, linked, replaced and withdrawn for all that cite it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from cop_tui.domain.answers import Evidence
from cop_tui.domain.register import PieceStatus
from cop_tui.services import evidence
from cop_tui.tui.screens.evidence import EvidenceScreen
from cop_tui.tui.screens.evidence_register import EvidenceRegisterScreen
from cop_tui.tui.screens.form import FormScreen
from cop_tui.tui.screens.pick import PickScreen
from cop_tui.tui.widgets.form import LineField
from cop_tui.tui.widgets.gap_table import ListTable
from tests.conftest import CopyDemo

from .conftest import Started, shown, wait_for, wait_until
from .desk import HOSTILE, demo_desk, desk

Prepared = Callable[..., str]
FIRST, SECOND, THIRD = "TR-1.1-01", "TR-1.1-02", "TR-1.1-03"


async def test_citing_registers_links_and_withdraws_everywhere(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        await pilot.press("v")
        await wait_for(pilot, f"Evidence for {FIRST}")
        await pilot.press(*"Log 7 (valid to 2027-13-01)", "enter")
        assert "does not exist" in shown(pilot)
        await pilot.press(*(["backspace"] * 6), *"01-31)", "enter")
        await pilot.pause()
        (key,) = session.register.evidence
        assert session.register.evidence[key].valid_until == date(2027, 1, 31)
        assert [e.piece for e in session.answer(FIRST).evidence] == [key]
        await pilot.press("escape", "down", "v")
        await wait_for(pilot, f"Evidence for {SECOND}", "Log 7")
        await pilot.press(*"log 7")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert [e.piece for e in session.answer(SECOND).evidence] == [key]
        assert len(session.register.evidence) == 1
        await pilot.press("escape", "v", "down", "w")
        await wait_for(pilot, "2 criteria cite it")
        await pilot.press(*"wrong", "enter")
        await wait_for(pilot, "withdrawn")
        assert session.register.evidence[key].status is PieceStatus.WITHDRAWN
        assert session.register.evidence[key].reason == "wrong"
        await pilot.press("w", "x")
        await pilot.pause()
        assert session.register.evidence[key].status is PieceStatus.IN_FORCE
        assert session.answer(SECOND).evidence == ()
        assert [e.piece for e in session.answer(FIRST).evidence] == [key]
        await pilot.press("escape", "u")
        await wait_for(pilot, f"the evidence of {SECOND}")
        assert [e.piece for e in session.answer(SECOND).evidence] == [key]


async def test_the_same_title_is_the_same_piece_and_twice_is_once(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        evidence.add_piece(screen.session, "Framework v2.1")
        await pilot.press("v", *"Framework v2.1")
        await wait_for(pilot, "Links E-")
        await pilot.press("enter", *"Framework v2.1", "enter")
        await wait_for(pilot, "cited here already")
        assert len(screen.session.register.evidence) == 1
        assert len(screen.session.answer(FIRST).evidence) == 1


async def test_an_old_citation_is_registered_with_a_key_and_has_a_place(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        for criterion in (FIRST, SECOND):
            session.change(criterion, evidence=[{"reference": "Form v1.4"}])
        await pilot.press("v", "down")
        await wait_for(pilot, "not in the register", "a add to the register")
        await pilot.press("a")
        await wait_for(pilot, "is in the register now, for 2 criteria.")
        (key,) = session.register.evidence
        assert [e.piece for e in session.answer(SECOND).evidence] == [key]
        assert "add to the register" not in shown(pilot)
        await pilot.press("s", *"4b", "enter")
        await wait_for(pilot, "Form v1.4 4b")
        assert session.kept()[FIRST].evidence == (Evidence(piece=key, where="4b"),)
        await pilot.press("r")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, EvidenceRegisterScreen))
        await wait_for(pilot, "Serves       TR-1.1-01, TR-1.1-02")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert session.position == SECOND


async def test_what_is_cited_elsewhere_without_register_is_registered_for_all(
    started: Started, prepared: Prepared
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        session.change(SECOND, evidence=[{"reference": HOSTILE}])
        await pilot.press("v", "down", "enter")
        await pilot.pause()
        (key,) = session.register.evidence
        assert [e.piece for c in (FIRST, SECOND) for e in session.answer(c).evidence] == [key, key]
        assert "[/docs] [red]x[/]" in shown(pilot)


async def test_a_piece_is_registered_edited_linked_replaced_and_removed(
    started: Started, prepared: Prepared, tmp_path: Path
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        await pilot.press("V")
        await wait_for(pilot, "Evidence register", "No evidence is registered yet")
        await pilot.press("n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        form = pilot.app.screen
        await pilot.press("enter")
        await wait_for(pilot, "A title is needed.")
        await pilot.press(*"Policy [/x]", "tab", "p", "tab", "tab", "tab", *"2026-11-22", "tab", *"2026-11-01", "enter")
        await wait_for(pilot, "Its last day is before its first.")
        assert pilot.app.screen is form
        form.query_one("#field-valid_until", LineField).value = "+1m"
        await pilot.press("enter")
        await wait_for(pilot, "Registered.")
        (key,) = session.register.evidence
        piece = session.register.evidence[key]
        assert (piece.title, piece.kind, piece.valid_until) == ("Policy [/x]", "policy", date(2026, 12, 22))
        await pilot.press("l", *"1.1", "tab", "tab", "enter")
        await wait_for(pilot, "Where in Policy")
        await pilot.press(*"p2", "enter")
        await wait_for(pilot, "Linked to 2 criteria.", "Serves       TR-1.1-01, TR-1.1-02")
        assert session.kept()[FIRST].evidence == (Evidence(piece=key, where="p2"),)
        await pilot.press("x")
        await wait_for(pilot, "is cited by")
        await pilot.press("L", "enter")
        await wait_for(pilot, "Unlinked from 1 criterion.", "Serves       TR-1.1-02")
        other = evidence.add_piece(session, "Policy v2")
        await pilot.press("r", "enter")
        await wait_for(pilot, "Replaced for 1 criterion")
        assert session.register.evidence[key].replaced_by == other
        assert [e.piece for e in session.answer(SECOND).evidence] == [other]
        await pilot.press("u")
        await wait_for(pilot, "Undone")
        assert session.register.evidence[key].status is PieceStatus.IN_FORCE
        evidence.unlink(session, key, [SECOND])
        screen = pilot.app.screen  # type: ignore[assignment]
        table = screen.query_one(ListTable)
        table.move_cursor(row=0)
        await pilot.pause()
        await pilot.press("x")
        await wait_for(pilot, "removed")
        assert key not in session.register.evidence


async def test_a_file_is_hashed_and_its_change_is_seen(started: Started, prepared: Prepared, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("one", "utf-8")
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        await pilot.press("V", "n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        form = pilot.app.screen
        form.query_one("#field-title", LineField).value = "Report"
        form.query_one("#field-file", LineField).value = str(tmp_path / "nowhere")
        await pilot.press("enter")
        await wait_for(pilot, "There is no such file.")
        form.query_one("#field-file", LineField).value = str(file)
        await wait_for(pilot, "3 bytes")
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(session.register.evidence))
        (key,) = session.register.evidence
        assert session.register.evidence[key].sha256 is not None
        await wait_for(pilot, "kept with its SHA-256")
        file.write_text("two", "utf-8")
        await pilot.press("escape", "V")
        await wait_for(pilot, "File changed: Report", "It has changed since it was registered.")
        await pilot.press("e", "tab", "tab")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        await pilot.press("escape", "h")
        await wait_until(pilot, lambda: "File changed" not in shown(pilot))
        assert evidence.find_piece(session, "Report") == key


async def test_lost_proofs_are_said_at_the_top_and_listed(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        yesterday = session.today - timedelta(days=1)
        key = evidence.add_piece(session, "Old report", valid_until=yesterday)
        for criterion in (FIRST, SECOND, THIRD):
            session.change(criterion, state="implemented")
        evidence.link(session, key, [FIRST, SECOND, THIRD])
        await pilot.press("V")
        await wait_for(pilot, f"{FIRST}, {SECOND}, {THIRD} lost their proof on {session.today}", "expired")
        assert "Took down" in shown(pilot)
        await pilot.press("2")
        await wait_for(pilot, "Lost proofs 3", "nothing that is valid demonstrates it")
        await pilot.press("slash", *"1.1-02", "enter", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert session.position == SECOND


async def test_withdrawing_in_the_register_needs_two_keys_and_comes_back(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        session = screen.session
        await pilot.press("g", "V")
        await wait_for(pilot, "Evidence register")
        register = pilot.app.screen
        assert isinstance(register, EvidenceRegisterScreen)
        await wait_until(pilot, lambda: register.piece is not None)
        key = register.piece
        assert key is not None
        await pilot.press("w", "escape")
        assert session.register.evidence[key].status is not PieceStatus.WITHDRAWN
        await pilot.press("w", "enter")
        await wait_for(pilot, "Withdrawn for")
        assert session.register.evidence[key].status is PieceStatus.WITHDRAWN
        await pilot.press("w")
        await wait_for(pilot, "In force again.")
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert any(e.piece == key for e in session.answer(session.position).evidence)


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_small_terminals(started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int]) -> None:
    async with demo_desk(started, db, copy_demo, size) as (pilot, screen):
        await pilot.press("V")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, EvidenceRegisterScreen))
        await pilot.press("n")
        await pilot.pause()
        await pilot.press("escape", "2", "1", "l")
        await pilot.pause()
        await pilot.press("escape", "space", "u", "ctrl+r", "question_mark", "escape", "escape", "v")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, EvidenceScreen))
        await pilot.press("down", "down", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_hostile_words_in_the_register(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        key = evidence.add_piece(screen.session, HOSTILE, reference=HOSTILE, owner=HOSTILE)
        evidence.link(screen.session, key, [FIRST], HOSTILE)
        await pilot.press("V")
        await wait_for(pilot, "[/docs] [red]x[/]")
        for keys in (("e",), ("w",), ("l",), ("L",)):
            await pilot.press(*keys)
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
        assert isinstance(pilot.app.screen, EvidenceRegisterScreen)
