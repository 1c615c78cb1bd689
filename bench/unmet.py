"""What is known about why a goal is not met, shown beside a row only then. What was not measured is said to be so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_KEPT: Final = (
    "what is said is read from one kept file; all else is starting Python. What is not kept (another width than 80 or "
    "100 and more, a value to be completed) waits for the import of click, 3.6 to 4.1 times a bare Python."
)
_PAINT: Final = (
    "the line that names the criterion is painted first. Before that an answer is checked and handed to the writer, "
    "whose thread then wants the interpreter too."
)
_SCREEN: Final = (
    "a screen is made, its styles are applied and it is laid out before its first line is painted: the least that "
    "Textual needs for a screen of a dozen widgets was not measured apart."
)
UNMET: Final[Mapping[str, str]] = {
    "help": _KEPT,
    "completion": _KEPT,
    "list": "of 126 ms at best, 57 are the start of Python and the import of click, 19 our command line, 40 the check "
    "of all 30 MB for damage; the rest is imported and read beside that, where a second processor is free.",
    "frame": "the command line is imported first, a quarter of what lies between the two.",
    "home": "the table of 100 rows needs a second layout, and the command line is imported first. The limit was not "
    "established.",
    "open": "of 1.5 s, 0.36 were the import of Textual and the app, 0.35 pydantic and the models (half of it building "
    "what checks them), 0.15 the screen's modules, 0.05 opening file and session, 0.25 the screen to its first paint, "
    "0.15 the picture before it. Checked models need pydantic: with it, about 2.7× is the least.",
    "memory": "of 72 MiB, 34 are Textual's, as in the yardstick; pydantic and the models hold 16, the questionnaire 5, "
    "screens and reports imported ahead 6, what is painted the rest.",
    "answer": _PAINT,
    "next": "the line that names the criterion is painted first, after the key has gone through the queues of Textual.",
    "measure": "the line that names the criterion is painted first; where it takes two lines, with all else.",
    "pane": "the focus changes the borders of two panes, and Textual renders them anew, 84 lines and 80 of scroll "
    "bars. The limit is its rendering of a pane.",
    "tab": "the heads of the lists are painted first, after the key has gone through the queues of Textual.",
    "gaps": _SCREEN,
    "gaps-first": f"{_SCREEN} The first time its style sheet is read as well.",
    "save": "of 1.1 ms, 0.5 are the commit of seven pages, three of them indexes of the history (the yardstick commits "
    "two pages), 0.2 twelve other statements, 0.2 checking the answer, the rest handing it to another thread and the "
    "hash of the revision. A busy machine decides about the hand-over.",
    "analysis": "298 results, figures of 77 groups, 17 verdicts and 144 gaps take 8 µs per criterion in plain Python, "
    "spread evenly. The app makes this full analysis once; after an answer it takes over what that does not touch.",
    "report": "in a profile 30 % were the common model, 25 % HTML through its template, 20 % JSON, 12 % each CSV and "
    "Markdown; none stands out.",
    "many-open": "the whole file is checked for damage at every start, 0.3 s for the 260 MB of 10,000 (800 MB/s), "
    "while the app is imported: where no second processor is free, it is waited for.",
    "pack-analyse": "the same work for each criterion; that with 5,128 of them what it reads and makes no longer fits "
    "the processor's caches is a guess.",
}
