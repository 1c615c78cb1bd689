"""Import, export and merge in the app: what is asked, what is refused, what is stored and what is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cop_tui.services import sealing
from cop_tui.services.library import Library, Packs
from cop_tui.services.portable import export_assessment, import_assessment
from cop_tui.tui.screens.carrying import CarryDialog, ExportDialog, ImportDialog, MergeFileDialog
from cop_tui.tui.screens.home import HomeScreen
from cop_tui.tui.screens.merging import BothDialog, MergeScreen

from .conftest import NARROW, WIDE, Started, shown, wait_for, wait_until
from .desk import HOSTILE

Prepared = Callable[..., str]
SECRET = "seven quiet herons"


class Plainly:
    """Stands in for the library that seals: as fast as tests want it, and no secret at all."""

    class EncryptError(Exception):
        pass

    class DecryptError(Exception):
        pass

    class passphrase:  # noqa: N801 - as the library calls it
        @staticmethod
        def encrypt(data: bytes, passphrase: str) -> bytes:
            head = b"age-encryption.org/v1\n-> scrypt %s 18\n%s\n--- %s\n" % (b"a" * 22, b"a" * 43, b"a" * 43)
            return head + passphrase.encode() + b"\n" + data

        @staticmethod
        def decrypt(data: bytes, passphrase: str) -> bytes:
            _, typed, rest = data.split(b"a" * 43 + b"\n")[-1].partition(passphrase.encode() + b"\n")
            if not typed:
                raise Plainly.DecryptError
            return rest


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_library", lambda: Plainly)


@pytest.fixture
def copied(db: Path, packs: Packs, today: Any, prepared: Prepared, tmp_path: Path) -> Callable[..., Path]:
    """Two copies of one assessment that went their own ways; the other one's file."""

    def make(ours: dict[str, str], theirs: dict[str, str], secret: str | None = None) -> Path:
        ref = prepared("Wren 2026", actor="developer", training_compute_flop=3e24, placement_mode="api")
        start, other = tmp_path / "start.cop", tmp_path / "other.cop"
        with Library(db, author="Ann", packs=packs, today=lambda: today) as library:
            export_assessment(library, ref, start)
            session = library.open(ref)
            for criterion, note in ours.items():
                session.change(criterion, note=note)
        with Library(tmp_path / "there.db", author=f"Bo {HOSTILE}", packs=packs, today=lambda: today) as library:
            import_assessment(library, start)
            session = library.open(ref)
            for criterion, note in theirs.items():
                session.change(criterion, note=note)
            export_assessment(library, ref, other, passphrase=secret)
        return other

    return make


def notes(db: Path, packs: Packs) -> dict[str, str]:
    """What is on disk."""
    with Library(db, author="reader", packs=packs) as library:
        return {key: answer.note for key, answer in library.open("Wren 2026").kept().items()}


async def fill(pilot: Pilot[Any], **fields: str) -> None:
    for name, text in fields.items():
        pilot.app.screen.query_one(f"#field-{name}", Input).value = text
    await pilot.pause()


async def on_home(pilot: Pilot[Any]) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


async def asked(pilot: Pilot[Any], key: str, kind: type[CarryDialog[Any]]) -> None:
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind))


