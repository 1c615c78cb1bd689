"""The commands of the line mode: what they are called, and what a typed line means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cop_tui.cli.output import Page
from cop_tui.domain.answers import STATES, State
from cop_tui.domain.pack import Pack
from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError
from cop_tui.services.marks import WORDS
from cop_tui.services.query import find_id


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, short forms, what may follow it, and what it does in words. `does` names the method."""

    does: str
    names: tuple[str, ...]
    words: str
    argument: str = ""

    @property
    def title(self) -> str:
        """The name with what follows and its short forms: `due DAY (d)`."""
        short = f" ({', '.join(self.names[1:])})" if len(self.names) > 1 else ""
        return " ".join(filter(None, (self.names[0], self.argument))) + short


GROUPS: Final = (
    ("Going on", (
        Command("next", ("next", "n"), "the next criterion of this walk"),
        Command("back", ("back", "b"), "where you were before"),
        Command("next_open", ("next open", "no", "n open"), "the next that is not answered"),
        Command("previous_open", ("previous open", "po", "p open"), "the one before that is not answered"),
        Command("previous", ("previous", "p"), "the criterion before this one in this walk"),
        Command("next_flagged", ("next flagged", "nf"), "the next that is flagged for review"),
        Command("go", ("go",), "that criterion; its id alone does as well", "ID"),
        Command("search", ("search", "/", "s"), "criteria that hold these words, with filters such as state:missing "
                "chapter:SS owner:legal due:<30d", "WORDS"),
    )),
    ("Saying more", (
        Command("note", ("note", "m"), "the note; + before the text adds a line, - removes it", "TEXT"),
        Command("evidence", ("evidence", "e", "v"), "one more piece of evidence; - removes all, -2 the second", "TEXT"),
        Command("owner", ("owner", "o"), "who is to close the gap; - removes it", "NAME"),
        Command("due", ("due", "d"), "by when: 2026-12-15, +30d, friday; - removes it", "DAY"),
        Command("effort", ("effort", "z"), "small, medium or large; - removes it", "S|M|L"),
        Command("flag", ("flag", "f"), "flag it for review, or take the flag off"),
        Command("check", ("check", "c", "checks"), "tick or untick checks; alone it lists them", "NUMBERS"),
        Command("plan", ("plan",), "plan an action for it", "TEXT"),
        Command("remove", ("remove", "0"), "remove the answer; note, evidence and the rest stay"),
        Command("measure", ("measure", "a"), "answer all open criteria of this measure; `measure all STATE` answers "
                "all of it anew", "STATE"),
        Command("undo", ("undo", "u"), "take back the last change"),
        Command("redo", ("redo", "r"), "do again what was taken back"),
    )),
    ("Looking", (
        Command("again", ("again",), "the question once more"),
        Command("guidance", ("guidance", "?"), "what is meant, what settles it and what does not"),
        Command("why", ("why", "explain"), "the calculation of this criterion, or of a measure, duty, chapter or "
                "readiness", "WHAT"),
        Command("history", ("history",), "earlier answers to this criterion"),
        Command("gaps", ("gaps", "g"), "the most urgent gaps; with words or filters those that fit", "WORDS"),
        Command("deadlines", ("deadlines",), "the next dated duties"),
        Command("actions", ("actions",), "the actions for this criterion"),
        Command("progress", ("progress",), "how much is answered, by chapter, and how much is left"),
        Command("help", ("help", "h"), "these commands, or one of them", "COMMAND"),
        Command("stop", ("quit", "q", "exit"), "end; everything is saved"),
    )),
)  # fmt: skip
COMMANDS: Final = tuple(command for _, commands in GROUPS for command in commands)
NAMES: Final = {name: command for command in COMMANDS for name in command.names}
STATE_WORDS: Final = {
    **{state.value: state for state in STATES},
    **{WORDS[state]: state for state in STATES},
    **{str(number): state for number, state in enumerate(STATES, 1)},
}
_LIKE_AN_ID: Final = re.compile(r"\w*-?\w*\d[\w.]*-\w+")
_LONGEST: Final = 3
"""Words of the longest name of a state or command."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line means: a state to answer with, a criterion to go to, or a command; and what follows it."""

    command: Command | None = None
    state: State | None = None
    criterion: str | None = None
    argument: str = ""


def understood(line: str, pack: Pack, near: str) -> Typed:
    """What was typed. `near` is the criterion at hand. Raises InputError saying what is allowed."""
    text = line.strip()
    if not text:
        raise InputError("Nothing typed; n goes on, h lists the commands.")
    if text[0] in "/:" and len(text) > 1:
        return Typed(NAMES["search" if text[0] == "/" else "go"], argument=text[1:].strip())
    state, rest = leading_state(text)
    if state is not None:
        return Typed(state=state, argument=rest)
    for head, rest in _heads(text):
        if head in NAMES:
            return Typed(NAMES[head], argument=rest)
    criterion = find_id(pack, text, near)
    if criterion is not None:
        return Typed(criterion=criterion)
    if _LIKE_AN_ID.fullmatch(text):
        raise InputError(f"There is no criterion {_short(text)}; / finds them by words.")
    raise InputError(
        f"'{_short(text)}' is none of these: 1 to 6, a state, an id, a command.{nearest(text)} h lists all."
    )


def leading_state(text: str) -> tuple[State | None, str]:
    """The state with which a text begins, by number or word, and what follows it; None if it begins with none."""
    for head, rest in _heads(text):
        if head in STATE_WORDS:
            return STATE_WORDS[head], rest
    return None, text


def nearest(text: str) -> str:
    """` Did you mean next?`, with its blank; empty where nothing is near."""
    head = text.split()[0].lower()[:40] if text.split() else ""
    known = [name for name in (*NAMES, *STATE_WORDS) if len(name) > 2]
    near = difflib.get_close_matches(head, known, n=1, cutoff=0.7)
    return f" Did you mean {near[0]}?" if near else ""


def help_page(topic: str = "") -> Page:
    """All commands, or one. Raises InputError for a topic that is none."""
    page = Page()
    if topic:
        command = NAMES.get(" ".join(topic.lower().split()))
        if command is None:
            raise InputError(f"'{_short(topic)}' is no command.{nearest(topic)} h lists all.")
        page.line(f"{command.title}: {command.words}", 0, 2)
        return page
    page.line("Answers: 1 implemented, 2 partial, 3 planned, 4 missing, 5 other adequate means, 6 not applicable; the "
              "number or the word, then the reason if there is one. 5 and 6 need it.", 0, 2)  # fmt: skip
    for title, commands in GROUPS:
        page.line(f"{title}:")
        for command in commands:
            page.line(f"{command.title}: {command.words}", 2, 4)
    return page


def _heads(text: str) -> Iterator[tuple[str, str]]:
    """The first words of a text, most words first, each with what follows them."""
    parts = text.split()
    for count in range(min(_LONGEST, len(parts)), 0, -1):
        rest = text
        for _ in range(count):
            rest = rest.lstrip()
            rest = rest[len(rest.split(maxsplit=1)[0]) :]
        yield " ".join(parts[:count]).lower(), rest.strip()


def _short(text: str) -> str:
    return clean_line(text, 40)
