"""What is known about why a goal is not met, shown beside a row only then. What was not measured is said to be so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_CLICK: Final = (
    "importing click alone takes 3.6 to 4.1 times as long as a bare Python, a fifth of that its import of `uuid`: this "
    "is the limit as long as click reads the command line."
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
    "help": _CLICK,
    "completion": _CLICK,
    "list": "importing the command line takes 80 to 90 ms of it, starting Python 20; the rest was not taken apart.",
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
    "save": "what the yardstick does takes a third: the rest is checking the answer, handing it to another thread, "
    "making sure that file and log are still the ones that were opened, and the hash of the revision. A busy machine "
    "decides about the hand-over.",
    "analysis": "results of every criterion, figures of 77 groups, verdicts and gaps are all made anew for each "
    "answer; taking over what an answer does not touch is not done.",
    "report": "in a profile 30 % were the common model, 25 % HTML through its template, 20 % JSON, 12 % each CSV and "
    "Markdown; none stands out.",
    "many-open": "the whole file is checked for damage at every opening (46 ms for 30 MB), and the file of 10,000 has "
    "260 MB: a damaged file is refused before anything is written to it.",
    "pack-analyse": "not profiled; the limit is not known.",
}
