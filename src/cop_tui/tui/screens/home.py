"""The list of assessments: what each binds, how far it is, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import DataTable, Input, Static

from cop_tui.errors import CopTuiError
from cop_tui.tui.base import CopScreen, SessionScreen, is_tiny
from cop_tui.tui.named_keys import styled_keys
from cop_tui.tui.screens.confirm import ConfirmDialog, NameDialog
from cop_tui.tui.screens.home_files import HomeFiles
from cop_tui.tui.screens.home_row import EMPTY, LOADING, NO_MATCH, Row, cells, layout, row_of
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.table import FixedTable
from cop_tui.tui.widgets.topline import TopLine

if TYPE_CHECKING:
    from cop_tui.services.library import Figures
    from cop_tui.services.standing import Standing
    from cop_tui.store.records import AssessmentRecord


ROWS_AT_ONCE: Final = 200


class AssessmentTable(FixedTable[Any]):
    """The table of assessments; enter opens the one under the cursor."""

    HELP = "One line per assessment. Move with the arrow keys or {home.down} and {home.up}, open with {home.open}."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "open", id="home.open"),
        Binding("j", "cursor_down", "next", id="home.down", show=False),
        Binding("k", "cursor_up", "previous", id="home.up", show=False),
    ]


class HomeScreen(HomeFiles, CopScreen[None]):
    """What there is, and the way into it."""

    HELP = """Every assessment in this file. Binds: what the facts make binding. Readiness: the bar is solid up to
    what is reached, shaded up to what the open questions may still bring. Gaps: criteria that are partial, planned or
    missing. Next: the most overdue dated duty, else the nearest to come."""
    AUTO_FOCUS = ""  # the table takes it once there is something in it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "new", id="home.new"),
        Binding("o", "demo", "open the demo", id="home.demo"),
        Binding("d", "duplicate", "duplicate", id="home.duplicate"),
        Binding("r", "rename", "rename", id="home.rename"),
        Binding("e", "report", "report", id="home.report"),
        Binding("c", "compare", "compare", id="home.compare"),
        Binding("i", "import", "import", id="home.import", tooltip="import a file"),
        Binding("w", "export", "export", show=False, id="home.export", tooltip="export to a file"),
        Binding("m", "merge", "merge", show=False, id="home.merge", tooltip="merge a file"),
        Binding("x,delete", "delete", "delete", id="home.delete"),
        Binding("slash", "filter", "filter", id="home.filter", key_display="/"),
        Binding("escape", "clear_filter", "show all", id="home.clear", show=False),
    ]

    def __init__(self, *, passing: bool = False) -> None:
        """With `passing` another screen is about to be opened over it: until then there is only its first line."""
        super().__init__()
        self._passing = passing
        self._rows: dict[str, Row] = {}
        self._waiting: list[AssessmentRecord] = []
        self._ready = False
        self._shown: list[str] = []
        self._columns: tuple[str, ...] = ()
        self._adding = False
        self._filled = 0  # the width of the screen for which the table was filled

    def too_small(self, width: int, height: int) -> bool:
        """The way into everything else is drawn as long as there is room for a few names."""
        return is_tiny(width, height)

    def compose(self) -> ComposeResult:
        yield TopLine("Code of Practice self-assessment")
        if self._passing:
            return
        with Vertical(id="home"):
            yield Input(placeholder="filter by name, model or what binds", id="home-filter")
            yield AssessmentTable(id="home-table", cursor_type="row", zebra_stripes=False, cell_padding=1)
            yield Static("opening…", id="home-empty")
        yield KeyLine()

    # what is listed

    def on_mount(self) -> None:
        """List what a first look at the file has shown; the file is opened behind that."""
        today, use_ascii = self.cop.today(), self.cop.use_ascii
        for found in self.cop.glanced:
            loading = Row(found.id, found.name, found.model, *LOADING)
            self._rows[found.id] = loading if found.figures is None else row_of(found, found.figures, today, use_ascii)
        if not self._passing:
            self._fill()

    def opened(self) -> None:
        """The file is open: list what is in it, now or once the workspace above this one is closed.

        Textual's `is_current` is true below a workspace too: the list was made before that was painted, which took 0.3
        of 1.5 s with 10,000 assessments.
        """
        self._ready = True
        self.query_one(TopLine).renew()
        if not isinstance(self.app.screen, SessionScreen):
            self.reload()

    async def complete(self) -> None:
        """Make what was left out while it was only passed by; the list itself is made once one is back here."""
        if self._passing:
            self._passing = False
            await self.recompose()

    def reload(self) -> None:
        """List the file anew: names at once, figures as they are computed; known figures stand until then."""
        library = self.cop.library
        if library is None:
            return
        if self._passing:
            self.call_next(self._complete_and_reload)
            return
        records = sorted(library.records(), key=lambda r: r.updated_at, reverse=True)
        known = library.known_figures()
        before, self._rows = self._rows, {r.id: self._known(r, known.get(r.id)) for r in records}
        self._waiting = [r for r in records if r.id not in known]
        if self._shown and list(before.items()) == list(self._rows.items()):
            self.refresh_bindings()  # all of it stands there already
        else:
            self._fill()
        self.call_after_refresh(self._compute_next)

    async def _complete_and_reload(self) -> None:
        await self.complete()
        self.reload()

    def _known(self, record: AssessmentRecord, figures: Figures | None) -> Row:
        library = self.cop.library
        if figures is not None and library is not None:
            return row_of(record, figures, library.today, self.cop.use_ascii)
        old = self._rows.get(record.id)
        return Row(record.id, record.name, record.model, *(old.figures if old else LOADING))

    def _compute_next(self) -> None:
        """Compute one row and come back for the next, so that keys are answered in between."""
        library = self.cop.library
        if library is None or not self._waiting:
            return
        record = self._waiting.pop(0)
        if record.id in self._rows:
            try:
                row = row_of(record, library.figures(record), library.today, self.cop.use_ascii)
            except CopTuiError as error:
                row = Row(record.id, record.name, record.model, binds=error.message.splitlines()[0])
            self._rows[record.id] = row
            self._update(row)
        if self._waiting:
            self.call_after_refresh(self._compute_next)
        else:
            library.keep_figures()

    def _update(self, row: Row) -> None:
        table = self.query_one(AssessmentTable)
        if row.id in table.rows:
            for column, cell in zip(self._columns, cells(row, self._columns, self._filled), strict=True):
                table.update_cell(row.id, column, cell)

    def _fill(self) -> None:
        """Put the rows that match into the table; the cursor stays on its assessment."""
        table = self.query_one(AssessmentTable)
        here = self.chosen()
        table.clear(columns=True)
        self._filled = self.app.size.width  # which is known before the first layout: its list is in the first picture
        plan = layout(self._filled)
        self._columns = tuple(column.key for column in plan)
        for column in plan:
            table.add_column(column.title, key=column.key, width=column.width)
        needle = self.query_one("#home-filter", Input).value.casefold().split()
        shown = [row for row in self._rows.values() if all(word in row.haystack for word in needle)]
        self._shown = [row.id for row in shown]
        at = self._shown.index(here) if here in self._shown else 0
        self._add_rows(max(ROWS_AT_ONCE, at + 1))
        if here in self._shown:
            table.move_cursor(row=at, animate=False)
        self._show_or_explain(table)

    def _add_rows(self, count: int) -> None:
        """Put so many more rows into the table and come back for the next, so that keys are answered in between.

        Of 10,000 assessments all rows at once kept the first key waiting for 4.5 seconds.
        """
        table = self.query_one(AssessmentTable)
        here = table.row_count
        for ref in self._shown[here : here + count]:
            table.add_row(*cells(self._rows[ref], self._columns, self._filled), key=ref)
        table.settle()
        if table.row_count < len(self._shown) and not self._adding:
            self._adding = True
            self.call_after_refresh(self._add_more)

    def _add_more(self) -> None:
        self._adding = False
        if self.is_attached:
            self._add_rows(ROWS_AT_ONCE)

    def _show_or_explain(self, table: AssessmentTable) -> None:
        empty = self.query_one("#home-empty", Static)
        if self._ready:
            empty.update(styled_keys(self, NO_MATCH if self._rows else EMPTY))
        table.display = bool(self._shown)
        empty.display = not self._shown
        if table.display and self.focused is None:
            table.focus()
        self.refresh_bindings()

    def chosen(self) -> str | None:
        """The id of the assessment under the cursor."""
        if not self._shown:
            return None
        row = self.query_one(AssessmentTable).cursor_row
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        if not self._passing and event.size.width != self._filled:
            self._fill()

    def on_screen_resume(self) -> None:
        self.refresh_bindings()

    # filter

    def action_filter(self) -> None:
        field = self.query_one("#home-filter", Input)
        field.add_class("-open")
        field.focus()
        self.refresh_bindings()

    def action_clear_filter(self) -> None:
        field = self.query_one("#home-filter", Input)
        field.value = ""
        field.remove_class("-open")
        self._fill()
        self.query_one(AssessmentTable).focus()

    @on(Input.Changed, "#home-filter")
    def _filtered(self) -> None:
        self._fill()

    @on(Input.Submitted, "#home-filter")
    def _filter_done(self) -> None:
        self.query_one(AssessmentTable).focus()

    # what can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs an assessment shows only where there is one; the demo only where there is none."""
        if action in ("duplicate", "rename", "report", "compare", "delete", "export", "merge"):
            return self._ready and bool(self._shown)
        if action == "filter":
            return bool(self._rows)
        if action == "demo":
            return self._ready and not self._rows and not self._passing
        if action in ("new", "import"):
            return self._ready
        if action == "clear_filter":
            return any(field.has_class("-open") for field in self.query("#home-filter"))
        return action != "back"

    @on(DataTable.RowSelected)
    def _selected(self) -> None:
        ref = self.chosen()
        if ref is not None:
            self.cop.open_workspace(ref)

    def action_new(self) -> None:
        from cop_tui.tui.screens.new_assessment import NewAssessmentScreen

        self.app.push_screen(NewAssessmentScreen(), self._made)

    def _made(self, ref: str | None) -> None:
        self.reload()
        if ref is not None:
            self.cop.open_workspace(ref)

    def action_demo(self) -> None:
        self.query_one("#home-empty", Static).update("Writing the sample…")
        self.cop.make_demo()

    def action_duplicate(self) -> None:
        library, ref = self.cop.library, self.chosen()
        if library is None or ref is None:
            return

        def attempt(name: str) -> None:
            library.duplicate(ref, name)

        self.app.push_screen(NameDialog("Name of the copy", f"{self._rows[ref].name} (copy)", attempt), self._renamed)

    def action_rename(self) -> None:
        library, ref = self.cop.library, self.chosen()
        if library is None or ref is None:
            return

        def attempt(name: str) -> None:
            library.open(ref).rename(name=name)

        self.app.push_screen(NameDialog("Rename", self._rows[ref].name, attempt), self._renamed)

    def _renamed(self, name: str | None) -> None:
        if name is not None:
            self.reload()

    def action_delete(self) -> None:
        ref = self.chosen()
        if ref is None:
            return
        words = "It leaves the list. Its history stays in the file."
        self.app.push_screen(ConfirmDialog(f"Delete “{self._rows[ref].name}”?", words, "delete", "keep"), self._delete)

    def _delete(self, sure: bool | None) -> None:
        library, ref = self.cop.library, self.chosen()
        if not sure or library is None or ref is None:
            return
        try:
            library.delete(ref)
        except CopTuiError as error:
            self.cop.show_error(error)
        self.reload()

    def action_report(self) -> None:
        library, ref = self.cop.library, self.chosen()
        if library is None or ref is None:
            return
        try:
            self.cop.open_report(library.open(ref))
        except CopTuiError as error:
            self.cop.show_error(error)

    def action_compare(self) -> None:
        """The assessment under the cursor as it is now, with what it was or with another one."""
        from cop_tui.tui.screens.compare import CompareScreen
        from cop_tui.tui.screens.sides import ask_side

        library, ref = self.cop.library, self.chosen()
        if library is None or ref is None:
            return
        try:
            session = library.open(ref)
        except CopTuiError as error:
            self.cop.show_error(error)
            return

        def go(criterion: str | None) -> None:
            if criterion is not None:
                self.cop.open_workspace(session.record.id, criterion)

        def compare(before: Standing) -> None:
            self.app.push_screen(CompareScreen(before, session, session), go)

        ask_side(self, session, f"Compare {session.record.name} as it is now with ...", compare, now=False)
