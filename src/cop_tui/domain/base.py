"""What all models of a pack share: frozen, strict about keys, with ids and expressions that are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from cop_tui.domain.conditions import ConditionError, parse

Confidence = Literal["high", "medium", "low"]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]


class Model(BaseModel):
    """Base of all pack models: frozen, strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's, without what the original had computed from its fields (`cached_property`)."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


def checked_expression(text: str | None) -> str | None:
    """A validator: the text of a condition that is in the language. Raises ValueError."""
    if text is not None:
        try:
            parse(text)
        except ConditionError as error:
            raise ValueError(str(error)) from error
    return text


class Source(Model):
    """Where a text was taken from."""

    title: str
    date: str | None = None
    publisher: str | None = None
    reference: str
    url: str | None = None
