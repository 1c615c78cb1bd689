"""A pack that is not well formed is refused with every problem: file, line, key, what is allowed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cop_tui.domain.pack import Pack
from cop_tui.errors import NotFoundError, PackError
from cop_tui.questionnaires.loader import load_pack, pack_hash
from cop_tui.questionnaires.locate import bundled_root, find_pack, list_packs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled pack to break."""
    target = tmp_path / "gpai-code" / "2025-07-10"
    shutil.copytree(find_pack().path, target)
    return target


def edit(path: Path, old: str, new: str, count: int = 1) -> int:
    """Replace text and return the line (from 1) where it stood."""
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, count), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return caught.value.problems


def test_a_copy_is_the_same_pack(folder: Path, pack: Pack) -> None:
    assert load_pack(folder) == pack
    assert pack.sha256 == pack_hash(folder)


def test_every_changed_byte_changes_the_hash(folder: Path, pack: Pack) -> None:
    with (folder / "glossary.yaml").open("a") as file:
        file.write("# a remark\n")
    assert pack_hash(folder) != pack.sha256


def test_unknown_key_names_file_line_and_what_is_allowed(folder: Path) -> None:
    line = edit(folder / "chapters/TR/TR-C1.yaml", "    short:", "    shrt:")
    found = problems(folder)
    assert any(
        p.startswith(f"chapters/TR/TR-C1.yaml:{line}: measures[0].criteria[0].shrt: unknown key; did you mean short?")
        and "question" in p
        for p in found
    )
    assert any(".short: key is missing" in p for p in found)


def test_all_problems_at_once_over_all_files(folder: Path) -> None:
    edit(folder / "chapters/TR/TR-C1.yaml", "strength: must", "strength: shall")
    edit(folder / "chapters/CR/CR-C1.yaml", "effort: S", "effort: XL")
    edit(folder / "obligations.yaml", "kind: obligation", "kind: duty")
    edit(folder / "roles.yaml", "title: Provider of a GPAI model\n", "title: 7\n")
    (folder / "glossary.yaml").write_text("- a text\n")
    found = "\n".join(problems(folder))
    assert re.search(r"TR-C1.yaml:\d+: .*strength: 'shall' is not allowed; allowed are 'must', 'should'", found)
    assert re.search(r"CR-C1.yaml:\d+: .*effort: 'XL' is not allowed; allowed are 'S', 'M' or 'L'", found)
    assert re.search(r"obligations.yaml:\d+: .*'duty' is not allowed; allowed are 'obligation'", found)
    assert re.search(r"roles.yaml:\d+: \[0\].title: 7 is no text", found)
    assert "glossary.yaml:1: [0]: must hold keys and values (given: 'a text')" in found


def test_doubled_key(folder: Path) -> None:
    line = edit(folder / "roles.yaml", "  title:", "  title: Twice\n  title:")
    assert problems(folder) == (f"roles.yaml:{line + 1}: title: key given twice, first in line {line}",)


def test_doubled_id(folder: Path) -> None:
    edit(folder / "chapters/CR/CR-C1.yaml", "id: CR-1.1-02", "id: CR-1.1-01")
    assert any("CR-1.1-01: id: used 2 times" in p for p in problems(folder))


DANGLING = (
    (
        ("chapters/TR/TR-C1.yaml", "obligations: [AIA-53.1.a", "obligations: [AIA-99.9", "AIA-99.9 is not the id"),
        ("chapters/SS/SS-C1.yaml", "covered_by: [SS-3.5-01]", "covered_by: [SS-9.9-99]", "SS-9.9-99 is not the id"),
        ("chapters/SS/chapter.yaml", "measure: SS-M2.1", "measure: SS-M9.9", "measure: SS-M9.9 is not the id"),
        ("obligations.yaml", "roles: [ROLE-SR]", "roles: [ROLE-X]", "roles: ROLE-X is not the id"),
        ("obligations.yaml", "sanctions: [AIA-101.1.a", "sanctions: [AIA-1", "sanctions: AIA-1 is not the id"),
        ("deadlines.yaml", "SS-1.1-12", "SS-1.1-99", "SS-1.1-99 is not the id"),
        ("reliefs.yaml", "SS-3.5-30", "SS-3.5-99", "SS-3.5-99 is not the id"),
        ("scoping.yaml", "refs: [AIA-2.6]", "refs: [AIA-0]", "refs: AIA-0 is not the id"),
    ),
    (
        (
            "deadlines.yaml",
            "relative_to: framework_confirmed,",
            "relative_to: framework_conf,",
            "relative_to: framework_conf",
        ),
        ("deadlines.yaml", "closed_by: [framework_confirmed]", "closed_by: [frame]", "closed_by: frame is not the id"),
        ("deadlines.yaml", "ends_with: [model_retired", "ends_with: [model_rusted", "ends_with: model_rusted"),
        ("deadlines.yaml", "category: death", "category: fright", "category: fright is not the id"),
        ("deadlines.yaml", "same_as: [DR-COMPLY]", "same_as: [DR-NONE]", "same_as: DR-NONE is not the id"),
        ("deadlines.yaml", "outcome: notify_by", "outcome: notify_at", "outcome: notify_at is not the id"),
        ("deadlines.yaml", "due_of: AIA-25.4", "due_of: AIA-25.9", "obligations: AIA-25.9 is not the id"),
        ("deadlines.yaml", "applies_if: legacy", "applies_if: legcy", "no fact is called legcy"),
        (
            "deadlines.yaml",
            "closed_by: [final_report_submitted]",
            "closed_by: [model_retired_from_market]",
            "about: true",
        ),
        ("events.yaml", "from_fact: placed_date", "from_fact: placed_day", "from_fact: placed_day is not the id"),
        ("events.yaml", "stands_for: [awareness_of", "stands_for: [unawareness_of", "stands_for: unawareness_of"),
        ("events.yaml", "id: complaint_answered", "id: complaint_received", "used 2 times"),
        (
            "chapters/TR/TR-C1.yaml",
            "relative_to: downstream_request",
            "relative_to: upstream_request",
            "upstream_request",
        ),
    ),
)
"""Ids that are of nothing, and events: by file, what stood there, what stands there now, and what is said of it."""


