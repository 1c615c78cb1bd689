"""What the app tells its screens about the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from textual.message import Message

from cop_tui.errors import CopTuiError


@dataclass
class SaveState(Message):
    """How saving goes: "saving", "saved" (`at`, UTC), or "failed" (`error`; the changes are kept and tried again)."""

    kind: Literal["saving", "saved", "failed"]
    at: datetime | None = None
    error: CopTuiError | None = None


@dataclass
class Changed(Message):
    """The file was written to, by this session's own writer or by another session."""
