"""How a value of plain data becomes one of a type, by the type's annotation; what is wrong is named with its place."""

from __future__ import annotations

import contextlib
import enum
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

Read = Callable[[Any], Any]


class DataError(ValueError):
    """Plain data is not what it must be; `place` leads to where: `evidence[0].valid_until`."""

    def __init__(self, words: str, place: str = "") -> None:
        super().__init__(f"{place}: {words}" if place else words)
        self.words = words
        self.place = place

    def within(self, step: str) -> DataError:
        """The same error seen from one level further out."""
        joint = "." if self.place and not self.place.startswith("[") else ""
        return DataError(self.words, f"{step}{joint}{self.place}")


@dataclass(frozen=True, slots=True)
class Checked:
    """Stands in an annotation for what a value passes besides its type.

    `check` returns the value, perhaps cleaned, or raises ValueError.
    """

    check: Read

    def __get_pydantic_core_schema__(self, source: Any, handler: Read) -> Any:
        """Pydantic's way to run `check` where it reads a field, so that its errors name the place."""
        run = {"type": "no-info", "function": self.check}
        return {"type": "function-after", "function": run, "schema": handler(source)}


def filled(value: str) -> str:
    """A check: there is something in the text. Raises ValueError."""
    if not value:
        raise ValueError("must not be empty")
    return value


def at_most(length: int) -> Read:
    """A check: a text has at most so many characters, a list so many parts. It raises ValueError."""

    def check(value: Any) -> Any:
        if len(value) > length:
            raise ValueError(f"may have at most {length} {'characters' if isinstance(value, str) else 'parts'}")
        return value

    return check


def between(least: int, most: int) -> Read:
    """A check: a number lies within bounds, both included. It raises ValueError."""

    def check(value: int) -> int:
        if not least <= value <= most:
            raise ValueError(f"must lie between {least} and {most}")
        return value

    return check


# how a type is read


def reader_of(hint: Any) -> Read:
    """What reads plain data into a type, by its annotation. It raises DataError."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return reader_of(arguments[0])
    if origin in (Union, types.UnionType):
        return _one_of([reader_of(each) for each in arguments])
    if origin is Literal:
        return _among({each: each for each in arguments})
    if origin is tuple:
        return _each(reader_of(arguments[0]))
    if origin is dict:
        return _values(reader_of(arguments[1]))
    if hint is Any:
        return _same
    if hasattr(hint, "of"):  # a model
        return _model(hint)
    if issubclass(hint, enum.Enum):
        return _among({each.value: each for each in hint})
    return _PLAIN[hint]


def _same(value: Any) -> Any:
    return value


def _none(value: Any) -> None:
    if value is not None:
        raise DataError(f"must be empty (given: {shown(value)})")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise DataError(f"{shown(value)} is no text")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise DataError(f"{shown(value)} is neither true nor false")


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise DataError(f"{shown(value)} is no whole number")


def _number(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise DataError(f"{shown(value)} is no number")


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != value:
        raise DataError(f"{shown(value)} is no date; it is written 2027-03-01")
    return day


def _moment(value: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise DataError(f"{shown(value)} is no date and time; they are written 2027-03-01T09:30+01:00") from None
    if moment.tzinfo is None:
        raise DataError(f"{shown(value)} does not say its distance from UTC")
    return moment


_PLAIN: Final[Mapping[Any, Read]] = {
    types.NoneType: _none, str: _text, bool: _truth, int: _whole, float: _number, date: _day, datetime: _moment,
}  # fmt: skip


def _one_of(readers: list[Read]) -> Read:
    optional = _none in readers
    *first, last = (each for each in readers if each is not _none)

    def read(value: Any) -> Any:
        if value is None and optional:
            return None
        for each in first:
            with contextlib.suppress(DataError):
                return each(value)
        return last(value)

    return read


def _among(allowed: Mapping[str, Any]) -> Read:
    def read(value: Any) -> Any:
        if isinstance(value, str) and value in allowed:
            return allowed[value]
        raise DataError(f"{shown(value)} is not allowed; allowed are {', '.join(map(repr, allowed))}")

    return read


def _model(cls: Any) -> Read:
    return lambda value: value if isinstance(value, cls) else cls.of(value)


def _each(reader: Read) -> Read:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise DataError(f"must be a list (given: {shown(value)})")
        try:
            return tuple(map(reader, value))
        except DataError:
            return tuple(placed(at, each) for at, each in enumerate(value))

    def placed(at: int, value: Any) -> Any:
        try:
            return reader(value)
        except DataError as error:
            raise error.within(f"[{at}]") from None

    return read


def _values(reader: Read) -> Read:
    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise DataError(f"must hold keys and values (given: {shown(value)})")
        found = {}
        for key, each in value.items():
            try:
                found[_text(key)] = reader(each)
            except DataError as error:
                raise error.within(str(key)) from None
        return found

    return read


def shown(value: object) -> str:
    """A value as messages name it, cut off."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


# what values pass besides their type


def check_of(hint: Any) -> Read | None:
    """What values of that type pass, the parts before the whole; None for nothing."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner = check_of(arguments[0])
        steps = [each.check for each in arguments[1:] if isinstance(each, Checked)]
        return _in_turn([inner, *steps] if inner else steps)
    if origin in (Union, types.UnionType):
        parts = [each for each in map(check_of, arguments) if each is not None]
        return None if not parts else lambda value: None if value is None else parts[0](value)
    if origin is tuple:
        each_of = check_of(arguments[0])
        return None if each_of is None else lambda value: tuple(map(each_of, value))
    if origin is dict:
        of_keys = check_of(arguments[0])
        return None if of_keys is None else lambda value: {of_keys(key): each for key, each in value.items()}
    return None


def _in_turn(steps: list[Read]) -> Read:
    if len(steps) == 1:
        return steps[0]

    def check(value: Any) -> Any:
        for step in steps:
            value = step(value)
        return value

    return check


def told(error: ValueError) -> DataError:
    """What a check refused, as an error that can be placed."""
    return error if isinstance(error, DataError) else DataError(str(error))
