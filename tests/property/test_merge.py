"""However copies are changed and merged: nothing is lost, the order does not matter, and twice is once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.register import Account, Action, ActionStatus, Piece, PieceStatus, SignOff
from cop_tui.store.history import MERGER, Revision, canonical, verify
from cop_tui.store.lineage import Lineage, ends, linear
from cop_tui.store.merge import Merge, Side, merge
from cop_tui.store.merge_fields import blended
from cop_tui.store.portable import read, render
from cop_tui.store.replay import replay
from tests.examples import examples
from tests.unit.store.copies import Copy, founded

FEW = st.sampled_from(["", "a", "b"])
DAYS = st.none() | st.sampled_from([date(2026, 11, 1), date(2026, 12, 1)])
ANSWERS = st.builds(
    Answer,
    state=st.none() | st.sampled_from([State.PARTIAL, State.MISSING, State.ALTERNATIVE]),
    reason=st.sampled_from(["a", "b"]),
    note=FEW,
    owner=FEW,
    due=DAYS,
    evidence=st.sampled_from([(), (Evidence(reference="X"),), (Evidence(piece="E-1", where="§1"),)]),
    flagged=st.booleans(),
)
PIECES = st.builds(Piece, title=st.sampled_from("ab"), owner=FEW, valid_until=DAYS) | st.just(
    Piece(title="a", status=PieceStatus.WITHDRAWN, withdrawn_on=date(2026, 11, 2), reason="r")
)
ACTIONS = st.builds(Action, what=st.sampled_from("ab"), owner=FEW, due=DAYS) | st.just(
    Action(what="a", status=ActionStatus.DROPPED, ended_on=date(2026, 11, 2), reason="r")
)
SIGNED = st.builds(
    SignOff, name=st.sampled_from("ab"), role=FEW, day=st.just(date(2026, 11, 1)), statement=FEW,
    content=st.just("0" * 64),
)  # fmt: skip
EDITS = st.one_of(
    st.tuples(st.sampled_from(["answer:A", "answer:B", "answer:C"]), st.none() | ANSWERS),
    st.tuples(st.sampled_from(["evidence:E-1", "evidence:E-2"]), st.none() | PIECES),
    st.tuples(st.just("action:A-1"), st.none() | ACTIONS),
    st.tuples(st.just("account:AIA-53.1.a"), st.none() | st.builds(Account, text=FEW, author=FEW)),
    st.tuples(st.just("signoff:SS"), st.none() | SIGNED),
    st.tuples(st.just("facts"), st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2), max_size=3)),
    st.tuples(st.just("model"), FEW),
)
SCRIPTS = st.lists(EDITS, max_size=6)
# Who does what: a copy is changed, or takes what another one holds at that moment.
STORIES = st.lists(
    st.tuples(st.integers(0, 2), EDITS) | st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=24
)  # fmt: skip
AHEAD = st.integers(-5_000, 5_000).map(lambda seconds: seconds + 0.5)


def edited(copy: Copy, script: Sequence[tuple[str, Any]]) -> Copy:
    for subject, content in script:
        if subject in ("facts", "model"):
            copy.about(**{subject: content})
        else:
            copy.put(subject, None if content is None else content.to_data())
    return copy


def decided(found: Merge) -> dict[tuple[str, str], Side]:
    """A rule that does not depend on the side: the larger one holds."""
    return {
        (each.subject, each.field): "ours" if canonical(each.ours) > canonical(each.theirs) else "theirs"
        for each in found.conflicts
    }


def taken(copy: Copy, other: Sequence[Revision]) -> Merge:
    found = merge(copy.history, other)
    copy.take(other, decided(found))
    return found


def sound(history: Sequence[Revision]) -> None:
    assert verify(history) == []
    assert len(ends(history)) == 1
    # What the current tables hold (the last in the order of storing) is what is told again from the history.
    stored = {revision.subject: revision.id for revision in history}
    assert stored == {revision.subject: revision.id for revision in linear(history)}
    assert list(read(render(history, "x")).revisions) == linear(history)


@given(common=SCRIPTS, mine=SCRIPTS, theirs=SCRIPTS, ahead=AHEAD)
@examples(150)
def test_both_ways_come_to_the_same_and_twice_is_once(
    common: list[Any], mine: list[Any], theirs: list[Any], ahead: float
) -> None:
    base = edited(founded(), common)
    ours, other = edited(base.other("Ada"), mine), edited(base.other("Bo", seconds=ahead), theirs)
    before, there = list(ours.history), list(other.history)
    found = taken(ours, there)
    taken(other, before)
    assert render(ours.history, "x") == render(other.history, "x")
    assert replay(ours.history) == replay(other.history)
    sound(ours.history)
    sound(other.history)
    for each in (there, other.history, before):
        assert merge(ours.history, each).revisions({}) == ()
    # The union, and nothing that a person wrote is lost or made up.
    added = {r.hash for r in ours.history} - {r.hash for r in (*before, *there)}
    assert all(r.author == MERGER for r in ours.history if r.hash in added)
    assert {r.hash for r in (*before, *there)} <= {r.hash for r in ours.history}
    assert set(found.taken) == {r.subject for r in there[len(base.history):]} - {
        r.subject for r in before[len(base.history):]
    }  # fmt: skip


@given(common=SCRIPTS, mine=SCRIPTS, theirs=SCRIPTS)
@examples(100)
def test_every_field_is_what_the_side_that_changed_it_said(
    common: list[Any], mine: list[Any], theirs: list[Any]
) -> None:
    base = edited(founded(), common)
    ours, other = edited(base.other("Ada"), mine), edited(base.other("Bo", seconds=0.5), theirs)
    found = merge(ours.history, other.history)
    conflicts = {(each.subject, each.field) for each in found.conflicts}
    sides = [copy.content("answer:A") or Answer().to_data() for copy in (base, ours, other)]
    ours.take(other.history, decided(found))
    result = ours.content("answer:A") or Answer().to_data()
    for group in (("state", "reason"), ("note",), ("evidence",), ("owner",), ("due",), ("flagged",)):
        was, here, there, now = ({name: each[name] for name in group} for each in (*sides, result))
        clash = was not in (here, there) and here != there
        assert clash == (("answer:A", group[0]) in conflicts)
        assert now == (
            there if was == here else here if was == there or here == there else max(here, there, key=canonical)
        )


@given(story=STORIES, first=AHEAD, second=AHEAD)
@examples(150)
def test_however_three_copies_are_merged_they_come_together(story: list[Any], first: float, second: float) -> None:
    base = founded()
    copies = [base.other("Ada"), base.other("Bo", seconds=first), base.other("Cy", seconds=second + 0.25)]
    for who, what in story:
        if isinstance(what, int):
            taken(copies[who], copies[what].history)
            sound(copies[who].history)
        else:
            edited(copies[who], [what])
    for each in copies[1:]:
        taken(copies[0], each.history)
    for each in copies[1:]:
        assert taken(each, copies[0].history).lacking == 0
        assert render(each.history, "x") == render(copies[0].history, "x")
        sound(each.history)


@given(story=STORIES, minutes=st.integers(0, 200))
@examples(60)
def test_an_earlier_moment_is_the_same_in_every_copy(story: list[Any], minutes: int) -> None:
    base = founded()
    copies = [base.other("Ada"), base.other("Bo", seconds=0.5), base.other("Cy", seconds=0.25)]
    for who, what in story:
        if not isinstance(what, int):
            edited(copies[who], [what])
    one, two = copies[0].other("Ada"), copies[1].other("Bo")
    taken(one, copies[1].history)
    taken(two, copies[0].history)
    at = base.history[0].at + timedelta(minutes=minutes)
    assert replay(one.history, until=at) == replay(two.history, until=at)
    for head in copies[0].history:
        assert replay(one.history, head=head.hash) == replay(copies[0].history, head=head.hash)


@given(story=STORIES)
@examples(80)
def test_who_knew_whom_is_what_the_parents_say(story: list[Any]) -> None:
    base = founded()
    copies = [base.other("Ada"), base.other("Bo", seconds=0.5), base.other("Cy", seconds=0.25)]
    for who, what in story:
        taken(copies[who], copies[what].history) if isinstance(what, int) else edited(copies[who], [what])
    for copy in copies:
        lineage = Lineage(copy.history)
        known: dict[str, set[str]] = {}
        for revision in lineage.order:
            known[revision.hash] = {revision.hash}.union(*(known[parent] for parent in revision.parents))
        for later in lineage.order:
            assert {r.hash for r in lineage.order if lineage.knew(later.hash, r.hash)} == known[later.hash]


@given(base=st.none() | ANSWERS, ours=st.none() | ANSWERS, theirs=st.none() | ANSWERS)
@examples(150)
def test_a_blend_is_the_same_from_both_sides(base: Any, ours: Any, theirs: Any) -> None:
    was, here, there = (None if each is None else each.to_data() for each in (base, ours, theirs))
    one, two = blended("answer:A", [was], here, there), blended("answer:A", [was], there, here)
    assert one.settled == two.settled
    names = frozenset(clash.name for clash in one.clashes)
    assert names == frozenset(clash.name for clash in two.clashes)
    assert one.content(names) == two.content(frozenset())
    assert one.content(frozenset()) == two.content(names)