@pytest.mark.parametrize("changes", DANGLING, ids=["ids", "events"])
def test_dangling(folder: Path, changes: tuple[tuple[str, str, str, str], ...]) -> None:
    """All at once: to load the pack anew for each would say no more, for each has its own file and words."""
    for file, old, new, _ in changes:
        edit(folder / file, old, new)
    found = problems(folder)
    for file, _, _, words in changes:
        assert any(words in p and re.match(rf"{re.escape(file)}:\d+: ", p) for p in found), (words, found)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("when: sole_scientific_rd", "when: sole_scientific_research", "no fact is called sole_scientific_research"),
        ("when: sole_scientific_rd", "when: open('x')", "only these functions may be called"),
        ("when: sole_scientific_rd", "when: a.b", "Attribute is not allowed"),
        ("when: sole_scientific_rd", "when: 'a ='", "cannot read the condition"),
        ("default: developer", "default: deweloper", "'deweloper' is not allowed"),
        ("mode: first", "mode: some", "'some' is not allowed; allowed are 'first' or 'all'"),
    ],
)
def test_bad_conditions_and_defaults(folder: Path, old: str, new: str, words: str) -> None:
    edit(folder / "scoping.yaml", old, new)
    found = problems(folder)
    assert any(words in p and p.startswith("scoping.yaml:") for p in found), found


BROKEN = {
    "glossary.yaml": ("- !!python/object/apply:os.system [ls]\n", "not allowed"),
    "roles.yaml": ("- !custom {a: 1}\n", "not allowed"),
    "reliefs.yaml": ("- &a {id: x}\n- *a\n", "anchors and aliases are not allowed"),
    "events.yaml": ("- {<<: {id: x}}\n", "merge keys are not allowed"),
    "deadlines.yaml": ("- id: [unclosed\n", "expected"),
    "obligations.yaml": ("- {[a, b]: 1}\n", "a key must be a plain word"),
    "scoping.yaml": ("- " + "[" * 60 + "]" * 60 + "\n", "nested too deeply"),
    "chapters/TR/TR-C1.yaml": ("- " + "[" * 20000 + "]" * 20000 + "\n", "nested too deeply"),
    "chapters/CR/CR-C1.yaml": ("", "is empty"),
}
"""A file of the pack, what is written into it, and what is said of it."""


def test_unsafe_or_broken_yaml(folder: Path) -> None:
    for file, (text, _) in BROKEN.items():
        (folder / file).write_text(text)
    found = problems(folder)
    for file, (_, words) in BROKEN.items():
        assert any(p.startswith(f"{file}:") and words in p for p in found), (file, found)


def test_an_alias_bomb_is_refused_at_once(folder: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (folder / "glossary.yaml").write_text("\n".join(lines))
    assert any("anchors and aliases" in p for p in problems(folder))


def test_files_that_cannot_be_read(folder: Path) -> None:
    (folder / "roles.yaml").unlink()
    (folder / "glossary.yaml").write_bytes(b"- \xff\xfe\n")
    (folder / "reliefs.yaml").write_bytes(b"# " + b"x" * 5_000_001)
    found = "\n".join(problems(folder))
    assert "roles.yaml:1: cannot be read" in found
    assert "glossary.yaml:1: is not UTF-8" in found
    assert "reliefs.yaml:1: is larger than" in found


def test_the_head_may_not_smuggle_in_parts(folder: Path) -> None:
    with (folder / "pack.yaml").open("a") as file:
        file.write("roles: []\n")
    assert any("roles: unknown key; allowed are id, version" in p for p in problems(folder))


def test_shapes_that_are_no_pack(folder: Path) -> None:
    (folder / "pack.yaml").write_text("- a list\n")
    assert any("pack.yaml:1: must hold keys and values" in p for p in problems(folder))


def test_commitments_must_be_a_list(folder: Path) -> None:
    path = folder / "chapters/TR/chapter.yaml"
    path.write_text(re.sub(r"commitments:\n- TR-C1", "commitments: TR-C1", path.read_text("utf-8")))
    assert any("commitments: must be a list" in p for p in problems(folder))


def test_finding_packs(tmp_path: Path) -> None:
    assert [(p.id, p.version) for p in list_packs()] == [("gpai-code", "2025-07-10")]
    assert bundled_root().is_dir()
    with pytest.raises(NotFoundError, match="there is no questionnaire gpai-code 1999"):
        find_pack("gpai-code", "1999")
    with pytest.raises(NotFoundError) as caught:
        find_pack("other", root=tmp_path)
    assert "Available: none" in str(caught.value)


def test_a_pack_without_events_is_one(folder: Path) -> None:
    (folder / "events.yaml").unlink()
    loaded = load_pack(folder)
    assert loaded.events == ()
    limit = loaded.criterion_index["SS-9.3-03"].deadline
    assert limit is not None
    assert "origins" not in (limit.rule or {})


def test_time_limits_know_what_discharges_them(pack: Pack) -> None:
    limit = pack.criterion_index["SS-9.3-03"].deadline
    assert limit is not None
    assert limit.rule is not None
    assert limit.rule["closed_by"] == ("initial_report_submitted",)
    assert limit.rule["category"] == "cybersecurity-breach"
    assert pack.places["SS-9.3-03"][2].criteria[2] is pack.criterion_index["SS-9.3-03"]
