"""Numbers and days as people write them: `3e25`, `30 YFLOP`, `1,5e25`, `70B`, `2026-12-15`.

What could be read in two ways is refused, with the ways that are understood.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Final

_PREFIXES: Final = {
    "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21, "Y": 1e24, "R": 1e27,
}  # fmt: skip
_COUNTS: Final = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "t": 1e12, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
_NUMBER = re.compile(
    r"""^\s*(?P<mantissa>[+-]?\d+(?:[.,]\d+)?)
        (?:\s*(?:[eE]|(?:[x×*·]\s*10\s*(?:\^|\*\*)?\s*))(?P<exponent>[+-]?\d{1,3}|[⁺⁻⁰¹²³⁴-⁹]{1,4}))?
        \s*(?P<unit>.*?)\s*$""",
    re.VERBOSE,
)
_SUPERSCRIPTS: Final = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
FLOP_HINT: Final = "write for example 3e25, 1.5e25 FLOP or 30 YFLOP"
COUNT_HINT: Final = "write for example 7e9, 70B or 1.2 trillion"
MAX_TEXT: Final = 60
MAX_NUMBER: Final = 1e36


def parse_flop(raw: object) -> float:
    """Operations in FLOP. Raises ValueError for what is no count of operations."""
    number, unit = _number(raw, FLOP_HINT)
    unit = re.sub(r"FLOPs$", "FLOP", unit)  # with a small s it is the plural, FLOPS is the rate
    found = re.fullmatch(r"(?P<prefix>[kKMGTPEZYR]?)\s*flop", unit, re.IGNORECASE)
    if unit and re.search(r"flops|/\s*s|per\s+sec", unit, re.IGNORECASE):
        raise ValueError(f"'{raw}' reads as a rate (operations per second); the total count is asked: {FLOP_HINT}")
    if unit and found is None:
        raise ValueError(f"'{unit}' is no unit of compute; {FLOP_HINT}")
    prefix = found["prefix"] if found else ""
    if prefix not in _PREFIXES:
        prefix = prefix.lower() if prefix.lower() == "k" else prefix.upper()
    return _bounded(number * _PREFIXES[prefix], raw, FLOP_HINT)


def parse_count(raw: object) -> float:
    """A number of things, such as parameters. Raises ValueError."""
    number, unit = _number(raw, COUNT_HINT)
    word = unit.lower().removesuffix("parameters").removesuffix("params").strip()
    if word not in _COUNTS:
        raise ValueError(f"'{unit}' is not understood after a number; {COUNT_HINT}")
    return _bounded(number * _COUNTS[word], raw, COUNT_HINT)


def parse_day(raw: object) -> str:
    """A calendar day as `YYYY-MM-DD`. Raises ValueError, also for days that do not exist."""
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = raw.strip() if isinstance(raw, str) else repr(raw)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"'{text[:MAX_TEXT]}' is no date; write year-month-day, for example 2026-03-17")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError(f"the day {text} does not exist; write year-month-day, for example 2026-03-17") from error


def format_quantity(value: float, unit: str = "") -> str:
    """A number for reading: `3.2e+25 FLOP` as `3.2e25 FLOP`, small whole numbers as they are."""
    text = f"{value:g}" if abs(value) < 1e6 else f"{value:.4g}".replace("e+", "e")
    return f"{text} {unit}".strip()


def _number(raw: object, hint: str) -> tuple[float, str]:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError(f"'{raw}' is no number; {hint}")
    if isinstance(raw, int | float):
        if abs(raw) > MAX_NUMBER:  # an int may be larger than any float
            raise ValueError(f"a number of that size is too large to be meant; {hint}")
        return float(raw), ""
    if len(raw) > MAX_TEXT:
        raise ValueError(f"a number has at most {MAX_TEXT} characters; {hint}")
    found = _NUMBER.match(raw)
    if found is None:
        raise ValueError(f"'{raw}' is no number; {hint}")
    mantissa, exponent = found["mantissa"], found["exponent"]
    if re.fullmatch(r"[+-]?\d{1,3}[.,]\d{3}", mantissa) and exponent is None:
        raise ValueError(f"'{raw}' can be read in two ways (thousands or decimals); {hint}")
    value = float(mantissa.replace(",", "."))
    if exponent is not None:
        value = float(f"{mantissa.replace(',', '.')}e{exponent.translate(_SUPERSCRIPTS)}")
    return value, found["unit"]


def _bounded(value: float, raw: object, hint: str) -> float:
    if math.isnan(value) or math.isinf(value) or value > MAX_NUMBER:
        raise ValueError(f"'{raw}' is too large to be meant; {hint}")
    if value < 0:
        raise ValueError(f"'{raw}' is negative; it must be zero or more")
    return value
