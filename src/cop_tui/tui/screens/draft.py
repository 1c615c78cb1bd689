"""What is typed for a new assessment, or for the facts of an existing one, before it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cop_tui.domain.conditions import parse
from cop_tui.domain.decision import start_values
from cop_tui.domain.facts import Facts, format_fact, parse_fact, parse_facts
from cop_tui.domain.pack import FactInput, FactValue, Pack
from cop_tui.domain.scoping import Scope, scope
from cop_tui.domain.text import clean_name
from cop_tui.errors import FactsError

NOT_KNOWN: Final = "not known"
NAMES: Final = ("name", "provider", "model")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked: a name, or a fact of the pack (`spec`)."""

    id: str
    label: str
    question: str
    help: str
    why: str = ""
    spec: FactInput | None = None

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Values and words to choose from, "not known" last; none where something is typed."""
        if self.spec is None or self.spec.type in ("float", "date"):
            return ()
        if self.spec.type == "bool":
            return (("yes", "yes"), ("no", "no"), ("", NOT_KNOWN))
        known = tuple((value, self.spec.labels.get(value, value)) for value in self.spec.values)
        return known if "unknown" in self.spec.values else (*known, ("", NOT_KNOWN))

    @property
    def several(self) -> bool:
        """Whether more than one choice can be taken."""
        return self.spec is not None and self.spec.type == "list"


NAME_QUESTIONS: Final = (
    Question("name", "Assessment", "What is this assessment to be called?",
             "The model's name and the year make a good name. It must differ from your other assessments'."),
    Question("provider", "Provider", "Who provides the model?",
             "The legal entity under whose name the model is placed on the market. It may be left empty."),
    Question("model", "Model", "Which model is assessed?", "Name and version. It may be left empty."),
)  # fmt: skip


class Draft:
    """Names and facts as they stand, with what is wrong with them and what follows from them."""

    def __init__(
        self, pack: Pack, names: Mapping[str, str] | None = None, given: Mapping[str, Any] | None = None
    ) -> None:
        self.pack = pack
        self.names = {key: (names or {}).get(key, "") for key in NAMES}
        self.typed: dict[str, str] = {}
        """Text as typed where it is not (yet) a value; it is kept until it is corrected."""
        self._given: dict[str, FactValue] = dict(parse_facts(pack.scoping, given or {}).given)
        self._start = (dict(self.names), dict(self._given))
        self.scope: Scope = scope(pack, Facts(self._given))
        self.conflicts: dict[str, str] = {}

    @property
    def facts(self) -> dict[str, Any]:
        """What was said, as plain data; facts nobody spoke of are absent and take the pack's assumption."""
        return Facts(self._given).to_data()

    @property
    def dirty(self) -> bool:
        """Whether anything differs from how it began."""
        return bool(self.typed) or (self.names, self._given) != self._start

    def questions(self, group: str) -> tuple[Question, ...]:
        """What is asked of that group now: the pack's questions whose condition does not fail."""
        values = start_values(self.pack.scoping, Facts(self._given))
        asked = (
            Question(s.id, s.label or s.question, s.question, s.help or "", s.why_it_matters or "", s)
            for s in self.pack.scoping.inputs
            if s.group == group and (not s.ask_if or parse(s.ask_if).holds(values) is not False)
        )
        return (*(NAME_QUESTIONS if group == "provider" else ()), *asked)

    def words(self, question: Question) -> str:
        """The answer to a question as it is shown in the list."""
        if question.id in self.typed:
            return self.typed[question.id]
        if question.spec is None:
            return self.names[question.id] or "–"
        value = self.value(question)
        return NOT_KNOWN if value is None else format_fact(question.spec, value)

    def value(self, question: Question) -> FactValue:
        """The value a fact has now, given or assumed."""
        return None if question.spec is None else Facts(self._given).value(question.spec)

    def assumed(self, question: Question) -> bool:
        """Whether nobody spoke of the fact and the pack's assumption holds."""
        return (
            question.spec is not None and question.id not in self._given and question.id not in self.typed
            and self.value(question) is not None
        )  # fmt: skip

    def text(self, question: Question) -> str:
        """What the field holds when the question is opened."""
        if question.id in self.typed:
            return self.typed[question.id]
        if question.spec is None:
            return self.names[question.id]
        value = self.value(question)
        return f"{value:g}".replace("e+", "e") if isinstance(value, float) else str(value or "")

    def taken(self, question: Question) -> tuple[str, ...]:
        """The choices that hold now, as values of `Question.choices`."""
        value = self.value(question)
        if value is None:
            return ("",)
        if isinstance(value, tuple):
            return value
        return ("yes" if value else "no",) if isinstance(value, bool) else (str(value),)

    def set(self, question: Question, raw: object) -> str:
        """Take an answer in. Returns what is wrong with it; then it is kept as typed but does not count."""
        if question.spec is None:
            self.names[question.id] = str(raw)
            return "A name is needed." if question.id == "name" and not clean_name(str(raw)) else ""
        try:
            value = parse_fact(question.spec, raw)
        except ValueError as error:
            self.typed[question.id] = str(raw)
            return str(error)
        self.typed.pop(question.id, None)
        if question.id in self._given or value != self.value(question) or question.choices:
            self._given[question.id] = value
        self._follow()
        return self.conflicts.get(question.id, "")

    def _follow(self) -> None:
        """Compute what follows; facts that contradict each other leave the last result standing."""
        try:
            facts = parse_facts(self.pack.scoping, self.facts)
        except FactsError as error:
            parts = (problem.partition(": ") for problem in error.problems)
            self.conflicts = {key: f"It {words}." for key, _, words in parts}
            return
        self.conflicts = {}
        self.scope = scope(self.pack, facts)

    def problems(self) -> Iterator[tuple[str, str]]:
        """What must be corrected before this can be kept: question id and words."""
        if not clean_name(self.names["name"]):
            yield "name", "A name is needed."
        for key, text in self.typed.items():
            try:
                parse_fact(self.pack.scoping.input_index[key], text)
            except ValueError as error:
                yield key, str(error)
        yield from self.conflicts.items()

    def label(self, key: str) -> str:
        """The label of a fact or name."""
        spec = self.pack.scoping.input_index.get(key)
        return next((q.label for q in NAME_QUESTIONS if q.id == key), key) if spec is None else spec.label or key

    def assumptions(self) -> tuple[str, ...]:
        """Labels and values of the facts nobody spoke of, in order."""
        asked = (q for group in ("provider", "model") for q in self.questions(group))
        return tuple(f"{q.label}: {self.words(q)}" for q in asked if self.assumed(q))
