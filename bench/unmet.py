"""What is known about why a goal is not met, shown beside a row only then. What was not measured is said to be so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_KEPT: Final = (
    "what is said is read from one kept file; all else is starting Python. What is not kept (another width than 80 or "
    "100 and more, a value to be completed) waits for the import of click, 3.6 to 4.1 times a bare Python."
)
_PAINT: Final = (
    "the title of the criterion is painted first. Before that an answer is checked and handed to the writer, 1.5 to "
    "2 ms of processor time, and the writer's thread then wants the interpreter too. The title is not painted before "
    "the answer is handed over: 2 ms are not worth an answer that was seen to be taken and is not on its way."
)
_SCREEN: Final = (
    "the title is painted on the screen below, before the new one is made: pushing a Textual screen of ten lines of "
    "text takes 6 to 8 times the key of the empty app to its first line."
)
_HOME: Final = (
    "the list is in the first picture. Beside the empty app, of processor time: 0.06 s are the command line, 0.035 the "
    "app's own modules, 0.035 the look at the file, 0.05 painting 40 rows of six columns. What click, sqlite3 and "
    "Textual's table need of it is about 0.1 s, 1.3×."
)
UNMET: Final[Mapping[str, str]] = {
    "help": _KEPT,
    "completion": _KEPT,
    "list": "of 126 ms at best, 57 are the start of Python and the import of click, 19 our command line, 40 the check "
    "of all 30 MB for damage; the rest is imported and read beside that, where a second processor is free.",
    "frame": _HOME,
    "home": _HOME,
    "open": "beside the empty app, of processor time: 0.06 s are the command line, 0.1 our modules below the screen "
    "and the questionnaire, 0.05 the screen's modules, 0.04 opening file and session, 0.15 making, styling and "
    "painting the screen. The least that click, sqlite3 and a second screen of Textual need is 0.08 s, 1.3×; the "
    "rest is ours.",
    "memory": "of 60 MiB, 34 are Textual's, as in the yardstick; modules of ours and of the standard library hold 15, "
    "a third of them screens and reports that are imported ahead so that their keys do not wait, the questionnaire 4, "
    "widgets and painted lines the rest. The least, Textual with click and sqlite3, is 36 MiB.",
    "answer": _PAINT,
    "next": "the title of the criterion is painted first, after the key has gone through the queues of Textual.",
    "measure": "the title of the criterion is painted first, after the key has gone through the queues of Textual.",
    "pane": "the titles of two panes are painted first, after the key has gone through the queues of Textual. Where "
    "the border of a pane changes with the focus, two panes of text take 6 to 8 times the key of the empty app.",
    "tab": "the heads of the lists are painted first, after the key has gone through the queues of Textual.",
    "gaps": _SCREEN,
    "gaps-first": _SCREEN,
    "save": "of 1.1 ms, 0.5 are the commit of seven pages, three of them indexes of the history (the yardstick commits "
    "two pages), 0.2 twelve other statements, 0.2 checking the answer, the rest handing it to another thread and the "
    "hash of the revision. A busy machine decides about the hand-over.",
    "analysis": "298 results, figures of 77 groups, 17 verdicts and 144 gaps take 8 µs per criterion in plain Python, "
    "spread evenly. The app makes this full analysis once; after an answer it takes over what that does not touch.",
    "report": "in a profile 30 % were the common model, 25 % HTML through its template, 20 % JSON, 12 % each CSV and "
    "Markdown; none stands out.",
    "many-open": "the whole file is checked for damage at every start, 0.3 s for the 260 MB of 10,000 (800 MB/s), "
    "while the app is imported: where no second processor is free, it is waited for.",
    "pack-analyse": "the same work for each criterion, but what it reads and makes no longer fits the processor's "
    "caches: 17 copies of the bundled questionnaire, analysed in turn, take 1.1 to 2.3 times as long as one of them 17 "
    "times over. After an answer the app makes anew only what that touches.",
}
