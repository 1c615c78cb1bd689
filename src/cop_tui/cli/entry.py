"""Where the program begins."""

from __future__ import annotations

import gc
import os
import sys

from cop_tui import __version__
from cop_tui.cli.quick import answered


def main() -> None:
    """Entry point of the console script."""
    if sys.argv[1:] == ["--version"]:
        # Asked in scripts and by package managers. Importing what reads a command line takes four times as long as
        # starting Python does.
        sys.stdout.write(f"cop-tui {__version__}\n")
        return
    if answered(sys.argv[1:]):
        return
    # Pydantic would look through every installed package for plugins: a fifth of the import of the library where a
    # hundred packages are installed; and nothing of others is to run here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    collect_rarely()
    from cop_tui.cli.main import program

    program.main()


def collect_rarely() -> None:
    """Let Python look for garbage less often than it does by itself.

    Every line that is painted makes objects by the dozen: it looked 15 times for one key, which took a quarter of its
    time; 15 % of the app's start and a sixth of a report.
    """
    gc.set_threshold(50_000, 20, 20)
