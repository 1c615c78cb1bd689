"""The settings file: what is right holds, what is wrong costs a warning that says where and what was meant."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.errors import ReportError
from cop_tui.services.config import (
    LIMIT,
    MOST_WARNINGS,
    THEME_NAMES,
    Settings,
    author_of,
    read_settings,
    remember_theme,
    remembered_theme,
    theme_name,
)
from cop_tui.services.places import config_file, state_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def read(file: Path, text: str) -> Settings:
    file.write_text(text, "utf-8")
    return read_settings(file)


def words(settings: Settings) -> str:
    return "\n".join(str(warning) for warning in settings.warnings)


def test_everything_set(file: Path) -> None:
    found = read(
        file,
        'author = "Safety lead"\ntheme = "high-contrast"\nmouse = false\n'
        '[keys]\n"workspace.note" = "N"\nworkspace.next_open = ["n", "f7"]\n"home.delete" = ""\n',
    )
    assert found.warnings == ()
    assert (found.author, found.theme, found.mouse) == ("Safety lead", "high contrast", False)
    assert found.keys == {"workspace.note": ("N",), "workspace.next_open": ("n", "f7"), "home.delete": ()}
    assert author_of(found) == "Safety lead"


def test_no_file_is_no_fault() -> None:
    found = read_settings()
    assert found == Settings(config_file())
    assert author_of(found) == "tester"
    assert not config_file().parent.exists()


def test_the_environment_names_another_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COP_TUI_CONFIG", str(file))
    assert "is not there" in words(read_settings())
    read(file, 'author = "Me"')
    assert read_settings().author == "Me"
    monkeypatch.setenv("COP_TUI_CONFIG", os.devnull)
    assert read_settings().warnings == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('thme = "dark"', "config.toml: thme: is no setting. Did you mean theme?"),
        ('[key]\nquit = "x"', "key: is no table. Did you mean keys?"),
        ("zzz = 1", "zzz: is no setting; there are author, theme, mouse, keys."),
        ("author = 7", "author: has to be a name"),
        ('author = "  "', "author: has to be a name"),
        ('theme = "drak"', "Did you mean dark?"),
        ("theme = true", "theme: has to be one of dark, light"),
        ('mouse = "no"', "mouse: has to be true or false"),
        ("keys = 1", "keys: has to be a table"),
        ("[keys]\nquit = 1", "keys.quit: has to be a key"),
        ('[keys]\nquit = ["x", ""]', "keys.quit: has to be a key"),
        ("[keys\n", "is no valid TOML"),
        ("x = " + "[" * 5000, "is no valid TOML"),
        ("x = " + "9" * 5000, "is no valid TOML"),
        ("# " + "x" * LIMIT, "is longer than 64 KB"),
    ],
)
def test_what_is_wrong_is_said(file: Path, text: str, expected: str) -> None:
    found = read(file, text)
    assert expected in words(found)
    assert str(file) in words(found)
    assert found.mouse
    assert found.keys == {}


def test_what_is_right_still_holds(file: Path) -> None:
    found = read(file, 'athor = "x"\nauthor = "Me"\nmouse = 3\n[keys]\nquit = 1\nhelp = "h"\n')
    assert len(found.warnings) == 3
    assert found.author == "Me"
    assert found.keys == {"help": ("h",)}


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "is no file" in words(read_settings(tmp_path))
    (tmp_path / "latin.toml").write_bytes(b'author = "\xe9"')
    assert "no UTF-8" in words(read_settings(tmp_path / "latin.toml"))
    os.mkfifo(tmp_path / "pipe")
    assert "is no file" in words(read_settings(tmp_path / "pipe"))


def test_nobody_reads_a_thousand_warnings(file: Path) -> None:
    found = read(file, "\n".join(f"a{n} = 1" for n in range(1000)))
    assert len(found.warnings) == MOST_WARNINGS + 1
    assert "980 more" in str(found.warnings[-1])


def test_a_theme_is_remembered(file: Path) -> None:
    assert remembered_theme() == ""
    for name in THEME_NAMES:
        remember_theme(name)
        assert remembered_theme() == name
    assert stat.S_IMODE(state_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(state_file().parent.stat().st_mode) == 0o700
    assert [path.name for path in state_file().parent.iterdir()] == ["state.toml"]
    state_file().write_text("theme = ")
    assert remembered_theme() == ""


def test_a_theme_that_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "state.toml").mkdir()
    with pytest.raises(ReportError):
        remember_theme("dark", tmp_path / "state.toml")


def test_names_of_themes() -> None:
    assert theme_name("High_Contrast") == "high contrast"
    assert theme_name("cop-light") == "light"
    assert theme_name("colour-blind-safe") == "colour-blind safe"
    assert theme_name("monokai") == ""


@given(st.binary(max_size=300))
def test_no_file_is_ever_a_fault(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "config.toml"
    file.write_bytes(content)
    assert isinstance(words(read_settings(file)), str)


def test_a_start_without_settings_reads_no_toml() -> None:
    code = (
        "import sys\nfrom cop_tui.services.config import read_settings, remembered_theme\n"
        "read_settings(); remembered_theme()\n"
        "assert 'tomllib' not in sys.modules and 'difflib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env={**os.environ, "PYTHONPATH": "src"})
