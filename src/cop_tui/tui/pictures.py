"""Pictures of the app on the sample, as SVG: `python -m cop_tui.tui.pictures docs/images` writes them.

The same pictures come out on every machine and on every day.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from textual.pilot import Pilot

from cop_tui.services.config import Settings, remember_tour
from cop_tui.services.demo import DEMO_DAY, create_demo
from cop_tui.services.files_out import write_file
from cop_tui.services.library import Library, Packs
from cop_tui.tui.app import CopTuiApp
from cop_tui.tui.themes import DARK

SIZE: Final = (132, 38)
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "workspace": (),
    "gaps": ("g",),
    "deadlines": ("escape", "T"),
}
"""The keys that lead to each picture from the one before, the first from the open sample."""
AT: Final = "SS-1.1-04"
"""The criterion that is shown."""
PATIENCE: Final = 30.0
_FONTS: Final = re.compile(r",?\s*url\([^)]*\)\s*format\([^)]*\)")
_TRAILING: Final = re.compile(r"[ \t]+$", re.MULTILINE)


async def pictures(folder: Path) -> dict[str, str]:
    """The pictures by name, made with an assessment file in `folder`, which is empty, and the data folder of HOME."""
    file, packs = folder / "sample.db", Packs()
    remember_tour()  # nobody is offered the tour for a picture
    with Library(file, author="Safety lead", packs=packs, today=lambda: DEMO_DAY) as library:
        sample = create_demo(library)
        library.open(sample.id).move_to(AT)
    found: dict[str, str] = {}
    app = CopTuiApp(file, open_ref=sample.id, packs=packs, today=lambda: DEMO_DAY, settings=Settings())
    try:
        async with asyncio.timeout(PATIENCE), app.run_test(size=SIZE) as pilot:
            app.theme = DARK.name
            while len(app.screen_stack) < 2:
                await pilot.pause(0.02)
            for name, keys in KEYS.items():
                await pilot.press(*keys)
                await _rest(pilot)
                found[name] = _plain(app.export_screenshot(title="cop-tui", simplify=True))
    finally:
        app.close_library()
    return found


async def _rest(pilot: Pilot[Any]) -> None:
    """Wait until nothing on the screen changes any more."""
    before = ""
    for _ in range(100):
        await pilot.pause(0.05)
        await pilot.app.workers.wait_for_complete()
        now = pilot.app.export_screenshot(simplify=True)
        if now == before:
            return
        before = now


def _plain(svg: str) -> str:
    """Without fonts from elsewhere: whoever looks at it has a font of fixed width, and fetches nothing."""
    return _TRAILING.sub("", _FONTS.sub("", svg)).rstrip() + "\n"


def write(folder: Path) -> list[Path]:
    """Write the pictures into a folder. Returns their paths."""
    os.environ["LC_ALL"] = "C.UTF-8"
    with tempfile.TemporaryDirectory() as empty:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["HOME"] = empty
        made = asyncio.run(pictures(Path(empty)))
    return [write_file(folder / f"{name}.svg", text.encode(), force=True) for name, text in made.items()]


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        print(path)
