"""What becomes of it all when there is more of it: assessments, revisions, criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle
from typing import Final

from bench.desk import Desk
from bench.files import AUTHOR, FACTS, answer_data, name_of
from bench.measure import Growth, Measure, growing, took, worked
from bench.rows import Goal, Row
from bench.rows_start import left_at, painting, running
from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, State
from cop_tui.questionnaires.kept import load_kept
from cop_tui.questionnaires.loader import load_pack
from cop_tui.questionnaires.locate import find_pack
from cop_tui.services.library import Library
from cop_tui.services.packs import Packs
from cop_tui.services.standing import scope_of

EACH: Final = 20
"""Answers of each of many assessments."""
REVISIONS: Final = (1, 10, 100)
REVISED: Final = 298


def _counts(desk: Desk) -> tuple[int, ...]:
    return (10, 100, 1000) if desk.quick else (10, 100, 1000, 10000)


def _home(desk: Desk) -> Growth:
    return growing(
        {n: painting(desk, [*desk.program, "--db", str(desk.file(n, EACH))], name_of(n - 1)) for n in _counts(desk)},
        desk.rounds(5),
    )


def _list(desk: Desk) -> Growth:
    return growing(
        {n: running(desk, [*desk.program, "--db", str(desk.file(n, EACH)), "list"]) for n in _counts(desk)},
        desk.rounds(5),
    )


def _open(desk: Desk) -> Growth:
    def opening(count: int) -> Measure:
        file, name = desk.file(count, EACH), name_of(count // 2)
        return painting(desk, [*desk.program, "--db", str(file), "open", name], left_at(desk, file, name))

    return growing({n: opening(n) for n in _counts(desk)}, desk.rounds(5))


def _portfolio(desk: Desk) -> Growth:
    """The figures of every assessment computed anew, as a listing does when none is kept."""

    def computing(count: int) -> Measure:
        def measure() -> float:
            with Library(desk.file(count, EACH), author=AUTHOR, packs=desk.packs) as library:
                records = library.records()
                return worked(lambda: [library.figures(record) for record in records])

        return measure

    counts = _counts(desk)[:3]
    return growing({n: computing(n) for n in counts}, desk.rounds(2), warm=False)


# revisions


def _libraries(desk: Desk, stack: ExitStack) -> Iterator[tuple[int, Library]]:
    for times in REVISIONS:
        file = desk.copy(desk.file(1, REVISED, times))
        yield times, stack.enter_context(Library(file, author=AUTHOR, packs=desk.packs))


def _revised_open(desk: Desk) -> Growth:
    def opening(library: Library) -> Measure:
        return lambda: worked(lambda: library.open(name_of(0)).analysis, 3)

    with ExitStack() as stack:
        return growing({times: opening(library) for times, library in _libraries(desk, stack)}, desk.rounds(10))


def _revised_answer(desk: Desk) -> Growth:
    def answering(library: Library) -> Measure:
        session = library.open(name_of(0))
        given = cycle((c.id, s) for s in (State.PARTIAL, State.PLANNED, State.MISSING) for c in session.pack.criteria)

        def answer() -> None:
            criterion, state = next(given)
            session.change(criterion, state=state)
            library.writer.flush(10)

        return lambda: took(answer)

    with ExitStack() as stack:
        return growing({times: answering(library) for times, library in _libraries(desk, stack)}, desk.rounds(100))


def _revised_history(desk: Desk) -> Growth:
    def reading(library: Library) -> Measure:
        session = library.open(name_of(0))
        return lambda: worked(lambda: session.history(session.position))

    with ExitStack() as stack:
        return growing({times: reading(library) for times, library in _libraries(desk, stack)}, desk.rounds(20))


# criteria


def _packs(desk: Desk) -> dict[int, Packs]:
    return {len(packs.newest().criteria): packs for packs in (desk.packs, desk.big_packs)}


def _big_load(desk: Desk) -> Growth:
    """From the files, as the first time; afterwards what was read is kept."""

    def loading(packs: Packs) -> Measure:
        folder = find_pack(root=packs.folder).path
        return lambda: worked(lambda: load_pack(folder))

    return growing({size: loading(packs) for size, packs in _packs(desk).items()}, desk.rounds(3), warm=False)


def _big_load_kept(desk: Desk) -> Growth:
    def loading(packs: Packs) -> Measure:
        folder, kept = find_pack(root=packs.folder).path, desk.cache / "kept"
        load_kept(folder, kept)
        return lambda: worked(lambda: load_kept(folder, kept))

    return growing({size: loading(packs) for size, packs in _packs(desk).items()}, desk.rounds(5))


def _big_open(desk: Desk) -> Growth:
    return growing(
        {size: painting(desk, _app_on(desk, packs), _first(packs)) for size, packs in _packs(desk).items()},
        desk.rounds(3),
    )


def _big_keys(*keys: bytes) -> Callable[[Desk], Growth]:
    def measure(desk: Desk) -> Growth:
        with ExitStack() as stack:

            def pressing(packs: Packs) -> Measure:
                terminal = stack.enter_context(desk.start(_app_on(desk, packs)))
                terminal.painted(_first(packs))
                terminal.quiet(1.0)
                following = cycle(keys)

                def press() -> float:
                    terminal.quiet()
                    return terminal.first_byte(next(following))

                return press

            return growing({size: pressing(packs) for size, packs in _packs(desk).items()}, desk.rounds(20))

    return measure


def _big_analysis(desk: Desk) -> Growth:
    def analysing(packs: Packs) -> Measure:
        pack = packs.newest()
        _, scope = scope_of(pack, FACTS)
        answers = {c.id: Answer.of(answer_data(at)) for at, c in enumerate(pack.criteria)}
        return lambda: worked(lambda: analyse(pack, scope, answers, desk.today))

    return growing({size: analysing(packs) for size, packs in _packs(desk).items()}, desk.rounds(10))


def _app_on(desk: Desk, packs: Packs) -> list[str]:
    """The app on an assessment of a pack with every criterion answered."""
    file = desk.copy(desk.file(1, 10_000, 1, packs))
    return desk.python("-m", "bench.app_on", str(file), str(packs.folder), name_of(0))


def _first(packs: Packs) -> str:
    return packs.newest().criteria[0].short


FEW: Final = "10, 100, 1,000, 10,000 assessments"
REVS: Final = "1, 10, 100 revisions per answer"
PACK: Final = "a pack of 5,128 criteria beside the bundled one"
FLAT: Final = Goal(growth="flat")
LINEAR: Final = Goal(growth="linear")
ROWS: Final = (
    Row("many-home", "assessments", "start to the list", FEW, FLAT, _home),
    Row("many-list", "assessments", "`cop-tui list`", FEW, LINEAR, _list),
    Row("many-open", "assessments", "`cop-tui open ID` to its criterion", FEW, FLAT, _open),
    Row("many-gaps", "assessments", "gaps and figures of all of them anew", "10, 100, 1,000 assessments", LINEAR,
        _portfolio, clock="processor"),
    Row("revised-open", "revisions", "open and analyse an assessment", REVS, FLAT, _revised_open, clock="processor"),
    Row("revised-answer", "revisions", "answer, until it is saved", REVS, FLAT, _revised_answer),
    Row("revised-history", "revisions", "the history of one answer", REVS, LINEAR, _revised_history, clock="processor"),
    Row("pack-load", "pack", "load from its files", PACK, LINEAR, _big_load, clock="processor"),
    Row("pack-kept", "pack", "load what was kept of it", PACK, LINEAR, _big_load_kept, clock="processor"),
    Row("pack-open", "pack", "start to the first criterion", PACK, LINEAR, _big_open),
    Row("pack-move", "pack", "next criterion, key to first byte", PACK, LINEAR, _big_keys(b"j")),
    Row("pack-answer", "pack", "answer, key to first byte", PACK, LINEAR, _big_keys(b"1", b"2", b"3")),
    Row("pack-analyse", "pack", "full analysis", PACK, LINEAR, _big_analysis, clock="processor"),
)  # fmt: skip
