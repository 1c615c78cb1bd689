from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_tui.domain.pack import Pack
from cop_tui.errors import CopTuiError, FactsError, NotFoundError
from cop_tui.services.facts_file import FactsFile, read_facts


def read(tmp_path: Path, pack: Pack, text: str) -> FactsFile:
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return read_facts(path, pack.scoping)


def problems(tmp_path: Path, pack: Pack, text: str) -> list[str]:
    with pytest.raises(FactsError) as caught:
        read(tmp_path, pack, text)
    prefix = f"{tmp_path / 'facts.yaml'}:"
    assert all(problem.startswith(prefix) for problem in caught.value.problems)
    return [problem.removeprefix(prefix) for problem in caught.value.problems]


def test_facts_in_yaml_with_names(tmp_path: Path, pack: Pack) -> None:
    found = read(tmp_path, pack, "provider_name: '  A  '\nmodel_name: 7\ntraining_compute_flop: 30 YFLOP\n"
                                 "placed_date: 2026-03-17\ndesignated: yes\ngenerality: unknown\n"
                                 "parameters:\nmodalities_out: [text, code]\n")  # fmt: skip
    assert (found.provider, found.model) == ("A", "7")
    assert found.facts.to_data() == {
        "training_compute_flop": 3e25, "placed_date": "2026-03-17", "designated": True, "generality": "unknown",
        "parameters": None, "modalities_out": ["text", "code"],
    }  # fmt: skip


def test_facts_in_json(tmp_path: Path, pack: Pack) -> None:
    found = read(tmp_path, pack, '{"actor": "developer", "training_compute_flop": 3e25, "established_in_eu": null}')
    assert found.facts.given["training_compute_flop"] == 3e25
    assert found.facts.given["established_in_eu"] is None
    assert read(tmp_path, pack, "{}").facts.to_data() == {}


def test_all_problems_at_once_with_line_fact_and_what_is_allowed(tmp_path: Path, pack: Pack) -> None:
    found = problems(tmp_path, pack, "actor: pilot\nplaced_date: '2026-02-30'\ncompute: 1\nmodalities_out: {a: 1}\n"
                                     f"parameters: '{'9' * 300}'\nprovider_name: [a]\n")  # fmt: skip
    by_line = {problem.split(":")[0]: problem for problem in found}
    assert sorted(by_line) == ["1", "2", "3", "4", "5", "6"]
    assert "actor: 'pilot' is not allowed; allowed are developer" in by_line["1"]
    assert "does not exist" in by_line["2"] or "day" in by_line["2"]
    assert "no such fact" in by_line["3"]
    assert "single value" in by_line["4"]
    assert "too long" in by_line["5"]
    assert "999" not in by_line["5"]
    assert "provider_name: must be a name" in by_line["6"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("actor: developer\nactor: host\n", "2: actor: key given twice, first in line 1"),
        ("actor: !!python/object:os.system x\n", "not allowed"),
        ("actor: !mine x\n", "not allowed"),
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("actor: [\n", "2: "),
        ("", "must hold facts"),
        ("- actor\n", "must hold facts"),
        ("developer\n", "must hold facts"),
        ("modalities_out: [" + "text, " * 101 + "]", "at most 100"),
        ("[" * 500, ""),
    ],
)
def test_what_is_no_file_of_facts(tmp_path: Path, pack: Pack, text: str, words: str) -> None:
    assert words in "\n".join(problems(tmp_path, pack, text))


def test_facts_that_cannot_be_true_together_are_refused_with_their_line(tmp_path: Path, pack: Pack) -> None:
    contradiction = pack.scoping.contradictions[0]
    assert contradiction.fact in pack.scoping.input_index
    found = problems(tmp_path, pack, "actor: developer\ntraining_compute_flop: 3e25\ncumulative_compute_flop: 1e20\n")
    assert len(found) == 1
    assert found[0].startswith(("2: ", "3: "))


def test_a_file_that_cannot_be_read(tmp_path: Path, pack: Pack) -> None:
    with pytest.raises(NotFoundError):
        read_facts(tmp_path / "none.yaml", pack.scoping)
    (tmp_path / "big.yaml").write_bytes(b"a" * 200_001)
    (tmp_path / "latin.yaml").write_bytes(b"actor: \xff\n")
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "big.yaml", tmp_path / "latin.yaml", tmp_path / "file" / "x", Path(os.devnull)):
        with pytest.raises(CopTuiError):
            read_facts(path, pack.scoping)


@pytest.mark.parametrize("text", ["[" * 200_000, "{a: " * 50_000, "- " * 100_000, "a: [" + "[" * 60 + "]" * 61])
def test_depth_without_end_is_refused(tmp_path: Path, pack: Pack, text: str) -> None:
    """The parser in C would overrun its stack, and take the whole process with it."""
    assert any("nested too deeply" in problem for problem in problems(tmp_path, pack, text))
