"""Conditions over facts: a small, closed expression language with three-valued logic.

Expressions are written as in Python but are never handed to it: they are parsed once, checked against a
whitelist and walked by the evaluator below. A value that is not known makes what depends on it unknown
(Kleene's logic), unless the rest decides: `False and ?` is false, `True or ?` is true.

`None` in a number or date means "not recorded"; the tables ask for it with `is None`. Comparing it is unknown.
"""

from __future__ import annotations

import ast
import enum
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final


class Unknown(enum.Enum):
    """The one value that stands for "not known"."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN
Tri = bool | Unknown


class ConditionError(ValueError):
    """An expression is not in the language, or cannot be computed; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A list gathered by rules, some of which may have fired: what is in it, and what may be."""

    definite: tuple[Any, ...] = ()
    possible: tuple[Any, ...] = ()

    def add(self, items: Iterable[Any], *, certain: bool) -> Collected:
        """The list with `items` in it for certain, or as a possibility."""
        definite, possible = list(self.definite), list(self.possible)
        for item in items:
            if item in definite:
                continue
            if certain:
                definite.append(item)
                if item in possible:
                    possible.remove(item)
            elif item not in possible:
                possible.append(item)
        return Collected(tuple(definite), tuple(possible))

    def contains(self, item: Any) -> Tri:
        if item in self.definite:
            return True
        return UNKNOWN if item in self.possible else False


MAX_LENGTH: Final = 2_000
MAX_NODES: Final = 400
MAX_MAGNITUDE: Final = 1e40
MAX_DAYS: Final = timedelta(days=36_525)

_ARITHMETIC: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ORDER: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ALLOWED: Final = (
    ast.Expression, ast.Name, ast.Load, ast.Constant, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not,
    ast.USub, ast.Compare, ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn, *_ORDER, ast.BinOp,
    *_ARITHMETIC, ast.IfExp, ast.List, ast.Call,
)  # fmt: skip


def truth(value: Any) -> Tri:
    """A value as a condition: unknown and "not recorded" are unknown, lists hold if they hold something."""
    if value is UNKNOWN or value is None:
        return UNKNOWN
    if isinstance(value, Collected):
        if value.definite:
            return True
        return UNKNOWN if value.possible else False
    return bool(value)


def negate(value: Tri) -> Tri:
    """Not; unknown stays unknown."""
    return UNKNOWN if value is UNKNOWN else not value


def _has_any(left: Any, right: Any) -> Any:
    certain = set(_definite(left)) & set(_definite(right))
    if certain:
        return True
    return UNKNOWN if set(_all(left)) & set(_all(right)) else False


def _without(left: Any, right: Any) -> Any:
    gone, maybe_gone = _definite(right), _all(right)
    kept = Collected().add([x for x in _definite(left) if x not in maybe_gone], certain=True)
    return kept.add([x for x in _all(left) if x not in gone], certain=False)


def _definite(value: Any) -> tuple[Any, ...]:
    return value.definite if isinstance(value, Collected) else tuple(value)


def _all(value: Any) -> tuple[Any, ...]:
    return value.definite + value.possible if isinstance(value, Collected) else tuple(value)


def _later(left: Any, right: Any) -> Any:
    return max((d for d in (left, right) if d is not None), default=None)


def _earlier(left: Any, right: Any) -> Any:
    return min((d for d in (left, right) if d is not None), default=None)


def _plus_days(day: Any, count: Any) -> Any:
    """So many days later; what would lie beyond the calendar is its last or first day."""
    if day is None:
        return None
    try:
        start, days = date.fromisoformat(day), timedelta(days=count)
        if abs(days) > MAX_DAYS:
            raise OverflowError("too many days")
        return date.fromordinal(min(max(start.toordinal() + days.days, 1), date.max.toordinal())).isoformat()
    except (ValueError, OverflowError, TypeError) as error:
        raise ConditionError(f"plus_days cannot add {count!r} days to {day!r}") from error


FUNCTIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "has_any": _has_any,
    "later": _later,
    "earlier": _earlier,
    "plus_days": _plus_days,
    "without": _without,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed expression: its text, the facts it reads and how to compute it."""

    text: str
    names: frozenset[str]
    tree: ast.expr

    def evaluate(self, facts: Mapping[str, Any]) -> Any:
        """The value over `facts`; UNKNOWN where they do not decide it. Raises ConditionError."""
        return _Evaluator(facts).value(self.tree)

    def holds(self, facts: Mapping[str, Any]) -> Tri:
        """Whether the condition holds: True, False or UNKNOWN."""
        return truth(self.evaluate(facts))

    def failing(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """The facts of the first part, joined by `and`, that makes the condition false; none if it is not false."""
        parts = self.tree.values if isinstance(self.tree, ast.BoolOp) and isinstance(self.tree.op, ast.And) else []
        for part in parts or [self.tree]:
            if truth(_Evaluator(facts).value(part)) is False:
                return tuple(n.id for n in ast.walk(part) if isinstance(n, ast.Name) and n.id not in FUNCTIONS)
        return ()


@lru_cache(maxsize=2_000)
def parse(text: str) -> Condition:
    """Read an expression. Raises ConditionError if it is not in the language."""
    if len(text) > MAX_LENGTH:
        raise ConditionError(f"a condition has at most {MAX_LENGTH} characters, this one {len(text)}")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConditionError(f"cannot read the condition {text!r}: {error}") from error
    names: set[str] = set()
    functions: set[int] = set()
    for count, node in enumerate(ast.walk(tree)):
        if count > MAX_NODES:
            raise ConditionError(f"the condition is too large: more than {MAX_NODES} parts")
        _check(node, functions)
        if isinstance(node, ast.Name) and id(node) not in functions:
            names.add(node.id)
    return Condition(text, frozenset(names), tree.body)


def _check(node: ast.AST, functions: set[int]) -> None:
    if not isinstance(node, _ALLOWED):
        kind = type(node).__name__
        raise ConditionError(
            f"{kind} is not allowed in a condition; allowed are names, numbers, texts, lists, and/or/not, "
            f"comparisons, in, + - * /, x if c else y, and {', '.join(FUNCTIONS)}"
        )
    if isinstance(node, ast.Constant) and not (node.value is None or isinstance(node.value, bool | int | float | str)):
        raise ConditionError(f"{node.value!r} is not allowed in a condition")
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
            raise ConditionError(f"only these functions may be called: {', '.join(FUNCTIONS)}")
        if len(node.args) != 2:
            raise ConditionError(f"{node.func.id} takes two values, not {len(node.args)}")
        functions.add(id(node.func))


class _Evaluator:
    """Walks a checked expression over one set of facts."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                if name not in self.facts:
                    raise ConditionError(f"no fact is called {name!r}")
                return self.facts[name]
            case ast.List(elts=items):
                return tuple(self.value(item) for item in items)
            case ast.BoolOp(op=op, values=parts):
                return self._bool(isinstance(op, ast.And), parts)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return negate(truth(self.value(part)))
            case ast.UnaryOp(operand=part):
                return self._arithmetic(ast.Sub(), 0, self.value(part))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._choice(truth(self.value(test)), body, orelse)
            case ast.Compare(left=left, ops=ops, comparators=rights):
                return self._compare(left, ops, rights)
            case ast.BinOp(left=left, op=op, right=right):
                return self._arithmetic(op, self.value(left), self.value(right))
            case ast.Call(func=ast.Name(id=name), args=args):
                return _called(name, [self.value(arg) for arg in args])
        raise ConditionError(f"{type(node).__name__} is not allowed in a condition")

    def _bool(self, is_and: bool, parts: list[ast.expr]) -> Tri:
        result: Tri = is_and
        for part in parts:
            value = truth(self.value(part))
            if value is UNKNOWN:
                result = UNKNOWN
            elif value is not is_and:
                return not is_and
        return result

    def _choice(self, test: Tri, body: ast.expr, orelse: ast.expr) -> Any:
        if test is not UNKNOWN:
            return self.value(body if test else orelse)
        one, other = self.value(body), self.value(orelse)
        return one if one == other else UNKNOWN

    def _compare(self, left: ast.expr, ops: list[ast.cmpop], rights: list[ast.expr]) -> Tri:
        result: Tri = True
        one = self.value(left)
        for op, node in zip(ops, rights, strict=True):
            other = self.value(node)
            step = _compare_two(op, one, other)
            if step is False:
                return False
            if step is UNKNOWN:
                result = UNKNOWN
            one = other
        return result

    def _arithmetic(self, op: ast.operator, left: Any, right: Any) -> Any:
        if left is UNKNOWN or right is UNKNOWN or left is None or right is None:
            return UNKNOWN
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            # 'x' * 10**12 would take all memory
            raise ConditionError(f"cannot compute with {left!r} and {right!r}: one is no number")
        try:
            result = _ARITHMETIC[type(op)](left, right)
        except (ZeroDivisionError, OverflowError) as error:
            raise ConditionError(f"cannot compute {left!r} and {right!r}: {error}") from error
        if not abs(result) <= MAX_MAGNITUDE:
            raise ConditionError("the result of a computation is no number, or too large")
        return result


def _called(name: str, values: list[Any]) -> Any:
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    try:
        return FUNCTIONS[name](*values)
    except TypeError as error:
        raise ConditionError(f"{name} cannot be computed of {values[0]!r} and {values[1]!r}") from error


def _compare_two(op: ast.cmpop, left: Any, right: Any) -> Tri:
    if isinstance(op, ast.In | ast.NotIn):
        found: Tri = UNKNOWN if left is UNKNOWN or right is UNKNOWN else _contains(right, left)
        return found if isinstance(op, ast.In) else negate(found)
    if any(value is UNKNOWN for value in (left, right)):
        return UNKNOWN
    match op:
        case ast.Is():
            return bool(left is right)
        case ast.IsNot():
            return left is not right
        case ast.Eq():
            return bool(left == right)
        case ast.NotEq():
            return bool(left != right)
    if left is None or right is None:
        return UNKNOWN
    try:
        return _ORDER[type(op)](left, right)
    except TypeError as error:
        raise ConditionError(f"cannot compare {left!r} with {right!r}") from error


def _contains(container: Any, item: Any) -> Tri:
    if isinstance(container, Collected):
        return container.contains(item)
    if not isinstance(container, tuple | list):
        raise ConditionError(f"'in' needs a list, not {container!r}")
    return any(item == held for held in container)
