"""What the program does to the network, by the audit hook: `offline.py REPORT cli LINES`, or `REPORT app DB`.

Every attempt to make, bind or connect a socket, or to look a name up, is written to REPORT and refused. Event loops
talk to themselves through a pair of sockets that no other program can reach: a pair is no network. LINES is a list in
JSON of command lines that are run one after the other; the exit code and the name of each are printed, and at the end
the modules that are in memory, with those of the app.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from pathlib import Path

WATCHED = ("socket.", "urllib.Request", "http.client.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "telnetlib.")
PAIR = getattr(socket, "AF_UNIX", None)


def watch(report: Path) -> None:
    """From now on nothing that has to do with a network passes."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        if not event.startswith(WATCHED):
            return
        if event == "socket.__new__" and len(args) > 1 and args[1] == PAIR:
            return  # one end of a pair; to connect or bind it is another event
        with report.open("a") as file:
            file.write(f"{event} {args!r}\n")
        raise PermissionError(f"the network is out of bounds: {event}")

    sys.addaudithook(hook)


async def journey(db: Path) -> None:
    """Through the app: the sample, every list, a report, an export."""
    from cop_tui.tui.app import CopTuiApp

    app = CopTuiApp(db, demo=True)
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(600):
            if len(app.screen_stack) > 1:
                break
            await pilot.pause(0.05)
        else:
            raise AssertionError("the sample did not open")
        for keys in ("escape", "2 u", "slash s a f e escape", "question_mark escape", "g 2 3 4 5 6 7 escape",
                     "V escape", "A escape", "T escape", "e escape", "escape", "w escape", "i escape"):  # fmt: skip
            await pilot.press(*keys.split())
            await pilot.pause()
    app.close_library()


def main() -> None:
    report, kind, *rest = sys.argv[1:]
    watch(Path(report))
    if kind == "prove":  # that the watch sees anything at all
        for attempt in (lambda: socket.create_connection(("192.0.2.1", 9)), lambda: socket.gethostbyname("a.invalid")):
            try:
                attempt()
            except PermissionError:
                continue
            raise AssertionError("not seen")
    elif kind == "app":
        asyncio.run(journey(Path(rest[0])))
    else:
        from cop_tui.cli.main import program

        for arguments in json.loads(rest[0]):
            try:
                program.main(arguments)
            except SystemExit as error:
                print("CODE", error.code, arguments[0])
        from cop_tui.tui.bindings import nodes

        nodes()
        print("MODULES", *sorted({name.partition(".")[0] for name in sys.modules}))


if __name__ == "__main__":
    main()
