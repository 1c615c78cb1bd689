"""The report dialog: what is ticked is written, what is there is not overwritten, errors stay in the dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input

from cop_tui.reports import registry
from cop_tui.tui.screens import report
from cop_tui.tui.screens.report import ReportDialog
from cop_tui.tui.widgets.ticks import TickList

from .conftest import NARROW, WIDE, AppPilot, Started, shown, wait_for, wait_until


async def opened(pilot: AppPilot, folder: Path) -> ReportDialog:
    await wait_for(pilot, "Wren 2026")
    await pilot.press("e")
    await wait_for(pilot, "Report: Wren 2026", "Formats")
    dialog = pilot.app.screen
    assert isinstance(dialog, ReportDialog)
    dialog.query_one("#report-folder", Input).value = str(folder)
    return dialog


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_reports_are_written(
    started: Started, prepared: Callable[..., str], tmp_path: Path, size: tuple[int, int]
) -> None:
    prepared()
    folder = tmp_path / "out"
    async with started(size) as pilot:
        dialog = await opened(pilot, folder)
        ticked = dialog.query_one("#report-formats", TickList).ticked
        await pilot.press("w")
        await wait_for(pilot, "Written:")
        assert len(list(folder.iterdir())) == len(ticked) == 2
        await wait_for(pilot, "o open the folder")


async def test_what_is_there_is_not_overwritten_unless_asked(
    started: Started, prepared: Callable[..., str], tmp_path: Path
) -> None:
    prepared()
    folder = tmp_path / "out"
    async with started() as pilot:
        await opened(pilot, folder)
        await pilot.press("w")
        await wait_for(pilot, "Written:")
        target = next(folder.iterdir())
        target.write_text("mine", "utf-8")
        await pilot.press("w")
        await wait_until(pilot, lambda: "Written:" not in shown(pilot) and "Making" not in shown(pilot))
        assert target.read_text("utf-8") == "mine"
        assert "overwrite files" in shown(pilot)
        assert "--force" not in shown(pilot)
        await pilot.press("tab", "tab", "end", "space")
        await pilot.press("w")
        await wait_for(pilot, "Written:")
        assert target.read_text("utf-8") != "mine"


async def test_the_writing_can_be_stopped(
    started: Started, prepared: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared()
    begun, go_on = Event(), Event()

    def slow(self: registry.Format, model: object, template: bytes | None = None) -> bytes:
        begun.set()
        go_on.wait(60)
        return b"x"

    monkeypatch.setattr(registry.Format, "make", slow)
    async with started() as pilot:
        dialog = await opened(pilot, tmp_path / "out")
        await pilot.press("w")
        await wait_until(pilot, begun.is_set)
        await pilot.press("escape")
        await wait_for(pilot, "Stopping after this format")
        go_on.set()
        await wait_until(pilot, lambda: not dialog._writing)
        await wait_for(pilot, "stopped: nothing was written")
        assert not (tmp_path / "out").exists()


async def test_a_copy_for_another_audience(started: Started, prepared: Callable[..., str], tmp_path: Path) -> None:
    prepared()
    async with started() as pilot:
        await opened(pilot, tmp_path / "out")
        await pilot.press("tab", "down", "space", "w")
        await wait_for(pilot, "Written:")
        names = sorted(p.name for p in (tmp_path / "out").iterdir())
        assert len(names) == 2
        assert all("_gap-report-board_" in name for name in names)


async def test_no_format_is_refused(started: Started, prepared: Callable[..., str], tmp_path: Path) -> None:
    prepared()
    async with started() as pilot:
        await opened(pilot, tmp_path)
        await pilot.press("space", "down", "space", "w")
        await wait_for(pilot, "Tick at least one format")


async def test_a_folder_that_cannot_be_written(started: Started, prepared: Callable[..., str], tmp_path: Path) -> None:
    prepared()
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    async with started() as pilot:
        dialog = await opened(pilot, blocked / "below")
        await pilot.press("w")
        await wait_until(pilot, lambda: not dialog._writing)
        assert "Written:" not in shown(pilot)
        await pilot.press("escape")
        await wait_for(pilot, "Readiness")


async def test_open_the_folder(
    started: Started, prepared: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared()
    monkeypatch.setattr(report, "open_folder", lambda folder: False)
    async with started() as pilot:
        await opened(pilot, tmp_path / "out")
        await pilot.press("w")
        await wait_for(pilot, "Written:")
        await pilot.press("o")
        await wait_for(pilot, "The folder cannot be opened from here")


def test_without_a_desktop_no_folder_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert report.open_folder(tmp_path) is False
