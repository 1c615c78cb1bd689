"""Themes of our own: all text can be read against what it stands on, and NO_COLOR is respected."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from cop_tui.tui.themes import CONTRAST, DARK, LIGHT, THEMES

from .conftest import Started, type_text, wait_until

TEXTS = ("text-muted", "text-accent", "text-error", "text-warning", "text-success")


def ratio(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [c / 255 for c in Color.parse(colour).rgb]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: str(t.name))
def test_text_can_be_read(theme: Theme) -> None:
    needed = 7.0 if theme is CONTRAST else 4.5
    for ground in (theme.background, theme.panel):
        assert ground is not None
        assert theme.foreground is not None
        assert ratio(theme.foreground, ground) >= 7.0
        for name in TEXTS:
            assert ratio(theme.variables[name], ground) >= needed, (theme.name, name, ground)
    cursor = theme.variables["block-cursor-background"]
    assert ratio(theme.variables["block-cursor-foreground"], cursor) >= 7.0


async def test_only_our_themes_are_offered(started: Started) -> None:
    async with started() as pilot:
        assert set(pilot.app.available_themes) == {"textual-dark", *(t.name for t in THEMES.values())}
        assert pilot.app.theme == DARK.name
        await pilot.press("ctrl+p")
        await type_text(pilot, "theme light")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.theme == LIGHT.name)


async def test_no_color_takes_the_theme_with_most_contrast(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with started() as pilot:
        assert pilot.app.theme == CONTRAST.name