@pytest.mark.parametrize("size", [WIDE, NARROW, (40, 12)])
async def test_export_and_import_with_a_passphrase(
    started: Started, prepared: Prepared, tmp_path: Path, db: Path, packs: Packs, size: tuple[int, int]
) -> None:
    prepared("Wren 2026")
    path = tmp_path / "out" / "wren.cop"
    async with started(size) as pilot:
        await wait_for(pilot, "Wren 2026")
        await asked(pilot, "w", ExportDialog)
        await fill(pilot, file=str(path), secret=SECRET, again="another one")
        await pilot.press("enter")
        await wait_for(pilot, "passphrases")
        assert SECRET not in shown(pilot)
        await fill(pilot, secret="short", again="short")
        await pilot.press("enter")
        await wait_for(pilot, "too short")
        await fill(pilot, secret=SECRET, again=SECRET)
        await pilot.press("enter")
        await on_home(pilot)
    assert sealing.is_sealed(path.read_bytes())
    assert path.stat().st_mode & 0o777 == 0o600
    db.unlink()
    async with started(size) as pilot:
        await wait_for(pilot, "no assessment")
        await asked(pilot, "i", ImportDialog)
        await fill(pilot, file=str(path))
        await pilot.press("enter")
        await wait_for(pilot, "is encrypted")
        await fill(pilot, secret="not that one")
        await pilot.press("enter")
        await wait_for(pilot, "not open")
        await fill(pilot, secret=SECRET)
        await pilot.press("enter")
        await on_home(pilot)
        await wait_for(pilot, "Wren 2026")


async def test_what_cannot_be_imported_is_said_and_the_dialog_stays(
    started: Started, prepared: Prepared, tmp_path: Path, db: Path
) -> None:
    prepared("Wren 2026")
    junk = tmp_path / "[red]junk[@click=x]"
    junk.write_bytes(b"\x1b[2Jjunk")
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await asked(pilot, "i", ImportDialog)
        for typed, words in (
            ("", "Name the file"),
            (str(tmp_path / "none"), "no such file"),
            (str(tmp_path), "is no file"),
            (str(db), "Choose another place"),
            (str(junk), "[red]junk[@click=x]: It is no file that"),
        ):
            await fill(pilot, file=typed)
            await pilot.press("enter")
            await wait_for(pilot, words)
        await pilot.press("escape")
        await on_home(pilot)


async def test_an_export_replaces_nothing_unasked(started: Started, prepared: Prepared, tmp_path: Path) -> None:
    prepared("Wren 2026")
    path = tmp_path / "wren.cop"
    path.write_text("mine")
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await asked(pilot, "w", ExportDialog)
        await fill(pilot, file=str(path))
        await pilot.press("enter")
        await wait_for(pilot, "Replace the file?")
        await pilot.press("n")
        assert path.read_text() == "mine"
        await pilot.press("enter")
        await wait_for(pilot, "Replace the file?")
        await pilot.press("y")
        await on_home(pilot)
    assert path.read_bytes().startswith(b'{"assessment"')


async def test_a_path_is_completed(started: Started, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "wren.cop").touch()
    async with started() as pilot:
        await wait_for(pilot, "no assessment")
        await asked(pilot, "i", ImportDialog)
        field = pilot.app.screen.query_one("#field-file", Input)
        for begun, whole in ((f"{tmp_path}/fol", f"{tmp_path}/folder/"), (f"{tmp_path}/folder/w", "wren.cop")):
            field.value = begun
            field.cursor_position = len(begun)
            await wait_until(pilot, lambda: field._suggestion)
            await pilot.press("right")
            assert field.value.endswith(whole)


