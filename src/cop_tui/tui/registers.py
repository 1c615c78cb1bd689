"""The keys that lead to the registers of an assessment from any of its screens."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

REGISTER_KEYS: Final = (
    Binding("V", "register('evidence')", "evidence register", show=False, id="register.evidence"),
    Binding("A", "register('actions')", "actions", show=False, id="register.actions", tooltip="actions board"),
    Binding("T", "register('timeline')", "timeline", show=False, id="register.timeline",
            tooltip="timeline: deadlines and events"),
)  # fmt: skip
"""For screens with `action_register(name)`."""
PLAN: Final = Binding("P", "plan", "plan an action", show=False, id="register.plan",
                      tooltip="plan an action for this criterion")  # fmt: skip
