"""What click would say, known before: the words that complete a command line, and the page of `cop-tui --help`.

Both are kept as click made them (`cop_tui.cli.keeping`), and a test holds them equal to what it says. Importing it
takes three times as long as starting Python, the options of a command up to 40 times: too long for every press of tab.
What is not certain to be the same is left to click. Little is imported here, because all else would take longer.
"""

from __future__ import annotations

import os
import sys

KEPT = os.path.join(os.path.dirname(__file__), "kept")
VARIABLE = "_COP_TUI_COMPLETE"
WIDTHS = (80, 100)
"""Columns for which the page is kept: where there is no terminal, and the most that it fills."""
_FORMS = {"bash_complete": "plain,{0}\n", "zsh_complete": "plain\n{0}\n{1}\n"}


def answered(arguments: list[str]) -> bool:
    """Whether what was asked could be answered here, and was."""
    instruction = os.environ.get(VARIABLE)
    try:
        if instruction:
            found = completion(instruction, os.environ.get("COMP_WORDS", ""), os.environ.get("COMP_CWORD", ""))
        else:
            found = help_page() if arguments in (["--help"], ["-h"]) else None
        if found is None:
            return False
        sys.stdout.buffer.write(found.encode())
        sys.stdout.flush()
    except (OSError, AttributeError):  # nobody reads it, or there is no stdout: the usual way has words for that
        return False
    return True


def completion(instruction: str, line: str, at: str) -> str | None:
    """What a shell is told of how the word number `at` of its line goes on; None where click has to say it."""
    line = line.replace("\n", " ")  # bash puts each word on a line
    words = [*line.split(), ""]
    plain = line.isascii() and line.isprintable() and not set(line) & set("\\'\"=")
    if instruction not in _FORMS or not plain or not at.isdecimal() or int(at) >= len(words):
        return None
    table: dict[str, list[tuple[str, str]]] = {}
    for each in _kept("words.tsv").splitlines():
        path, word, meaning = each.split("\t")
        table.setdefault(path, []).append((word, meaning))
    path, before, begun = "", words[1 : int(at)], words[int(at)]
    while before and f"{path} {before[0]}".strip() in table:
        path = f"{path} {before.pop(0)}".strip()
    group = any(word[0] != "-" for word, _ in table[path])
    option = begun.startswith("-")
    # After a group may stand what is no command; an option that was given is not offered again.
    if before and (group or not option or any(word[0] == "-" for word in before)):
        return None
    if not option and not (group and (not begun or begun.replace("-", "").isalnum())):
        return None
    fitting = [each for each in table[path] if each[0].startswith(begun) and (each[0][0] == "-") == option]
    return "".join(_FORMS[instruction].format(*each) for each in fitting) or "\n"


def help_page() -> str | None:
    """The page of `cop-tui --help`; None for a terminal of another width."""
    import shutil

    columns = min(shutil.get_terminal_size().columns, WIDTHS[-1])
    return _kept(f"help-{columns}.txt") if columns in WIDTHS else None


def _kept(name: str) -> str:
    with open(os.path.join(KEPT, name), encoding="utf-8") as file:
        return file.read()
