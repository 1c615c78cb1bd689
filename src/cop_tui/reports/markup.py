"""Text as Markdown that can be nothing but text, whoever wrote it."""

from __future__ import annotations

import re
from typing import Final

# A code span keeps addresses readable and no renderer turns what stands in one into a link.
_ADDRESS: Final = re.compile(
    r"(?P<url>\b[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s`|<>\\]+|\bwww\.[^\s`|<>\\]+)|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)*)",
    re.ASCII,
)
_SPECIAL: Final = re.compile(r"[\\`*_\[\]|~$@#]|:(?=//)|(?<=[wW]{3})\.")
# Most lines hold none of these and are done at once.
_ANY: Final = re.compile(r"[\\`*_\[\]|~$@#&<>:]|[wW]{3}")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LEADING: Final = re.compile(r"^(?:(?P<mark>[+=-])|(?P<number>\d{1,9})(?P<end>[.)]))", re.ASCII)


def inline(text: str) -> str:
    """One line of Markdown that renders as `text` wherever it stands; line ends become blanks."""
    return _line(" ".join(text.split()))


def cell(text: str) -> str:
    """The same for places that begin no line: cells, headings, after other text."""
    return _spans(" ".join(text.split()))


def block(text: str, prefix: str = "") -> str:
    """Several lines of Markdown that render as the lines of `text`, each beginning with `prefix`.

    Empty lines part paragraphs; other line ends are kept as hard breaks.
    """
    lines = [_line(" ".join(line.split())) for line in text.strip().split("\n")]
    out = []
    for number, line in enumerate(lines):
        goes_on = bool(line) and number + 1 < len(lines) and bool(lines[number + 1])
        out.append(f"{prefix}{line}{chr(92) if goes_on else ''}".rstrip())
    return "\n".join(out)


def _line(line: str) -> str:
    """A line that begins no list, heading or rule."""
    return _LEADING.sub(lambda m: f"\\{m['mark']}" if m["mark"] else f"{m['number']}\\{m['end']}", _spans(line))


def _spans(line: str) -> str:
    if not _ANY.search(line):
        return line
    parts: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(line):
        if at and found.start() == at:  # two code spans side by side would run into each other
            continue
        parts += [_escaped(line[at : found.start()]), f"`{found.group()}`"]
        at = found.end()
    parts.append(_escaped(line[at:]))
    return "".join(parts)


def _escaped(text: str) -> str:
    text = re.sub(r"[&<>]", lambda m: _ENTITIES[m.group()], text)
    return _SPECIAL.sub(lambda m: f"\\{m.group()}", text)


def code(text: str) -> str:
    """Text for inside a code span: nothing in it ends the span or the cell."""
    return " ".join(re.sub(r"[`|<>]", "", text).split())
