"""Plain data, as JSON and YAML hold it, and the dataclasses of the domain: the one read from the other, and back.

Reading is strict: unknown and missing keys and values of another type are refused, with the place where they stand.
Dataclasses and not pydantic's models, since everything that starts waits for them: pydantic with the 38 models took
270 ms and 12 MiB, more than a quarter of the way to an open assessment. Files that people write still pass through
pydantic (`questionnaires.loader`), which finds all their problems at once.
"""

from __future__ import annotations

import contextlib
import enum
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Literal, Self, TypeVar, Union, get_args, get_origin, get_type_hints

Read = Callable[[Any], Any]
T = TypeVar("T")
LEFT_OUT: Final = {"left out while unset": True}
"""Metadata of a field that plain data leaves out where it says nothing."""


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


class Model:
    """Base of the dataclasses that are read from plain data: frozen, strict about keys, checked whoever makes one."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        for name, check in _checks(type(self)).items():
            given = getattr(self, name)
            try:
                passed = check(given)
            except ValueError as error:
                raise _told(error).within(name) from error
            if passed is not given:
                object.__setattr__(self, name, passed)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read plain data; values that are what they shall become already are taken as they are. Raises DataError."""
        if not isinstance(data, Mapping):
            raise DataError(f"must hold keys and values (given: {_shown(data)})")
        readers = _readers(cls)
        read = {}
        for name, value in data.items():
            if name not in readers:
                raise DataError(f"unknown key; allowed are {', '.join(readers)}", str(name))
            try:
                read[name] = readers[name](value)
            except DataError as error:
                raise error.within(name) from None
        missing = _required(cls) - read.keys()
        if missing:
            raise DataError("key is missing", min(missing))
        return cls(**read)

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        return tuple(_readers(cls))

    def held(self) -> dict[str, Any]:
        """Its fields by name, as they are."""
        return {name: getattr(self, name) for name in self.field_names()}

    def changed(self, **update: Any) -> Self:
        """A copy with some fields replaced, read and checked like any other. Raises DataError."""
        return self.of({**self.held(), **update})

    def renewed(self, **update: Any) -> Self:
        """A copy with some fields replaced by values that need no check; nothing it had worked out comes along."""
        copy = object.__new__(type(self))
        copy.__dict__.update(self.held() | update)
        return copy

    def to_data(self) -> dict[str, Any]:
        """Plain data for JSON, with every field but those that are marked LEFT_OUT and say nothing."""
        hidden = _hidden(type(self))
        return {name: plain(value) for name, value in self.held().items() if value or name not in hidden}


def sparse(value: Any) -> Any:
    """As `plain`, without what is as it would be anyhow: no field that holds its default."""
    if isinstance(value, Model):
        usual = _usual(type(value))
        return {name: sparse(each) for name, each in value.held().items() if name not in usual or each != usual[name]}
    if isinstance(value, tuple):
        return [sparse(each) for each in value]
    return {key: sparse(each) for key, each in value.items()} if isinstance(value, dict) else plain(value)


def plain(value: Any) -> Any:
    """A value as JSON has it. Raises ValueError for what has no form there."""
    if isinstance(value, Model):
        return value.to_data()
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        text = value.isoformat()
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    raise ValueError(f"{type(value).__name__} has no form in JSON")


def _of_class(function: Callable[[Any], T]) -> Callable[[Any], T]:
    """Worked out once for each class; `functools.cache` with a type under which mypy lets classes be keys."""
    return cache(function)


# how a type is read


@_of_class
def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls, include_extras=True)
    return {each.name: hints[each.name] for each in fields(cls)}


@_of_class
def _readers(cls: Any) -> dict[str, Read]:
    return {name: _reader(hint) for name, hint in _hints(cls).items()}


@_of_class
def _required(cls: Any) -> frozenset[str]:
    found = fields(cls)
    return frozenset(f.name for f in found if f.default is MISSING and f.default_factory is MISSING)


@_of_class
def _usual(cls: Any) -> dict[str, Any]:
    return {f.name: f.default for f in fields(cls) if f.default is not MISSING}


@_of_class
def _hidden(cls: Any) -> frozenset[str]:
    return frozenset(f.name for f in fields(cls) if f.metadata == LEFT_OUT)


def _reader(hint: Any) -> Read:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _reader(arguments[0])
    if origin in (Union, types.UnionType):
        return _one_of([_reader(each) for each in arguments])
    if origin is Literal:
        return _among({each: each for each in arguments})
    if origin is tuple:
        return _each(_reader(arguments[0]))
    if origin is dict:
        return _values(_reader(arguments[1]))
    if hint is Any:
        return _same
    if issubclass(hint, Model):
        return _model(hint)
    if issubclass(hint, enum.Enum):
        return _among({each.value: each for each in hint})
    return _PLAIN[hint]


def _same(value: Any) -> Any:
    return value


def _none(value: Any) -> None:
    if value is not None:
        raise DataError(f"must be empty (given: {_shown(value)})")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise DataError(f"{_shown(value)} is no text")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise DataError(f"{_shown(value)} is neither true nor false")


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise DataError(f"{_shown(value)} is no whole number")


def _number(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise DataError(f"{_shown(value)} is no number")


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != value:
        raise DataError(f"{_shown(value)} is no date; it is written 2027-03-01")
    return day


def _moment(value: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise DataError(f"{_shown(value)} is no date and time; they are written 2027-03-01T09:30+01:00") from None
    if moment.tzinfo is None:
        raise DataError(f"{_shown(value)} does not say its distance from UTC")
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
        raise DataError(f"{_shown(value)} is not allowed; allowed are {', '.join(map(repr, allowed))}")

    return read


def _model(cls: type[Model]) -> Read:
    return lambda value: value if isinstance(value, cls) else cls.of(value)


def _each(reader: Read) -> Read:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise DataError(f"must be a list (given: {_shown(value)})")
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
            raise DataError(f"must hold keys and values (given: {_shown(value)})")
        found = {}
        for key, each in value.items():
            try:
                found[_text(key)] = reader(each)
            except DataError as error:
                raise error.within(str(key)) from None
        return found

    return read


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


# what values pass besides their type


@_of_class
def _checks(cls: Any) -> dict[str, Read]:
    found = {name: _check(hint) for name, hint in _hints(cls).items()}
    return {name: check for name, check in found.items() if check is not None}


def _check(hint: Any) -> Read | None:
    """What values of that type pass, the parts before the whole; None for nothing."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner = _check(arguments[0])
        steps = [each.check for each in arguments[1:] if isinstance(each, Checked)]
        return _in_turn([inner, *steps] if inner else steps)
    if origin in (Union, types.UnionType):
        parts = [each for each in map(_check, arguments) if each is not None]
        return None if not parts else lambda value: None if value is None else parts[0](value)
    if origin is tuple:
        each_of = _check(arguments[0])
        return None if each_of is None else lambda value: tuple(map(each_of, value))
    if origin is dict:
        of_keys = _check(arguments[0])
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


def _told(error: ValueError) -> DataError:
    return error if isinstance(error, DataError) else DataError(str(error))
