"""Four themes of our own. Each has one accent; other colours only ever repeat what a mark and a word say.

Every pair of colours that meet on a screen keeps the contrast of WCAG AA: 4.5 for text, also where it is muted or
disabled, 3 for borders and bars. A test measures it on the pictures of the screens, on 256 colours too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme by what they are for."""

    ground: str
    """Behind everything."""
    raised: str
    """Behind the first and the last line, and behind dialogs."""
    field: str
    """Behind what can be typed into."""
    text: str
    muted: str
    disabled: str
    accent: str
    good: str
    part: str
    bad: str
    line: str
    """Borders of what has the focus, and scroll bars."""
    soft_line: str
    """Borders of what has not."""
    cursor: str
    """Behind the line under the cursor, and behind selected text."""
    on_cursor: str
    resting: str
    """Behind that line while something else has the focus."""
    hover: str


def _theme(name: str, palette: Palette, *, dark: bool) -> Theme:
    p = palette
    return Theme(
        name=name,
        primary=p.accent,
        secondary=p.accent,
        accent=p.accent,
        foreground=p.text,
        background=p.ground,
        surface=p.ground,
        panel=p.raised,
        boost=p.field,
        success=p.good,
        warning=p.part,
        error=p.bad,
        dark=dark,
        text_alpha=1.0,
        variables={
            "boost": p.field,  # which Textual makes transparent wherever there is a panel
            "border": p.line,
            "border-blurred": p.soft_line,
            "footer-background": p.raised,
            "block-cursor-background": p.cursor,
            "block-cursor-foreground": p.on_cursor,
            "block-cursor-blurred-background": p.resting,
            "block-cursor-blurred-foreground": p.text,
            "block-cursor-text-style": "none",
            "block-cursor-blurred-text-style": "none",
            "block-hover-background": p.hover,
            "input-cursor-background": p.text,
            "input-cursor-foreground": p.ground,
            "input-cursor-text-style": "none",
            "input-selection-background": p.cursor,
            "input-selection-foreground": p.on_cursor,
            "screen-selection-background": p.cursor,
            "screen-selection-foreground": p.on_cursor,
            "text": p.text,
            "text-muted": p.muted,
            "text-disabled": p.disabled,
            "text-accent": p.accent,
            "text-primary": p.accent,
            "text-secondary": p.accent,
            "text-success": p.good,
            "text-warning": p.part,
            "text-error": p.bad,
            "foreground-muted": p.muted,
            "foreground-disabled": p.disabled,
            "scrollbar": p.line,
            "scrollbar-hover": p.muted,
            "scrollbar-active": p.accent,
            "scrollbar-background": p.ground,
            "scrollbar-background-hover": p.ground,
            "scrollbar-background-active": p.ground,
            "scrollbar-corner-color": p.ground,
        },
    )


_DARK: Final = Palette(
    ground="#15181d", raised="#1d2228", field="#232931", text="#d8dce3", muted="#a9b1bc", disabled="#9aa3b0",
    accent="#8fbcf3", good="#98c99c", part="#e0bd7c", bad="#f0a09c", line="#7d8794", soft_line="#626b77",
    cursor="#294062", on_cursor="#f2f5fa", resting="#262e3a", hover="#20262f",
)  # fmt: skip
_LIGHT: Final = Palette(
    ground="#fbfaf8", raised="#f0eee9", field="#ebe8e2", text="#23272d", muted="#555b63", disabled="#5b6168",
    accent="#1b5199", good="#275f30", part="#6f4a00", bad="#9c1f18", line="#7b766b", soft_line="#8e897e",
    cursor="#cfe0f5", on_cursor="#14181d", resting="#e4e8ec", hover="#f1efea",
)  # fmt: skip
_CONTRAST: Final = Palette(
    ground="#000000", raised="#000000", field="#1a1a1a", text="#ffffff", muted="#dddddd", disabled="#c4c4c4",
    accent="#ffd54a", good="#7dff8a", part="#ffd54a", bad="#ffb8b0", line="#ffffff", soft_line="#a8a8a8",
    cursor="#0047b3", on_cursor="#ffffff", resting="#002a66", hover="#1a1a1a",
)  # fmt: skip
# The hues of Okabe and Ito, lightened for a dark ground: bluish green, yellow and vermilion differ in lightness
# too, so that they can be told apart with any kind of colour vision.
_SAFE: Final = Palette(
    ground="#14171c", raised="#1c2127", field="#22282f", text="#dce0e6", muted="#abb3be", disabled="#9ba4b1",
    accent="#56b4e9", good="#2ec9a0", part="#f0e442", bad="#ff8a5c", line="#7d8794", soft_line="#626b77",
    cursor="#0a4266", on_cursor="#ffffff", resting="#252d38", hover="#20262f",
)  # fmt: skip
DARK: Final = _theme("cop-dark", _DARK, dark=True)
LIGHT: Final = _theme("cop-light", _LIGHT, dark=False)
CONTRAST: Final = _theme("cop-contrast", _CONTRAST, dark=True)
SAFE: Final = _theme("cop-colour-blind", _SAFE, dark=True)
THEMES: Final = {"dark": DARK, "light": LIGHT, "high contrast": CONTRAST, "colour-blind safe": SAFE}
"""By the name people choose."""
# A terminal of 256 colours takes the nearest it has, and of dark grounds with a tint that is black, navy or teal. These
# grounds stay what they are there, or become what is meant (#f5f5f5 becomes #eeeeee).
_NIGHT: Final = {
    "ground": "#121212", "raised": "#1c1c1c", "field": "#262626", "hover": "#262626", "resting": "#303030",
    "cursor": "#000087",
}  # fmt: skip
_DAY: Final = {
    "ground": "#ffffff", "raised": "#f5f5f5", "field": "#e8e8e8", "hover": "#f5f5f5", "resting": "#dcdcdc",
    "muted": "#53585f", "disabled": "#575c63",
}  # fmt: skip
THEMES_256: Final = {
    "dark": _theme("cop-dark", replace(_DARK, **_NIGHT), dark=True),
    "light": _theme("cop-light", replace(_LIGHT, **_DAY), dark=False),
    "high contrast": _theme("cop-contrast", replace(_CONTRAST, cursor="#0000af", resting="#00005f"), dark=True),
    "colour-blind safe": _theme("cop-colour-blind", replace(_SAFE, **_NIGHT), dark=True),
}
"""The same for terminals of 256 colours, under the same names."""


def name_of(theme: Theme) -> str:
    """The name people choose a theme by; empty for one that is not ours."""
    return next((name for name, ours in THEMES.items() if ours.name == theme.name), "")
