"""What is answered without click is what click answers."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import get_completion_class

from cop_tui.cli import entry, quick
from cop_tui.cli.keeping import kept
from cop_tui.cli.main import PROG, program

SHELLS = ("bash", "zsh")
KEPT = Path(quick.KEPT)
PATHS = sorted({line.partition("\t")[0] for line in (KEPT / "words.tsv").read_text("utf-8").splitlines()})
ANSWERED = ("", "-", "--", "--d", "--json", "e", "what-", "li", "zzz", "-z")
LEFT = (
    "gaps --json --f", "gaps --fail-on ", "gaps ", "gaps Wren", "gaps --fail-on=m", "foo --", "foo ", "evidence foo --",
    "--db x.db l", "gaps 'a b' --j", 'show "a', "gaps a\\ b --", "ﬁ", "gaps -- --j", "/", "=",
    "evidence add x --kind p",
)  # fmt: skip
"""Lines that hold something that is not certain."""


def asked(monkeypatch: pytest.MonkeyPatch, shell: str, line: str, joint: str = " ") -> tuple[list[str], str]:
    """What a shell asks that completes a line's last word, and what click says."""
    words = [PROG, *line.split(" ")]
    env = {quick.VARIABLE: f"{shell}_complete", "COMP_WORDS": joint.join(words), "COMP_CWORD": str(len(words) - 1)}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    completing = get_completion_class(shell)
    assert completing is not None
    return list(env.values()), completing(program, {}, PROG, quick.VARIABLE).complete() + "\n"


def test_what_is_kept_is_fresh() -> None:
    for name, text in kept().items():
        assert (KEPT / name).read_text("utf-8") == text, "run `python -m cop_tui.cli.keeping`"


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_as_click_completes_it(monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    answered = 0
    for path in PATHS:
        for begun in ANSWERED:
            question, said = asked(monkeypatch, shell, f"{path} {begun}".strip() if begun else f"{path} ".lstrip())
            found = quick.completion(*question)
            assert found in (None, said), (path, begun)
            answered += found is not None
            assert found is not None or not begun.startswith("-"), (path, begun)
    assert answered > len(PATHS) * 5


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("line", ["gaps Wren --f", "compare Wren Robin Wren --", "event add Wren kind --", "", "evid"])
def test_what_an_assessment_is_called_makes_no_difference_to_options(
    monkeypatch: pytest.MonkeyPatch, shell: str, line: str
) -> None:
    for joint in " \n":  # bash puts words on lines
        question, said = asked(monkeypatch, shell, line, joint)
        assert quick.completion(*question) == said


@pytest.mark.parametrize("line", LEFT)
def test_what_is_not_certain_is_left_to_click(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    question, _ = asked(monkeypatch, "bash", line)
    assert quick.completion(*question) is None


def test_other_shells_and_strange_calls_are_left_to_click() -> None:
    assert quick.completion("bash_complete", "cop-tui li", "1") == "plain,list\n"
    assert quick.completion("bash_complete", "cop-tui list -", "2")
    for strange in ("4", "-1", "x", ""):
        assert quick.completion("bash_complete", "cop-tui list -", strange) is None
    for other in ("fish_complete", "powershell_complete", "bash_source", "x"):
        assert quick.completion(other, "cop-tui li", "1") is None
    assert quick.completion("bash_complete", "", "") is None


Captured = pytest.CaptureFixture[bytes]


@pytest.mark.parametrize(("columns", "kept_for"), [("80", "80"), ("100", "100"), ("250", "100")])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_the_page_of_help(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: Captured, option: str, columns: str, kept_for: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "argv", ["cop-tui", option])
    monkeypatch.delattr("cop_tui.cli.main.program")  # it is not asked
    entry.main()
    assert capsysbinary.readouterr().out.decode() == (KEPT / f"help-{kept_for}.txt").read_text("utf-8")


@pytest.mark.parametrize("columns", ["40", "79", "90", "99", "100", "300"])
def test_in_every_width_the_page_is_as_click_has_it(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    with click.Context(program, info_name=PROG, **program.context_settings) as ctx:
        said = program.get_help(ctx) + "\n"
    assert quick.help_page() == (said if int(columns) >= 100 else None)


def test_only_the_page_itself_is_answered(monkeypatch: pytest.MonkeyPatch, capsysbinary: Captured) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for other in (["--help", "x"], ["gaps", "--help"], ["help"], []):
        assert not quick.answered(other)
    assert capsysbinary.readouterr().out.decode() == ""


def test_completion_comes_before_everything(monkeypatch: pytest.MonkeyPatch, capsysbinary: Captured) -> None:
    _, said = asked(monkeypatch, "zsh", "gaps --f")
    assert quick.answered(["--help"])
    assert capsysbinary.readouterr().out.decode() == said
    assert "--fail-on" in said


def test_where_nobody_listens_the_usual_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def write(self, data: bytes) -> int:
            raise BrokenPipeError

    class Gone:
        buffer = Closed()

    monkeypatch.setenv("COLUMNS", "80")
    for stream in (Gone(), None):
        monkeypatch.setattr(sys, "stdout", stream)
        assert not quick.answered(["-h"])


def test_what_is_not_there_is_asked_of_click(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(quick, "KEPT", str(tmp_path))
    assert not quick.answered(["-h"])


def test_an_empty_variable_asks_for_nothing(monkeypatch: pytest.MonkeyPatch, capsysbinary: Captured) -> None:
    monkeypatch.setenv(quick.VARIABLE, "")
    assert not quick.answered(["list"])
