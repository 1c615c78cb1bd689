"""The app as a whole: start, errors, save state, signals, quitting, other sessions on the same file."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cop_tui.domain.answers import State
from cop_tui.errors import DamagedError, NotFoundError, NotOurFileError, SaveError
from cop_tui.services.library import Library, Packs
from cop_tui.store import ahead, database
from cop_tui.store.ahead import Ahead
from cop_tui.store.writer import Writer
from cop_tui.tui import app as app_module
from cop_tui.tui.app import CopTuiApp, run
from cop_tui.tui.base import SessionScreen
from cop_tui.tui.messages import SaveState
from cop_tui.tui.screens.help import HelpScreen
from cop_tui.tui.widgets.topline import save_words

from .conftest import NARROW, WIDE, Started, shown, wait_for, wait_until
from .contrast import noticed


async def test_the_first_picture_needs_no_file(db: Path, packs: Packs) -> None:
    app = CopTuiApp(db, packs=packs)
    async with app.run_test(size=WIDE) as pilot:
        assert "Code of Practice self-assessment" in shown(pilot)
        await wait_until(pilot, lambda: app.library is not None)
    assert app.close_library() == 0


async def test_a_foreign_file_ends_the_app_and_is_left_alone(started: Started, db: Path) -> None:
    db.write_text("not a database, but somebody's text\n" * 40, "utf-8")
    before = db.read_bytes()
    async with started() as pilot:
        assert isinstance(pilot.app, CopTuiApp)
        assert isinstance(pilot.app.failure, NotOurFileError)
        assert pilot.app.return_code == 3
    assert db.read_bytes() == before


async def test_keys_are_answered_while_the_file_is_looked_into(
    db: Path, packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()

    def slow(path: Path) -> int:
        goes_on.wait(60)
        return database.inspect(path)

    database.prepare(db)
    monkeypatch.setattr(ahead, "inspect", slow)
    app = CopTuiApp(db, packs=packs, ahead=Ahead(db))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert app.library is None
        goes_on.set()
        await wait_until(pilot, lambda: app.library is not None)
    assert app.close_library() == 0


async def test_what_a_look_ahead_refuses_ends_the_app(started: Started, db: Path) -> None:
    db.write_bytes(b"SQLite format 3\x00")
    async with started(ahead=Ahead(db)) as pilot:
        assert isinstance(pilot.app, CopTuiApp)
        assert isinstance(pilot.app.failure, DamagedError)
        assert pilot.app.return_code == 3


async def test_an_assessment_that_is_not_there(started: Started) -> None:
    async with started(open_ref="nothing") as pilot:
        assert isinstance(pilot.app, CopTuiApp)
        await wait_until(pilot, lambda: isinstance(pilot.app.failure, NotFoundError))  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_open_goes_to_the_workspace(
    started: Started, prepared: Callable[..., str], size: tuple[int, int]
) -> None:
    ref = prepared()
    async with started(size, open_ref=ref) as pilot:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SessionScreen))
        await wait_for(pilot, "Wren 2026")


def test_save_words() -> None:
    assert save_words(None)[0] == "✓ all saved"
    assert save_words(SaveState("saving"))[0] == "saving…"
    assert "saved" in save_words(SaveState("saved", at=datetime(2026, 11, 22, 12, 3, tzinfo=UTC)))[0]
    failed = SaveState("failed", error=SaveError("the disk is full"))
    assert save_words(failed)[0] == "NOT SAVED: the disk is full"
    assert save_words(None, use_ascii=True)[0].isascii()


async def test_the_top_line_says_what_is_saved(started: Started) -> None:
    async with started() as pilot:
        await wait_for(pilot, "all saved")
        pilot.app.post_message(SaveState("failed", error=SaveError("the disk is full [/x]")))
        await wait_for(pilot, "NOT SAVED: the disk is full [/x]")
        pilot.app.post_message(SaveState("saved", at=datetime.now(UTC)))
        await wait_until(pilot, lambda: "NOT SAVED" not in shown(pilot))


async def test_quitting_with_unsaved_changes_asks(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    async with started() as pilot:
        await wait_for(pilot, "all saved")
        with monkeypatch.context() as patch:
            patch.setattr(Writer, "pending", property(lambda _: 3))
            pilot.app.post_message(SaveState("failed", error=SaveError("the disk is full")))
            await wait_for(pilot, "NOT SAVED")
            await pilot.press("q")
            await wait_for(pilot, "3 changes are not on disk", "the disk is full")
            await pilot.press("n")
            await wait_for(pilot, "There is no assessment")
            assert pilot.app.return_code is None
            await pilot.press("ctrl+c")
            await wait_for(pilot, "3 changes")
            await pilot.press("ctrl+c")
            await wait_until(pilot, lambda: not pilot.app.is_running or pilot.app._exit)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
async def test_signals_end_the_app_in_order(started: Started, name: str) -> None:
    number = getattr(signal, name)
    async with started() as pilot:
        await wait_for(pilot, "all saved")
        assert signal.getsignal(number) is not signal.SIG_DFL
        os.kill(os.getpid(), number)
        await wait_until(pilot, lambda: pilot.app._exit)


async def test_other_sessions_are_seen(started: Started, prepared: Callable[..., str], db: Path, packs: Packs) -> None:
    ref = prepared(training_compute_flop=3e24, placement_mode="api", placed_date="2026-05-01")
    async with started(open_ref=ref) as pilot:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SessionScreen))
        screen = pilot.app.screen
        assert isinstance(screen, SessionScreen)
        criterion = screen.session.asked()[0].id
        with Library(db, author="colleague", packs=packs) as library:
            library.open(ref).change(criterion, state=State.PLANNED)
        await wait_until(pilot, lambda: screen.session.answer(criterion).state is State.PLANNED)


async def test_too_small_says_so_and_comes_back(started: Started) -> None:
    async with started() as pilot:
        await wait_for(pilot, "no assessment")
        await pilot.resize_terminal(29, 9)
        await wait_for(pilot, "This window is too small")
        await pilot.resize_terminal(*NARROW)
        await wait_for(pilot, "no assessment")


async def test_ascii_where_the_locale_knows_no_more(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setenv("LC_ALL", "C")
    async with started() as pilot:
        await wait_for(pilot, "* all saved")


def test_run_raises_what_ended_the_app(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(app: CopTuiApp, **options: bool) -> None:
        app.failure = NotOurFileError("that is no file of ours")

    monkeypatch.setattr(CopTuiApp, "run", ended)
    with pytest.raises(NotOurFileError):
        run(db)


def test_run_says_how_much_was_lost(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CopTuiApp, "run", lambda app, **options: None)
    monkeypatch.setattr(CopTuiApp, "close_library", lambda app: 2)
    with pytest.raises(SaveError, match="2 changes"):
        run(db)
    monkeypatch.setattr(CopTuiApp, "close_library", lambda app: 0)
    assert app_module.run(db) == 0


async def test_a_fault_ends_the_app_without_showing_what_people_wrote(db: Path) -> None:
    app = CopTuiApp(db)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test() as pilot:
            await pilot.pause()
            app._handle_exception(ZeroDivisionError())
            assert app._exit_renderables == []


async def test_a_fault_in_a_worker_is_told_without_its_words(started: Started) -> None:
    def work() -> None:
        raise ValueError("a secret answer")

    async with started() as pilot:
        await wait_for(pilot, "all saved")
        pilot.app.run_worker(work, thread=True, exit_on_error=False)
        await wait_until(pilot, lambda: "Something went wrong (ValueError)" in noticed(pilot.app))
        assert "secret" not in noticed(pilot.app)


def test_run_raises_the_fault_that_ended_the_app(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(app: CopTuiApp, **options: bool) -> None:
        app._exception = ZeroDivisionError()

    monkeypatch.setattr(CopTuiApp, "run", ended)
    with pytest.raises(ZeroDivisionError):
        run(db)
