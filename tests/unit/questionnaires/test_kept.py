"""What is kept of a pack is used only while it is exactly what reading the pack would give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cop_tui.domain.pack import Pack
from cop_tui.errors import PackError
from cop_tui.questionnaires import kept, loader
from cop_tui.questionnaires.kept import load_kept
from cop_tui.questionnaires.locate import find_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "gpai-code" / "2025-07-10"
    shutil.copytree(find_pack().path, target)
    return target


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, pack: Pack) -> Path:
    """A folder in which the bundled pack is kept."""
    target = tmp_path_factory.mktemp("kept") / "cache"
    assert load_kept(find_pack().path, target) == pack
    return target


@pytest.fixture
def cache(tmp_path: Path, written: Path) -> Path:
    """A copy of it, with its dates and rights."""
    return Path(shutil.copytree(written, tmp_path / "cache"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, pack: Pack) -> list[Path]:
    """The folders that are read anew; reading them gives the bundled pack."""
    folders: list[Path] = []

    def checked_pack(folder: Path) -> Pack:
        folders.append(folder)
        return pack

    monkeypatch.setattr(loader, "checked_pack", checked_pack)
    return folders


def file_of(cache: Path) -> Path:
    (found,) = cache.glob("*.pack.json")
    return found


def test_the_second_time_the_same_pack_comes_without_reading(
    folder: Path, cache: Path, pack: Pack, read: list[Path]
) -> None:
    again = load_kept(folder, cache)
    assert again == pack
    assert again.sha256 == pack.sha256
    assert [c.deadline for c in again.criteria] == [c.deadline for c in pack.criteria]
    assert not read


def test_a_changed_pack_is_read_anew(folder: Path, cache: Path, read: list[Path]) -> None:
    with (folder / "glossary.yaml").open("a") as file:
        file.write("# a remark\n")
    load_kept(folder, cache)
    assert read == [folder]


def test_another_program_reads_anew(
    folder: Path, cache: Path, read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_checker", lambda: "another")
    load_kept(folder, cache)
    assert read == [folder]


@pytest.mark.parametrize("spoil", [b"", b"{}", b"0" * 64 + b"\n{}", None])
def test_what_was_spoiled_is_not_used(folder: Path, cache: Path, read: list[Path], spoil: bytes | None) -> None:
    file = file_of(cache)
    content = file.read_bytes()
    file.write_bytes(content[:-10] if spoil is None else spoil)
    load_kept(folder, cache)
    assert read == [folder]


def test_a_changed_word_is_not_used(folder: Path, cache: Path, read: list[Path]) -> None:
    file = file_of(cache)
    content = file.read_bytes()
    assert content.count(b"systemic") > 1
    file.write_bytes(content.replace(b"systemic", b"sistemic", 1))
    load_kept(folder, cache)
    assert read == [folder]


def test_it_is_for_the_owner_alone_and_goes_without_a_place(
    folder: Path, cache: Path, tmp_path: Path, pack: Pack
) -> None:
    assert file_of(cache).stat().st_mode & 0o077 == 0
    assert cache.stat().st_mode & 0o077 == 0
    (tmp_path / "file").write_text("x")
    assert load_kept(folder, tmp_path / "file" / "cache") == pack


def test_only_some_are_kept(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, read: list[Path]) -> None:
    for number in range(kept.MOST + 3):
        monkeypatch.setattr(kept, "_checker", lambda number=number: f"program-{number}")
        load_kept(folder, cache)
    left = sorted(path.name for path in cache.iterdir())
    assert len(left) == kept.MOST
    assert any(f"program-{kept.MOST + 2}" in name for name in left)


def test_a_pack_with_problems_is_refused_and_not_kept(folder: Path, tmp_path: Path) -> None:
    (folder / "glossary.yaml").write_text("- term: 1\n  term: 2\n")
    with pytest.raises(PackError):
        load_kept(folder, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