@pytest.mark.parametrize("size", [WIDE, (60, 20)])
async def test_conflicts_are_decided_one_by_one(
    started: Started, copied: Callable[..., Path], db: Path, packs: Packs, size: tuple[int, int]
) -> None:
    other = copied(
        {"TR-1.1-01": "ours 1", "TR-1.1-02": "ours 2", "CR-1.2-01": "alone here"},
        {"TR-1.1-01": f"theirs 1 {HOSTILE}", "TR-1.1-02": "theirs 2", "TR-1.1-03": "alone there"},
        SECRET,
    )
    async with started(size) as pilot:
        await wait_for(pilot, "Wren 2026")
        await asked(pilot, "m", MergeFileDialog)
        await fill(pilot, file=str(other))
        await pilot.press("enter")
        await wait_for(pilot, "is encrypted")
        await fill(pilot, secret=SECRET)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, MergeScreen))
        await wait_for(pilot, "2 of 2 conflicts", "TR-1.1-01", "ours 1")
        screen = pilot.app.screen
        assert isinstance(screen, MergeScreen)
        await pilot.press("w")  # not yet
        assert not screen.working
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, BothDialog))
        await wait_for(pilot, "[red]x[/]", "ours 1")
        await pilot.press("t")
        await wait_for(pilot, "1 of 2 conflicts")
        await pilot.press("o")
        await wait_for(pilot, "Everything is decided")
        await pilot.press("u")
        await wait_for(pilot, "1 of 2 conflicts")
        await pilot.press("o")
        await wait_for(pilot, "Everything is decided")
        await pilot.press("2")
        await wait_for(pilot, "What changes here", "as it is in the file")
        before = notes(db, packs)
        assert before["TR-1.1-01"] == "ours 1"
        assert "TR-1.1-03" not in before
        await pilot.press("w")
        await on_home(pilot)
    after = notes(db, packs)
    assert after["TR-1.1-01"].startswith("theirs 1")
    assert (after["TR-1.1-02"], after["TR-1.1-03"], after["CR-1.2-01"]) == ("ours 2", "alone there", "alone here")


async def test_leaving_a_merge_leaves_all_as_it_was(
    started: Started, copied: Callable[..., Path], db: Path, packs: Packs
) -> None:
    other = copied({"TR-1.1-01": "ours"}, {"TR-1.1-01": "theirs", "TR-1.1-02": "more"})
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await asked(pilot, "m", MergeFileDialog)
        await fill(pilot, file=str(other))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, MergeScreen))
        await pilot.press("t")
        await wait_for(pilot, "Everything is decided")
        await pilot.press("escape")
        await on_home(pilot)
    assert notes(db, packs) == {"TR-1.1-01": "ours"}


async def test_who_changes_the_assessment_meanwhile_is_seen(
    started: Started, copied: Callable[..., Path], db: Path, packs: Packs
) -> None:
    other = copied({"TR-1.1-01": "ours", "TR-1.1-02": "ours"}, {"TR-1.1-01": "theirs", "TR-1.1-02": "theirs"})
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await asked(pilot, "m", MergeFileDialog)
        await fill(pilot, file=str(other))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, MergeScreen))
        await pilot.press("o", "o")
        await wait_for(pilot, "Everything is decided")
        with Library(db, author="Cy", packs=packs, opened=True) as library:
            library.open("Wren 2026").change("TR-1.1-01", note="ours, again")
        await pilot.press("w")
        await wait_for(pilot, "was changed meanwhile")
        screen = pilot.app.screen
        assert isinstance(screen, MergeScreen)
        assert list(screen.decisions) == [("answer:TR-1.1-02", "note")]
        await pilot.press("o", "w")
        await on_home(pilot)
    assert notes(db, packs)["TR-1.1-01"] == "ours, again"


async def test_merging_again_has_nothing_to_do_and_earlier_answers_name_the_merge(
    started: Started, copied: Callable[..., Path]
) -> None:
    other = copied({"TR-1.1-01": "ours"}, {"TR-1.1-01": "theirs"})
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await asked(pilot, "m", MergeFileDialog)
        await fill(pilot, file=str(other))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, MergeScreen))
        await pilot.press("t")
        await wait_for(pilot, "Everything is decided")
        await pilot.press("w")
        await on_home(pilot)
        await asked(pilot, "m", MergeFileDialog)
        await fill(pilot, file=str(other))
        await pilot.press("enter")
        await wait_for(pilot, "Nothing to do")
        await pilot.press("escape")
        await on_home(pilot)
        await pilot.press("enter")
        await wait_for(pilot, "TR-1.1-01")
        await pilot.press("H")
        await wait_for(pilot, "two copies merged", "Bo [/docs]", "theirs")


async def test_the_palette_knows_them(started: Started, prepared: Prepared) -> None:
    prepared("Wren 2026")
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await pilot.press("ctrl+p")
        await wait_for(pilot, "Import a file", "Export to a file", "Merge a file")
