"""The list of assessments for the first picture, before the app runs and before the file is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cop_tui.tui.app import CopTuiApp

AT_MOST: Final = 100
"""Assessments of the first list; more fit on no screen."""


def look(app: CopTuiApp) -> None:
    """Give the app what a look at the file tells: the list is there after 2 starts of an empty app, not 3."""
    from cop_tui.services.glance import glance
    from cop_tui.services.marks import needs_ascii

    app.use_ascii = needs_ascii()
    app.glanced = glance(app.path, app.today(), app.packs.folder if app.packs else None, AT_MOST) or ()
