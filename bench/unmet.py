"""What is known about why a goal is not met, shown beside a row only then. What was not measured is said to be so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_CLICK: Final = (
    "importing click alone took 35 to 40 ms of processor time where a bare Python took 10 to 15: about 3× is the "
    "limit while click reads the command line."
)
_PAINT: Final = (
    "the yardstick repaints one line, this a whole criterion and what stands behind it. In a profile of `j` four "
    "fifths of the work were Textual's layout and rendering (about 90 lines in 15 widgets, two "
    "layouts for each key), a tenth "
    "our own code. The limit was not established."
)
_NOT_PROFILED: Final = "not profiled yet; the limit is not known."
UNMET: Final[Mapping[str, str]] = {
    "version": f"{_CLICK} The number comes from `importlib.metadata`, whose import takes as much again.",
    "help": _CLICK,
    "completion": _CLICK,
    "frame": "the spread lies on both sides of the goal; what is imported beyond Textual was not cut further.",
    "home": "the table of 100 rows needs a second layout, and the command line is imported first. The limit was not "
    "established.",
    "open": "pydantic, the models, the library and the kept questionnaire took 0.4 to 0.5 s of processor time on the "
    "machine of the run, and the whole file is checked for damage before it is opened. The rest was not profiled.",
    "memory": "not taken apart yet. The questionnaire, pydantic and the screens imported ahead are held.",
    "answer": _PAINT,
    "next": _PAINT,
    "measure": _PAINT,
    "pane": _NOT_PROFILED,
    "tab": _NOT_PROFILED,
    "gaps": _NOT_PROFILED,
    "gaps-first": _NOT_PROFILED,
    "save": "not profiled yet. The time is on the wall and includes handing the answer to another thread; an earlier "
    "run of 50 rounds on the same machine gave 3.7× (2.3 to 9.6), so that a busy machine decides much of it.",
    "analysis": "results of every criterion, readiness of 70 groups, verdicts and gaps are all made anew for each "
    "answer; taking over what an answer does not touch is not done yet.",
    "many-open": "the whole file is checked for damage at every opening (46 ms for 30 MB), and the file of 10,000 has "
    "260 MB. How much of the time that is was not measured.",
    "pack-analyse": "grows faster than the pack; the cause is not found yet.",
}
