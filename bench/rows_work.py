"""What the program computes and keeps, in this process: saving, analysis, search, reports."""

from __future__ import annotations

import sqlite3
from functools import partial
from itertools import cycle
from typing import Final

from bench.desk import Desk
from bench.files import AUTHOR, name_of
from bench.measure import Pair, Spread, alone, in_turn, spread, took, worked
from bench.rows import Goal, Row
from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import CREDIT, EMPTY, Answers, State
from cop_tui.domain.pack import Pack
from cop_tui.services.library import Library
from cop_tui.services.query import Finder
from cop_tui.services.reporting import ReportRequest, write_reports

QUERIES: Final = ("systemic risk", "register", "1.1-04", "state:missing owner", "copyrigth polcy", "safety team review")
FORMATS: Final = ("md", "html", "json", "csv")
_TABLES: Final = """
    CREATE TABLE answers (assessment TEXT, criterion TEXT, state TEXT, note TEXT, PRIMARY KEY (assessment, criterion));
    CREATE TABLE history (id INTEGER PRIMARY KEY, subject TEXT, before TEXT, after TEXT, at TEXT);
"""
_UPSERT: Final = """
    INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, note = excluded.note
"""


def _save(desk: Desk) -> Pair:
    file = desk.copy(desk.file(1, 298))
    raw = sqlite3.connect(file.with_name("raw.db"), isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.executescript(_TABLES)
    states = cycle((State.PARTIAL, State.MISSING, State.PLANNED))

    with Library(file, author=AUTHOR, packs=desk.packs) as library:
        session = library.open(name_of(0))
        criteria = cycle(session.pack.criteria)

        def ours() -> float:
            criterion, state = next(criteria).id, next(states)

            def answer() -> None:
                session.change(criterion, state=state)
                library.writer.flush(10)

            return took(answer)

        def yardstick() -> float:
            criterion, state = next(criteria).id, next(states).value

            def write() -> None:
                raw.execute("BEGIN IMMEDIATE")
                raw.execute(_UPSERT, ("a", criterion, state, "a note"))
                raw.execute("INSERT INTO history VALUES (NULL, ?, ?, ?, ?)", (criterion, state, state, "2026-11-22"))
                raw.execute("COMMIT")

            return took(write)

        found = in_turn(ours, yardstick, desk.rounds(200))
    raw.close()
    return found


def add_weights(pack: Pack, answers: Answers) -> float:
    """The yardstick of the analysis: one pass over the same answers that adds up what they are worth."""
    total = done = 0.0
    for criterion in pack.criteria:
        answer = answers.get(criterion.id, EMPTY)
        total += criterion.weight
        if answer.state is not None:
            done += criterion.weight * CREDIT.get(answer.state, 0.0)
    return done / total


def _analysis(desk: Desk) -> Pair:
    with Library(desk.file(1, 298), author=AUTHOR, packs=desk.packs) as library:
        session = library.open(name_of(0))
        pack, scope, answers, register = session.pack, session.scope, session.answers, session.register

        def ours() -> float:
            return worked(lambda: analyse(pack, scope, answers, desk.today, register), 5)

        return in_turn(ours, lambda: worked(lambda: add_weights(pack, answers), 20), desk.rounds(40))


def _key(finder: Finder, text: str, position: str) -> None:
    finder.query(text, position).top(100)


def _search(desk: Desk) -> Pair:
    """The slowest of all keys with which some queries are typed."""
    with Library(desk.file(1, 298), author=AUTHOR, packs=desk.packs) as library:
        session = library.open(name_of(0))
        finder = Finder.of(session)
        finder.query("warm", session.position).top(100)
        typed = [query[:end] for query in QUERIES for end in range(1, len(query) + 1)]
        slowest = Spread(0, 0, 0)
        for text in typed:
            key = partial(_key, finder, text, session.position)
            times = [worked(key) for _ in range(desk.rounds(5))]
            slowest = max(slowest, spread(times), key=lambda each: each.median)
        return Pair(slowest, None, None)


def _report(desk: Desk) -> Pair:
    with Library(desk.file(1, 298), author=AUTHOR, packs=desk.packs) as library:
        session = library.open(name_of(0))
        request = ReportRequest(FORMATS, folder=desk.scratch / "reports", force=True)
        return alone(lambda: worked(lambda: write_reports(session, request, library=library)), desk.rounds(9))


RAW: Final = "sqlite3: one upsert, one row of history, commit; WAL, synchronous=FULL"
ADDING: Final = "one pass over the same answers adding weights"
ROWS: Final = (
    Row("save", "save", "an answer acknowledged as saved", RAW, Goal(3), _save),
    Row("analysis", "analysis", "full analysis of a systemic-risk assessment", ADDING, Goal(25, 0.005), _analysis,
        clock="processor"),
    Row("search", "search", "search over all texts and notes, the slowest key", "-", Goal(most=0.03), _search,
        clock="processor"),
    Row("report", "report", "reports as md, html, json and csv", "-", Goal(most=0.3), _report, clock="processor"),
)  # fmt: skip
