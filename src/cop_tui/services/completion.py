"""How a query that is being typed may go on: the name of a filter, or one of its values."""

from __future__ import annotations

import re

from cop_tui.domain.matching import fold
from cop_tui.services.filter_kinds import KINDS
from cop_tui.services.standing import Standing

_LAST = re.compile(r'(?:^|\s)-?(?:(?P<name>[^\W\d_]{2,}):(?P<value>"[^"]*|\S*)|(?P<word>[^\W\d_]{2,}))$')


def completed(text: str, standing: Standing) -> str | None:
    """The query with its last word completed; None where nothing follows from what was typed.

    `sta` becomes `state:`, `state:mi` becomes `state:missing`, `owner:"leg` an owner that is named somewhere.
    """
    found = _LAST.search(text)
    if found is None:
        return None
    word = found["word"]
    if word is not None:
        name = next((kind.name for kind in KINDS if kind.name.startswith(fold(word))), None)
        return None if name is None else f"{text[: found.start('word')]}{name}:"
    kind = next((kind for kind in KINDS if kind.name == fold(found["name"])), None)
    if kind is None:
        return None
    begun = text[: found.start("value")]
    # Of several values with commas between them the last is being typed.
    value = found["value"]
    if not value.startswith('"'):
        earlier, comma, value = value.rpartition(",")
        begun += earlier + comma
    typed = fold(value.strip('"'))
    values = (each for each in kind.offered(standing) if typed and fold(each.strip('"')).startswith(typed))
    offered = next((each for each in values if fold(each) != typed), None)
    return None if offered is None else begun + offered
