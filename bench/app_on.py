"""The app with packs from a folder, which the command line does not offer: `python -m bench.app_on FILE FOLDER ID`."""

from __future__ import annotations

import sys
from pathlib import Path

from cop_tui.cli.entry import collect_rarely
from cop_tui.services.packs import Packs
from cop_tui.tui.app import CopTuiApp

if __name__ == "__main__":
    collect_rarely()  # as the program does
    file, folder, ref = sys.argv[1:4]
    CopTuiApp(Path(file), open_ref=ref, packs=Packs(Path(folder))).run()
