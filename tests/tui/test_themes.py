"""Themes of our own: all text can be read against what it stands on, and NO_COLOR is respected."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from rich.color import ColorSystem
from textual.color import Color, Lab, rgb_to_lab
from textual.theme import Theme

from cop_tui.services.config import THEME_NAMES, Settings, remember_theme, remembered_theme
from cop_tui.tui.app import CopTuiApp
from cop_tui.tui.themes import CONTRAST, DARK, LIGHT, SAFE, THEMES, THEMES_256, name_of
from tests.conftest import CopyDemo

from .conftest import Started, type_text, wait_for, wait_for_offer, wait_until
from .contrast import LARGE, TEXT, downgraded, noticed, parsed, ratio, too_faint
from .desk import demo_desk

TEXTS = ("text", "text-muted", "text-disabled", "text-accent", "text-error", "text-warning", "text-success")
MARKS = ("text-accent", "text-error", "text-warning", "text-success")
every_theme = pytest.mark.parametrize(
    "theme",
    [*THEMES.values(), *THEMES_256.values()],
    ids=[*(t.name for t in THEMES.values()), *(f"{t.name}-256" for t in THEMES_256.values())],
)


def colour(theme: Theme, name: str) -> tuple[int, int, int]:
    """A colour as the style sheets get it, after what Textual makes of a theme, and after what the terminal does."""
    found = parsed({**theme.to_color_system().generate(), **theme.variables}[name])
    return downgraded(found) if theme in THEMES_256.values() else found


@every_theme
def test_text_can_be_read(theme: Theme) -> None:
    needed = 7.0 if theme.name == CONTRAST.name else TEXT
    grounds = ("background", "surface", "panel", "boost", "block-cursor-blurred-background", "block-hover-background")
    for ground in grounds:
        assert ratio(colour(theme, "foreground"), colour(theme, ground)) >= 7.0, ground
        for name in TEXTS:
            assert ratio(colour(theme, name), colour(theme, ground)) >= needed, (name, ground)


@every_theme
def test_the_line_under_the_cursor_can_be_read(theme: Theme) -> None:
    cursor = colour(theme, "block-cursor-background")
    assert ratio(colour(theme, "block-cursor-foreground"), cursor) >= 7.0
    assert ratio(colour(theme, "input-selection-foreground"), colour(theme, "input-selection-background")) >= 7.0
    for name in ("text-muted", *MARKS):
        assert ratio(colour(theme, name), cursor) >= TEXT, name


@every_theme
def test_borders_and_bars_can_be_seen(theme: Theme) -> None:
    ground = colour(theme, "background")
    for name in ("border", "border-blurred", "scrollbar", "scrollbar-active", "scrollbar-hover"):
        assert ratio(colour(theme, name), ground) >= LARGE, name


@every_theme
def test_one_accent(theme: Theme) -> None:
    for name in ("primary", "secondary", "text-accent", "text-primary", "scrollbar-active"):
        assert ratio(colour(theme, name), colour(theme, "accent")) < 1.02, name


# What the three kinds of colour blindness leave of a colour (Viénot, Brettel and Mollon; linear light).
BLINDNESS = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "tritan": ((1.0, 0.14461, -0.14461), (0.0, 0.85924, 0.14076), (0.0, 0.85924, 0.14076)),
}


def seen(rgb: tuple[int, int, int], kind: str) -> Lab:
    linear = [(c / 255) ** 2.2 for c in rgb]
    parts = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in BLINDNESS[kind]]
    return rgb_to_lab(Color(*(round(255 * min(max(p, 0.0), 1.0) ** (1 / 2.2)) for p in parts)))


@pytest.mark.parametrize("kind", BLINDNESS)
def test_marks_differ_for_every_kind_of_colour_vision(kind: str) -> None:
    for one, other in combinations(("text-success", "text-warning", "text-error"), 2):
        a, b = seen(colour(SAFE, one), kind), seen(colour(SAFE, other), kind)
        distance = ((a.L - b.L) ** 2 + (a.a - b.a) ** 2 + (a.b - b.b) ** 2) ** 0.5
        assert distance >= 15, (one, other, distance)


@pytest.mark.parametrize(
    ("name", "system"),
    [
        *((name, ColorSystem.TRUECOLOR) for name in THEME_NAMES),
        *((name, ColorSystem.EIGHT_BIT) for name in THEME_NAMES),
        ("high contrast", ColorSystem.STANDARD),
    ],
)
async def test_the_screens_can_be_read(
    started: Started, db: Path, copy_demo: CopyDemo, name: str, system: ColorSystem
) -> None:
    """On the colours that reach the terminal, after all blending."""

    def themed(**options: object) -> object:
        return started(settings=Settings(theme=name), **options)

    async with demo_desk(themed, db, copy_demo) as (pilot, _):  # type: ignore[arg-type]
        pilot.app.theme = "textual-dark"  # so that the theme of that name is taken anew
        pilot.app.start_theme(eight_bit=system is ColorSystem.EIGHT_BIT)  # type: ignore[attr-defined]
        await pilot.pause()
        assert name_of(pilot.app.current_theme) == name
        for keys in ("f3", "f2", "f4", "m", "escape c", "f3 question_mark", "escape g", "2", "slash", "escape escape"):
            await pilot.press(*keys.split())
            await pilot.pause()
            assert too_faint(pilot.app, system) == [], keys


async def test_only_our_themes_are_offered(started: Started) -> None:
    async with started() as pilot:
        assert set(pilot.app.available_themes) == {"textual-dark", *(t.name for t in THEMES.values())}
        assert pilot.app.theme == DARK.name
        await pilot.press("ctrl+p")
        await type_text(pilot, "theme light")
        await wait_for_offer(pilot, "light")
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.theme == LIGHT.name)
        await wait_until(pilot, lambda: remembered_theme() == "light")


async def test_a_key_takes_the_next_theme_and_the_next_start_has_it(started: Started) -> None:
    async with started() as pilot:
        await wait_for(pilot, "no assessment")
        await pilot.press("f9")
        await wait_until(pilot, lambda: "Theme: light" in noticed(pilot.app))
        await wait_until(pilot, lambda: remembered_theme() == "light")
    async with started() as pilot:
        assert pilot.app.theme == LIGHT.name
    async with started(settings=Settings(Path("config.toml"), theme="dark")) as pilot:
        assert pilot.app.theme == DARK.name
        await wait_for(pilot, "no assessment")
        await pilot.press("ctrl+t", "ctrl+t")
        await wait_until(pilot, lambda: "config.toml sets the theme" in noticed(pilot.app))


@pytest.mark.parametrize("name", THEME_NAMES)
def test_what_stands_out_stands_out_in_256_colours(name: str) -> None:
    theme = THEMES_256[name]
    assert theme.name == THEMES[name].name
    grounds = [colour(theme, g) for g in ("background", "boost", "block-cursor-blurred-background",
                                          "block-cursor-background")]  # fmt: skip
    assert len(set(grounds)) == len(grounds)


def test_names() -> None:
    assert tuple(THEMES) == tuple(THEMES_256) == THEME_NAMES


async def test_no_color_takes_the_theme_with_most_contrast(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    remember_theme("light")
    async with started() as pilot:
        assert pilot.app.theme == CONTRAST.name
        await wait_for(pilot, "no assessment")
        assert too_faint(pilot.app) == []
    async with started(settings=Settings(theme="dark")) as pilot:
        assert pilot.app.theme == DARK.name


def test_terminals_of_few_colours_get_the_theme_with_most_contrast(tmp_path: Path) -> None:
    remember_theme("light")
    app = CopTuiApp(tmp_path / "x.db")
    assert app.theme == LIGHT.name
    app.start_theme(few_colours=True)
    assert app.theme == CONTRAST.name
