"""Answering at speed, until something ends it: through the services, in the app, line by line."""

from __future__ import annotations

import itertools
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Final

from cop_tui.domain.answers import Answer
from cop_tui.services.config import remember_tour
from cop_tui.services.library import Library
from cop_tui.services.session import Session
from cop_tui.store.changes import Change, ConflictError, answer_subject
from cop_tui.store.history import Revision
from tests.soak.ground import NAME, Ack, Ground, Result, examine
from tests.soak.processes import PATIENCE, Child, Say
from tests.terminal.pseudo import PseudoTerminal

STATES: Final = {"1": "implemented", "2": "partial", "3": "planned", "4": "missing"}
AT_ONCE: Final = 8
ROOT: Final = Path(__file__).parents[2]
_COUNT: Final = re.compile(r"answered (\d+) of")
_SAVED: Final = re.compile(r"Saved: (\S+) (\w+)\.")


def writer_of_answers(
    ground: Ground, path: Path, author: str, seed: int, count: int | None = None
) -> Callable[[Say], None]:
    """The work of a child that answers `count` times (None: for ever) and says each answer that is acknowledged.

    Where somebody else was faster it tries again on what they left.
    """

    def work(say: Say) -> None:
        picks = Random(seed)
        with Library(path, author=author, packs=ground.packs) as library:
            session = library.open(NAME)
            say("ready")
            if picks.random() < 0.5:
                _by_session(ground, library, session, picks, author, count, say)
            else:
                _by_futures(ground, library, session, picks, author, count, say)

    return work


def acks_of(child: Child) -> list[Ack]:
    """What a child said to be acknowledged."""
    return [(criterion, key, word) for criterion, key, word in (line.split(" ") for line in child.said("ack"))]


def _note(author: str, number: int, picks: Random) -> tuple[str, str]:
    word = f"{author}-{number}"
    return word, f"{word} {'and so on ' * picks.choice((0, 0, 4, 300))}".strip()


def _by_session(
    ground: Ground, library: Library, session: Session, picks: Random, author: str, count: int | None, say: Say
) -> None:
    """As a command does: change, wait until it is on disk."""
    for number in itertools.count() if count is None else range(count):
        criterion = picks.choice(ground.criteria)
        word, note = _note(author, number, picks)
        while True:
            session.change(criterion, note=note)
            if not library.writer.flush(30):
                raise library.failure
            if not session.poll():
                break
        say(f"ack {criterion} note {word}")


def _by_futures(
    ground: Ground, library: Library, session: Session, picks: Random, author: str, count: int | None, say: Say
) -> None:
    """As the app does: hand over and go on, with several on their way."""
    gate = threading.Semaphore(AT_ONCE)
    for number in itertools.count() if count is None else range(count):
        criterion = picks.choice(ground.criteria)
        word, note = _note(author, number, picks)
        gate.acquire()
        said = Answer(note=note).to_data()
        change = Change(session.record.id, answer_subject(criterion), said, author, None)
        _submit(library, change, f"ack {criterion} note {word}", say, gate)
    for _ in range(AT_ONCE):
        gate.acquire()


def _submit(library: Library, change: Change, words: str, say: Say, gate: threading.Semaphore) -> None:
    def done(future: Future[tuple[Revision, ...]]) -> None:
        error = future.exception()
        if isinstance(error, ConflictError):
            again = Change(change.assessment, change.subject, change.after, change.author, error.theirs.id)
            _submit(library, again, words, say, gate)
            return
        if error is None:
            say(words)
        gate.release()

    library.writer.submit(change).add_done_callback(done)


def killed_in_services(ground: Ground, picks: Random) -> Result:
    result, folder = Result(), ground.folder(ground.empty)
    with Child(writer_of_answers(ground, folder / "a.db", "Ada", picks.randrange(1 << 30))) as child:
        child.must_say("ready")
        child.listen(picks.uniform(0, 0.6))
        child.kill()
    examine(ground, folder / "a.db", acks_of(child), result)
    return result


def killed_in_walk(ground: Ground, picks: Random) -> Result:
    """`cop-tui walk` between two pipes, with all its input waiting."""
    from cop_tui.cli.main import program

    result, folder = Result(), ground.folder(ground.empty)
    keys = "".join(f"{picks.choice('124')}\n" for _ in range(60)).encode()
    command = ["walk", NAME, "--db", str(folder / "a.db")]
    with Child(lambda say: program.main(command), keys=keys) as child:
        child.must_say(f"{NAME}: ")
        child.listen(picks.uniform(0, 1.2))
        child.kill()
    said = [found for line in child.heard for found in _SAVED.findall(line)]
    examine(ground, folder / "a.db", [(criterion, "state", state) for criterion, state in said], result)
    return result


