"""Two copies of one assessment become one again: what is merged by itself, and what a person decides."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.plain import Model
from cop_tui.domain.register import Account, Action, ActionStatus, Baseline, Entry, Event, Piece, PieceStatus, SignOff
from cop_tui.errors import InputError
from cop_tui.store.adopting import MovedError, adopt
from cop_tui.store.changes import ASSESSMENT, Change, ConflictError, answer_subject
from cop_tui.store.database import connect_reader, prepare
from cop_tui.store.history import MERGER, uuid7_of, verify
from cop_tui.store.lineage import linear
from cop_tui.store.merge import Side, merge
from cop_tui.store.merge_fields import TOGETHER, WHOLE
from cop_tui.store.portable import read, render
from cop_tui.store.replay import replay
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer
from tests.unit.store.copies import FOUNDING, ID, NOON, Copy, founded


def said(**fields: Any) -> dict[str, Any]:
    return Answer.of(fields).to_data()


def pair(**ahead: float) -> tuple[Copy, Copy]:
    mine = founded().put("answer:A", said(state="partial", note="n", owner="Ada"))
    mine.put("evidence:E-1", Piece(title="Framework").to_data()).put("action:A-1", Action(what="write").to_data())
    return mine, mine.other("Bo", **(ahead or {"seconds": 20}))


def both_ways(mine: Copy, theirs: Copy, decisions: dict[tuple[str, str], Any] | None = None) -> Copy:
    """Merge in both directions, make sure that it comes to the same, and return it."""
    turned: dict[tuple[str, str], Side] = {
        key: "theirs" if side == "ours" else "ours" for key, side in (decisions or {}).items()
    }
    before = list(mine.history)
    mine.take(theirs.history, decisions)
    theirs.take(before, turned)
    assert render(mine.history, "x") == render(theirs.history, "x")
    assert list(read(render(mine.history, "x")).revisions) == linear(mine.history)
    assert verify(mine.history) == []
    assert merge(mine.history, theirs.history).revisions({}) == ()
    return mine


def test_what_one_side_did_alone_is_taken() -> None:
    mine, theirs = pair()
    mine.put("answer:B", said(state="missing"))
    theirs.put("answer:C", said(state="planned")).put("evidence:E-1", None)
    result = both_ways(mine, theirs)
    assert (result.content("answer:B"), result.content("answer:C")) == (said(state="missing"), said(state="planned"))
    assert result.content("evidence:E-1") is None
    joint = result.history[-1]
    assert (joint.subject, joint.before, len(joint.parents)) == (ASSESSMENT, joint.after, 2)


def test_a_copy_that_is_only_behind_catches_up_without_a_merge() -> None:
    mine, theirs = pair()
    theirs.put("answer:C", said(state="planned"))
    found = merge(mine.history, theirs.history)
    assert (found.new, found.lacking, found.taken) == ((theirs.history[-1],), 0, ("answer:C",))
    assert mine.take(theirs.history).history == theirs.history
    theirs.put("answer:D", said(state="planned"))
    assert merge(theirs.history, mine.history).revisions({}) == ()


def test_fields_that_one_side_changed_are_put_together() -> None:
    mine, theirs = pair()
    mine.put("answer:A", said(state="implemented", note="n", owner="Ada"))
    theirs.put("answer:A", said(state="partial", note="more", owner="Ada", due="2027-01-01"))
    result = both_ways(mine, theirs)
    assert result.content("answer:A") == said(state="implemented", note="more", owner="Ada", due="2027-01-01")
    joint = result.history[-1]
    assert (joint.subject, joint.author, len(joint.parents)) == ("answer:A", MERGER, 2)
    assert joint.at == max(each.at for each in result.history)


def test_whoever_is_later_does_not_win_what_only_the_other_changed() -> None:
    for ahead in (-3000, 3000):
        mine, theirs = pair(seconds=ahead)
        mine.put("answer:A", said(state="partial", note="mine", owner="Ada"))
        mine.put("answer:A", said(state="partial", note="n", owner="Ada"))  # and back again
        theirs.put("answer:A", said(state="partial", note="theirs", owner="Ada"))
        assert both_ways(mine, theirs).content("answer:A") == said(state="partial", note="theirs", owner="Ada")


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    mine, theirs = pair()
    for each in (mine, theirs):
        each.put("answer:A", said(state="missing", note="n", owner="Ada")).put("answer:N", said(note="new"))
        each.put("action:A-1", None)
    result = both_ways(mine, theirs)
    assert (result.content("answer:A"), result.content("action:A-1")) == (
        said(state="missing", note="n", owner="Ada"),
        None,
    )


def test_a_reason_belongs_to_its_state() -> None:
    mine, theirs = pair()
    mine.put("answer:A", said(state="alternative", reason="We do it our way", note="n", owner="Ada"))
    theirs.put("answer:A", said(state="not-applicable", reason="No such model", note="n", owner="Bo"))
    (conflict,) = merge(mine.history, theirs.history).conflicts
    assert (conflict.subject, conflict.field) == ("answer:A", "state")
    assert conflict.base == {"state": "partial", "reason": ""}
    assert conflict.ours == {"state": "alternative", "reason": "We do it our way"}
    assert (conflict.our_revision, conflict.their_revision) == (mine.history[-1], theirs.history[-1])
    with pytest.raises(InputError, match="not decided"):
        mine.take(theirs.history)
    result = both_ways(mine, theirs, {("answer:A", "state"): "theirs"})
    assert result.content("answer:A") == said(state="not-applicable", reason="No such model", note="n", owner="Bo")


def test_every_conflict_is_listed_and_decided_for_itself() -> None:
    mine, theirs = pair()
    mine.put("answer:A", said(state="missing", note="mine", owner="Cy"))
    theirs.put("answer:A", said(state="planned", note="theirs", owner="Cy"))
    mine.put("answer:B", said(note="mine", evidence=[Evidence(reference="X")]))
    theirs.put("answer:B", said(note="theirs", evidence=[Evidence(reference="Y")]))
    found = merge(mine.history, theirs.history)
    fields = [(each.subject, each.field) for each in found.conflicts]
    assert fields == [("answer:A", "note"), ("answer:A", "state"), ("answer:B", "evidence"), ("answer:B", "note")]
    assert [(each.subject, each.field) for each in found.open_conflicts({("answer:A", "note"): "ours"})] == fields[1:]
    sides = dict(zip(fields, ("ours", "theirs", "ours", "theirs"), strict=True))
    result = both_ways(mine, theirs, sides)
    assert result.content("answer:A") == said(state="planned", note="mine", owner="Cy")
    assert result.content("answer:B") == said(note="theirs", evidence=[Evidence(reference="X")])


def test_an_answer_taken_back_is_a_change_of_what_it_said() -> None:
    mine, theirs = pair()
    mine.put("answer:A", None)
    theirs.put("answer:A", said(state="partial", note="more", owner="Ada"))
    (conflict,) = merge(mine.history, theirs.history).conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == ("note", "", "more")
    assert both_ways(mine, theirs, {("answer:A", "note"): "ours"}).content("answer:A") is None


def test_removed_here_and_changed_there_is_a_conflict() -> None:
    mine, theirs = pair()
    mine.put("evidence:E-1", None)
    theirs.put("evidence:E-1", Piece(title="Framework 2").to_data())
    (conflict,) = merge(mine.history, theirs.history).conflicts
    assert (conflict.field, conflict.ours) == ("", None)
    assert both_ways(mine, theirs, {("evidence:E-1", ""): "theirs"}).content("evidence:E-1") is not None


WITHDRAWN = Piece(title="Framework", status=PieceStatus.WITHDRAWN, withdrawn_on=date(2026, 11, 1), reason="old")
SIGNED = SignOff(name="Ann", role="", day=date(2026, 11, 1), statement="s", content="0" * 64)
HELD = Event(kind="serious-incident", at=NOON, category="other", days=3)


@pytest.mark.parametrize(
    ("subject", "base", "mine", "theirs", "fields"),
    [
        ("evidence:E-2", Piece(title="P"), Piece(title="Q"), Piece(title="P", owner="Bo"), []),
        ("evidence:E-1", None, WITHDRAWN, Piece(title="Framework", owner="Bo"), []),
        ("evidence:E-1", None, WITHDRAWN, Piece(title="Framework", status=PieceStatus.DRAFT), ["status"]),
        (
            "evidence:E-2",
            Piece(title="P", valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 1)),
            Piece(title="P", valid_from=date(2026, 5, 1), valid_until=date(2026, 6, 1)),
            Piece(title="P", valid_from=date(2026, 1, 1), valid_until=date(2026, 3, 1)),
            ["valid_from"],
        ),
        ("evidence:E-2", Piece(title="P"), Piece(title="P", reference="a", sha256="0" * 64),
         Piece(title="P", reference="b"), ["reference"]),
        ("evidence:E-9", None, Piece(title="P"), Piece(title="Q"), [""]),
        (
            "action:A-1",
            None,
            Action(what="write", status=ActionStatus.DONE, ended_on=date(2026, 11, 1)),
            Action(what="write", status=ActionStatus.DROPPED, ended_on=date(2026, 11, 2), reason="no"),
            ["status"],
        ),
        ("action:A-1", None, Action(what="write", owner="Cy"), Action(what="write", due=date(2027, 1, 1)), []),
        ("event:V-1", HELD, HELD.changed(note="x"), HELD.changed(at=NOON + timedelta(hours=1)), []),
        ("event:V-1", HELD, HELD.changed(days=4), HELD.changed(category=""), ["kind"]),
        ("account:AIA-53.1.a", Account(text="a"), Account(text="b"), Account(text="a", author="Bo"), [""]),
        ("signoff:SS", None, SIGNED, SIGNED.changed(name="Bob"), [""]),
        ("signoff:SS", SIGNED, None, SIGNED.changed(role="CEO"), [""]),
        ("signoff:SS", SIGNED, None, SIGNED, []),
    ],
)  # fmt: skip
def test_register_entries(subject: str, base: Entry | None, mine: Entry | None, theirs: Entry | None,
                          fields: list[str]) -> None:  # fmt: skip
    ours, other = pair()
    if base is not None:
        ours.put(subject, base.to_data())
        other = ours.other(seconds=20)
    for each, entry in ((ours, mine), (other, theirs)):
        each.put(subject, None if entry is None else entry.to_data())
    assert [each.field for each in merge(ours.history, other.history).conflicts] == fields
    result = both_ways(ours, other, {(subject, name): "theirs" for name in fields})
    if fields:
        assert result.content(subject) == (None if theirs is None else theirs.to_data())


def test_baselines_of_both_sides_are_kept_and_hold() -> None:
    mine, theirs = pair()
    frozen = {}
    for key, each in (("B-1", mine), ("B-2", theirs)):
        each.put("answer:A", said(note=key))
        held = replay(each.history)
        assert held is not None
        baseline = Baseline(name=key, author="Ada", day=date(2026, 11, 22), head=each.history[-1].hash,
                            content=held.content_hash())  # fmt: skip
        frozen[key] = baseline
        each.put(f"baseline:{key}", baseline.to_data())
    result = both_ways(mine, theirs, {("answer:A", "note"): "ours"})
    assert (replay(result.history) or pytest.fail()).register.baselines == frozen
    for baseline in frozen.values():
        told = replay(result.history, head=baseline.head)
        assert told is not None
        assert told.content_hash() == baseline.content


def test_facts_are_fields_of_their_own() -> None:
    mine, theirs = pair()
    mine.about(facts={"flop": 3e25, "open": True}, model="Atlas-8B")
    theirs.about(facts={"flop": 4e25, "open": None, "new": "x"})
    content = both_ways(mine, theirs).content(ASSESSMENT) or {}
    assert content["facts"] == {"flop": 4e25, "open": True, "new": "x"}
    assert content["model"] == "Atlas-8B"
    other = mine.other(seconds=20)
    mine.about(facts={"open": True})
    other.about(facts={"flop": 5e25, "open": True, "new": "x"}, name="Atlas 2")
    (conflict,) = merge(mine.history, other.history).conflicts
    assert (conflict.field, conflict.base, conflict.ours, conflict.theirs) == ("facts.flop", 4e25, None, 5e25)
    content = both_ways(mine, other, {(ASSESSMENT, "facts.flop"): "ours"}).content(ASSESSMENT) or {}
    assert (content["facts"], content["name"]) == ({"open": True}, "Atlas 2")


def test_copies_that_share_nothing_or_stand_on_other_questionnaires() -> None:
    mine, theirs = pair()
    with pytest.raises(InputError, match="share no history"):
        merge(mine.history, Copy().put(ASSESSMENT, {**FOUNDING, "name": "Other"}).history)
    theirs.about(pack_version="2")
    with pytest.raises(InputError, match="different questionnaires: here p 1 .*, in the file p 2"):
        merge(mine.history, theirs.history)


def test_copies_merged_crosswise_with_different_decisions() -> None:
    mine, theirs = pair()
    mine.put("answer:A", said(note="mine"))
    theirs.put("answer:A", said(note="theirs"))
    before = list(mine.history)
    mine.take(theirs.history, {("answer:A", "note"): "ours"})
    theirs.take(before, {("answer:A", "note"): "ours"})
    assert (mine.history[-1].id == theirs.history[-1].id) is False
    (conflict,) = merge(mine.history, theirs.history).conflicts  # nobody changed it alone, and they disagree
    assert (conflict.ours, conflict.theirs) == ("mine", "theirs")
    assert both_ways(mine, theirs, {("answer:A", "note"): "theirs"}).content("answer:A") == said(note="theirs")


def test_three_copies_by_way_of_one() -> None:
    one, two = pair()
    three = one.other("Cy", seconds=40)
    for name, each in zip("XYZ", (one, two, three), strict=True):
        each.put(f"answer:{name}", said(note=name)).put("answer:A", said(note="n", owner=name))
    for each in (two, three):
        (conflict,) = merge(one.history, each.history).conflicts
        one.take(each.history, {(conflict.subject, conflict.field): "ours"})
    for each in (two, three):
        found = merge(each.history, one.history)
        assert (found.lacking, found.conflicts) == (0, ())
        each.take(one.history)
        assert render(each.history, "x") == render(one.history, "x")
    assert [one.content(f"answer:{name}") for name in "XYZ"] == [said(note=name) for name in "XYZ"]


def test_at_an_earlier_moment_the_later_of_two_unmerged_changes_holds() -> None:
    mine, theirs = pair(hours=5)
    mine.put("answer:A", said(note="mine"))
    theirs.put("answer:A", said(note="theirs"))
    at_mine, at_theirs = mine.history[-1].at, theirs.history[-1].at
    result = both_ways(mine, theirs, {("answer:A", "note"): "ours"})

    def note(until: datetime) -> str:
        held = replay(result.history, until=until)
        assert held is not None
        return held.answers["A"].note

    assert (note(at_mine), note(at_theirs - timedelta(microseconds=1))) == ("mine", "mine")
    assert note(at_theirs) == "mine"  # the merge is dated like the last of what it merged


def test_ids_of_a_merge_have_the_form_of_ids() -> None:
    assert uuid7_of(0) == "00000000-0000-7000-8000-000000000000"
    assert uuid7_of((1 << 122) - 1) == "ffffffff-ffff-7fff-bfff-ffffffffffff"


def test_fields_that_go_together_exist() -> None:
    from cop_tui.domain.register import KINDS
    from cop_tui.store.records import AssessmentContent

    models: dict[str, type[Model]] = {**KINDS, "answer": Answer, "assessment": AssessmentContent}
    assert KINDS.keys() >= WHOLE
    for kind, groups in TOGETHER.items():
        names = [name for group in groups for name in group]
        assert len(names) == len(set(names))
        assert set(names) <= set(models[kind].field_names())


# In the file


@pytest.fixture
def two_files(tmp_path: Path) -> tuple[Path, Path]:
    paths = (tmp_path / "a.db", tmp_path / "b.db")
    for path in paths:
        prepare(path)
    return paths


def change(path: Path, *changes: Change) -> None:
    writer = Writer(path)
    for each in changes:
        writer.submit(each).result(60)
    assert writer.close(5) == ()


@contextlib.contextmanager
def reading(path: Path) -> Any:
    with contextlib.closing(connect_reader(path)) as conn:
        yield Repository(conn)


def answered(criterion: str, base: str | None = None, **fields: Any) -> Change:
    return Change(ID, answer_subject(criterion), said(**fields), "Ada", base)


def test_merged_files_hold_and_go_on(two_files: tuple[Path, Path], founding: Callable[..., Change]) -> None:
    one, two = two_files
    change(one, founding(), answered("A", note="a"))
    with reading(one) as repository:
        history = repository.history(ID)
    adopt(two, history, None)
    change(one, answered("A", note="b", base=history[-1].id), answered("B", note="b"))
    change(two, answered("A", note="a", owner="Bo", base=history[-1].id), answered("C", note="c"))
    contents = []
    for here, there in ((one, two), (two, one)):
        with reading(here) as repository, reading(there) as other:
            ours = repository.history(ID)
            added = merge(ours, other.history(ID)).revisions({})
            if added:
                adopt(here, added, ours[-1].hash)
            assert repository.problems(ID) == []
            assert repository.snapshot(ID) == repository.current(ID)
            contents.append((repository.current(ID), repository.history(ID, "answer:A")[-1].id))
            assert [r.at for r in repository.history(ID)] == sorted(r.at for r in repository.history(ID))
            assert repository.assessment(ID).updated_by == MERGER
    assert contents[0] == contents[1]
    assert contents[0][0].answers["A"] == Answer(note="b", owner="Bo")
    writer = Writer(one)
    with pytest.raises(ConflictError):
        writer.submit(answered("A", note="late", base=history[-1].id)).result(60)
    writer.submit(answered("A", state=State.PARTIAL, base=contents[0][1])).result(60)
    assert writer.close(5) == ()
    with reading(one) as repository:
        assert repository.problems(ID) == []


def test_nothing_is_adopted_onto_an_assessment_that_moved(path: Path, writer: Writer) -> None:
    with reading(path) as repository:
        head = repository.head(ID)
        history = repository.history(ID)
        writer.submit(answered("A", note="a")).result(60)
        with pytest.raises(MovedError):
            adopt(path, [history[0]], head)
        with pytest.raises(MovedError):
            adopt(path, [history[0]], None)
        with pytest.raises(InputError, match="with another content"):
            adopt(path, [history[0]], repository.head(ID))
        assert repository.problems(ID) == []
        assert len(repository.history(ID)) == 2


def test_names_on_the_way_may_be_taken_but_not_the_last(path: Path, writer: Writer) -> None:
    taken = f"Atlas {ID}"
    coming = Copy().put(ASSESSMENT, {**FOUNDING, "name": taken}, "b" * 12)
    with pytest.raises(InputError, match="already an assessment named"):
        adopt(path, coming.history, None)
    with reading(path) as repository:
        assert repository.history("b" * 12) == ()
        coming.put(ASSESSMENT, {**FOUNDING, "name": "Another"}, "b" * 12)
        adopt(path, coming.history, None)
        assert {record.name for record in repository.assessments()} == {"Another", taken}
        assert repository.problems("b" * 12) == []


def test_a_second_end_is_a_problem(path: Path, writer: Writer, tamper: Callable[..., None]) -> None:
    mine = Copy().put(ASSESSMENT, {**FOUNDING, "name": "C"}, "c" * 12)
    theirs = mine.other(seconds=20).put("answer:A", said(note="x"), "c" * 12)
    mine.put("answer:B", said(note="x"), "c" * 12).take(theirs.history)
    adopt(path, mine.history, None)
    with reading(path) as repository:
        assert repository.problems("c" * 12) == []
        tamper("DELETE FROM revisions WHERE hash = ?", mine.history[-1].hash)
        assert any("more than one end" in problem for problem in repository.problems("c" * 12))
