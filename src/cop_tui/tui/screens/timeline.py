"""The timeline: what falls due, overdue first, and the events from which it is counted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cop_tui.errors import CopTuiError
from cop_tui.services import signing
from cop_tui.services.session import Session
from cop_tui.tui.screens.dialogs import TextScreen
from cop_tui.tui.screens.event_form import change_event, record_event
from cop_tui.tui.screens.listed import ListsScreen
from cop_tui.tui.widgets.duty_list import FOLDED, duty_listing, event_listing
from cop_tui.tui.widgets.gap_table import Listing
from cop_tui.tui.widgets.timestrip import strip_lines

STRIP_FROM = 30
"""From how many rows on the timeline is drawn at the top."""
EVENTS = 1


class TimelineScreen(ListsScreen):
    """Closes with the criterion to go to, or None."""

    PLACE = "Timeline"
    HELP = (
        "Every dated duty: overdue first, then by day, each with what it was counted from. What cannot be dated names "
        "the fact or event that is missing; {timeline.record} records an event. Business days are Monday to Friday: "
        "public holidays are not known here, so a day is never later than the true one. {timeline.calendar} writes a "
        "calendar file; importing it again updates what is there."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "record", "record an event", id="timeline.record"),
        Binding("e", "edit", "edit", id="timeline.edit", tooltip="edit the event"),
        Binding("x,delete", "remove", "remove", id="timeline.remove", key_display="x", tooltip="remove the event"),
        Binding("i", "calendar", "calendar file", id="timeline.calendar", tooltip="write the calendar file (.ics)"),
    ]

    def __init__(self, session: Session, at: str | None = None) -> None:
        super().__init__(session, at)
        self.closed = set(FOLDED)

    # showing

    def listings(self) -> tuple[Listing, ...]:
        return (duty_listing(self.session, self.closed, self.cop.use_ascii), event_listing(self.session))

    def notice(self) -> Content | None:
        """The timeline, drawn where the height allows."""
        if self.size.height < STRIP_FROM:
            return None
        session = self.session
        lines = strip_lines(session.deadlines, session.today, self.size.width - 4, self.cop.use_ascii)
        return Content("\n").join(lines) if lines else None

    # what the keys do

    @property
    def event(self) -> str | None:
        """The event under the cursor."""
        line = self.line
        return line.key if line is not None and line.key in self.session.register.events else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a recorded event can be edited or removed."""
        if action in ("edit", "remove"):
            return self.ready and self.event is not None
        return super().check_action(action, parameters)

    def action_record(self) -> None:
        """Record an event; on a duty that waits for one, that kind comes first."""
        wanted = ""
        if self.line is not None and self.view.chosen != EVENTS:
            here = self.line.key
            duty = next((d for d in self.session.deadlines if d.id == here), None)
            kinds = self.session.pack.event_index
            fitting = [w for w in (duty.waits_for if duty else ()) if w in kinds and kinds[w].recordable]
            wanted = fitting[0] if len(fitting) == 1 else ""
        record_event(self, self.session, self._recorded, wanted)

    def _recorded(self, key: str) -> None:
        self.renew(self.keyed("Recorded: the clocks run from it. {listed.undo} takes it back."), key=key, chosen=EVENTS)

    def action_edit(self) -> None:
        if self.event is not None:
            change_event(self, self.session, self.event, lambda key: self.renew("Changed.", key=key))

    def action_remove(self) -> None:
        key = self.event
        if key is not None:
            self.do(lambda: signing.remove_event(self.session, key), "Removed; its history stays.")

    def action_calendar(self) -> None:
        """Ask where to, then write; what is there is replaced, so that a calendar can take it in anew."""
        from cop_tui.services.places import export_folder
        from cop_tui.services.reporting import slug

        start = export_folder() / f"{slug(self.session.record.name)}-deadlines.ics"

        def check(text: str) -> str:
            path = Path(text).expanduser().absolute()
            if path.is_dir():
                raise ValueError("That is a folder; name a file in it.")
            if path.suffix.lower() != ".ics":
                raise ValueError("A calendar file ends in .ics.")
            return "The file is there and would be replaced." if path.exists() else f"Writes {path}"

        screen = TextScreen(
            "Calendar file", intro="For ordinary calendar programs; importing it again updates what is there.",
            initial=str(start), check=check, required="Name the file to write.",
        )  # fmt: skip
        self.app.push_screen(screen, self._write)

    def _write(self, text: str | None) -> None:
        from cop_tui.reports.as_ics import calendar
        from cop_tui.services.files_out import write_file

        if not text:
            return
        record = self.session.record
        made = calendar(f"{record.name}: deadlines", record.id, self.session.deadlines, stamp=datetime.now(UTC))
        try:
            path = write_file(Path(text), made, force=True)
        except CopTuiError as error:
            self.say(str(error))
        else:
            self.say(f"Written: {path}")