class App:
    """The app in a terminal, and what its screen has said so far."""

    def __init__(self, ground: Ground, folder: Path, *, controlling: bool = True) -> None:
        self.ground = ground
        self.typed = ""
        self.saved = 0
        self.shown = 0
        home = folder / "home"
        home.mkdir()
        env = {"PATH": os.environ["PATH"], "HOME": str(home), "LOGNAME": "Eve", "LANG": "C.UTF-8",
               "TERM": "xterm-256color", "PYTHONPATH": str(ROOT / "src"), "PYTHONFAULTHANDLER": "1"}  # fmt: skip
        os.environ["HOME"] = str(home)
        remember_tour()
        command = [sys.executable, "-m", "cop_tui", "--db", str(folder / "a.db"), "open", NAME]
        self.terminal = PseudoTerminal(command, env=env, cwd=folder, controlling=controlling)
        try:
            self.terminal.wait_for("answered 0 of", "all saved")
        except AssertionError:
            self.terminal.signal(signal.SIGABRT)
            self.terminal.ended()
            print(self.terminal.text(), file=sys.stderr)
            raise

    def answer(self, picks: Random, most: int, longest: float = 0.15) -> None:
        """Type, now one answer, now several at once, until some number of them up to `most` can be seen."""
        wanted = picks.randint(1, most)
        while self.shown < wanted:
            if len(self.typed) < self.shown + AT_ONCE:
                keys = "".join(picks.choice(list(STATES)) for _ in range(picks.choice((1, 1, 1, 3, 6))))
                self.typed += keys
                self.terminal.send(keys)
                self.look(picks.uniform(0, longest))
            else:
                self.look(PATIENCE)

    def look(self, seconds: float) -> None:
        """Read what is painted within so long, and take it at its word."""
        if not self.terminal.pump(seconds) and seconds == PATIENCE:
            raise AssertionError(f"the app has stopped painting\n{self.terminal.text()}")
        screen = self.terminal.text()
        found = _COUNT.search(screen)
        if found is None:
            return
        self.shown = int(found[1])
        top = screen.partition("\n")[0]
        if "saved" in top and "NOT SAVED" not in top:
            self.saved = max(self.saved, self.shown)

    def stop_and_look(self) -> None:
        """Stop the program where it is, and read what a person would see at that moment."""
        self.terminal.signal(signal.SIGSTOP)
        while self.terminal.pump(0.1):
            pass
        self.look(0)

    def acks(self, count: int) -> list[Ack]:
        """The first `count` answers that were typed: each key goes on to the next open criterion."""
        return [(self.ground.order[at], "state", STATES[key]) for at, key in enumerate(self.typed[:count])]


def killed_in_app(ground: Ground, picks: Random) -> Result:
    result, folder = Result(), ground.folder(ground.empty)
    app = App(ground, folder)
    try:
        app.answer(picks, 20)
        app.stop_and_look()
        app.terminal.signal(signal.SIGKILL)
        app.terminal.ended()
    finally:
        app.terminal.close()
    examine(ground, folder / "a.db", app.acks(app.saved), result)
    return result


def told_to_end(how: str) -> Callable[[Ground, Random], Result]:
    """A round in which the app is ended by a signal, a closed terminal or ctrl+c: what is on screen has to be saved."""

    def run(ground: Ground, picks: Random) -> Result:
        result, folder = Result(), ground.folder(ground.empty)
        app = App(ground, folder, controlling=how != "closed terminal, nobody told")
        try:
            app.answer(picks, 8)
            app.look(picks.uniform(0, 0.1))
            if how == "ctrl+c":
                app.terminal.send("\x03")
            elif how.startswith("closed"):
                app.terminal.hang_up()
            else:
                app.terminal.signal(signal.Signals[how])
            code = app.terminal.ended()
        finally:
            app.terminal.close()
        if code < 0 and how != "closed terminal":
            result.damaged.append(f"{folder}: the app did not end in order: {code}")
        examine(ground, folder / "a.db", app.acks(app.shown), result)
        return result

    return run


ENDINGS: Final[Sequence[str]] = ("SIGTERM", "SIGHUP", "ctrl+c", "closed terminal", "closed terminal, nobody told")
