"""Plain data, as JSON and YAML hold it, and the dataclasses of the domain: the one read from the other, and back.

Reading is strict: unknown and missing keys and values of another type are refused, with the place where they stand.
Dataclasses and not pydantic's models, since everything that starts waits for them: pydantic with the 38 models took
270 ms and 12 MiB, more than a quarter of the way to an open assessment. Files that people write still pass through
pydantic (`questionnaires.loader`), which finds all their problems at once.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Final, Self, dataclass_transform, get_type_hints

from cop_tui.domain.reading import DataError, Read, check_of, reader_of, shown, told

LEFT_OUT: Final = {"left out while unset": True}
"""Metadata of a field that plain data leaves out where it says nothing."""


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Model:
    """Base of what is read from plain data: frozen dataclasses, strict about keys, checked whoever makes one.

    Raises DataError for values that are not what they must be.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    def __init_subclass__(cls) -> None:
        # The methods that `dataclass` would write for each of 38 classes are the same for all of them and stand here:
        # writing and compiling them took 35 ms of every start.
        dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)

    def __init__(self, **given: Any) -> None:
        shape = _shape(type(self))
        if wrong := (given.keys() - shape.readers.keys()) | (shape.required - given.keys()):
            raise TypeError(f"{type(self).__name__}: missing or unknown: {', '.join(sorted(wrong))}")
        self._hold(given)

    def _hold(self, given: Mapping[str, Any]) -> None:
        shape = _shape(type(self))
        self.__dict__.update(shape.usual)
        for name, make in shape.factories.items():
            self.__dict__[name] = make()
        self.__dict__.update(given)
        self.__post_init__()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        mine, others = self.__dict__, other.__dict__
        return self is other or all(mine[name] == others[name] for name in _shape(type(self)).readers)

    def __hash__(self) -> int:
        return hash(tuple(self.held().values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.held().items())})"

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __post_init__(self) -> None:
        for name, check in _shape(type(self)).checks.items():
            try:
                self.__dict__[name] = check(self.__dict__[name])
            except ValueError as error:
                raise told(error).within(name) from error

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read plain data; values that are what they shall become already are taken as they are. Raises DataError."""
        if not isinstance(data, Mapping):
            raise DataError(f"must hold keys and values (given: {shown(data)})")
        shape = _shape(cls)
        read = {}
        for name, value in data.items():
            reader = shape.readers.get(name)
            if reader is None:
                raise DataError(f"unknown key; allowed are {', '.join(shape.readers)}", str(name))
            try:
                read[name] = reader(value)
            except DataError as error:
                raise error.within(name) from None
        if missing := shape.required - read.keys():
            raise DataError("key is missing", min(missing))
        made = object.__new__(cls)
        made._hold(read)
        return made

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """The names of its fields, those of its bases first."""
        return tuple(_shape(cls).readers)

    def held(self) -> dict[str, Any]:
        """Its fields by name, as they are."""
        return {name: self.__dict__[name] for name in _shape(type(self)).readers}

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
        hidden = _shape(type(self)).hidden
        return {name: plain(value) for name, value in self.held().items() if value or name not in hidden}


def sparse(value: Any) -> Any:
    """As `plain`, without what is as it would be anyhow: no field that holds its default."""
    if isinstance(value, Model):
        usual = _shape(type(value)).usual
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


@dataclass(frozen=True, slots=True)
class _Shape:
    """What there is to know of a class of models, by the names of its fields."""

    readers: Mapping[str, Read]
    checks: Mapping[str, Read]
    required: frozenset[str]
    usual: Mapping[str, Any]
    factories: Mapping[str, Callable[[], Any]]
    hidden: frozenset[str]


def _shape_of(cls: Any) -> _Shape:
    found, hints = fields(cls), get_type_hints(cls, include_extras=True)
    checks = {each.name: check_of(hints[each.name]) for each in found}
    return _Shape(
        readers={each.name: reader_of(hints[each.name]) for each in found},
        checks={name: check for name, check in checks.items() if check is not None},
        required=frozenset(f.name for f in found if f.default is MISSING and f.default_factory is MISSING),
        usual={each.name: each.default for each in found if each.default is not MISSING},
        factories={each.name: each.default_factory for each in found if each.default_factory is not MISSING},
        hidden=frozenset(each.name for each in found if each.metadata == LEFT_OUT),
    )


_shape: Final[Callable[[Any], _Shape]] = cache(_shape_of)
