"""What the app opens on behalf of its screens. Screens ask for it by name, so that none of them imports another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from textual.actions import ActionParseResult
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.screen import Screen
from textual.signal import Signal
from textual.timer import Timer

from cop_tui.errors import CopTuiError
from cop_tui.tui.asciify import AsciiFilter
from cop_tui.tui.base import CALM, TOO_SMALL, SessionScreen, is_tiny
from cop_tui.tui.messages import Changed, SaveState
from cop_tui.tui.screens.help import HelpScreen
from cop_tui.tui.screens.home import HomeScreen
from cop_tui.tui.typeahead import TypeAheadApp
from cop_tui.tui.view import View
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.topline import TopLine

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cop_tui.services.library import Library
    from cop_tui.services.session import Session
    from cop_tui.services.steps import Conflict


GAPS: Final = "Gap analysis"


class OpeningApp(TypeAheadApp):
    """The part of the app that opens workspaces, gaps, reports, facts, help and questions about conflicts."""

    def __init__(self) -> None:
        super().__init__()
        self.library: Library | None = None
        self.open_ref: str | None = None
        self.save_signal: Signal[SaveState] = Signal(self, "save")
        self.changed_signal: Signal[Changed] = Signal(self, "changed")
        self._version = 0
        self.use_ascii = False
        self._ascii_filter = AsciiFilter()
        self._gap_views: dict[str, View] = {}
        self._polling: Timer | None = None
        self._undecided: dict[Screen[Any], Callable[[bool | None], None]] = {}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Where the locale knows only ASCII everything is painted in it, what Textual draws too."""
        filters = super().get_line_filters()
        return [*filters, self._ascii_filter] if self.use_ascii else filters

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """What a key does; on a screen that cannot be seen, for want of room or yet, only what leads away from it."""
        if self._screen_stack and (self._covered or not self.screen.is_mounted):
            name = action.partition("(")[0].rpartition(".")[2] if isinstance(action, str) else action[1]
            if name not in CALM:
                return True
        return await super().run_action(action, default_namespace, namespaces)

    @property
    def _covered(self) -> bool:
        """Whether nothing can be seen of what has the focus; Textual's palette does not live in a tiny window."""
        palette = isinstance(self.screen, CommandPalette)
        return self.screen.has_class(TOO_SMALL) or (palette and is_tiny(*self.size))

    def open_workspace(self, ref: str, criterion: str | None = None) -> None:
        """Open an assessment where it was left, or at a criterion."""
        from cop_tui.tui.screens.workspace import WorkspaceScreen

        if self.library is None:
            self.open_ref = ref  # a list that was there before the file was open: it is opened then
            return
        try:
            session = self.library.open(ref)
        except CopTuiError as error:
            self.show_error(error)
            return
        self._watch()
        self.push_screen(WorkspaceScreen(session, criterion), self._reload_home)

    def _watch(self) -> None:
        """From now on see what other sessions write."""
        if self.library is None or self._polling is None:
            return
        if not any(isinstance(screen, SessionScreen) for screen in self.screen_stack):
            self._version = self.library.version()
        self._polling.resume()

    def _reload_home(self, _result: object = None) -> None:
        home = self.screen_stack[0]
        if isinstance(home, HomeScreen):
            home.reload()

    def _announce(self, *trail: str) -> None:
        """Paint where a key leads before the screen for it is made: that takes ten times as long."""
        for line in self.screen.query(TopLine):
            here = line.trail
            line.set_trail(*trail)
            self.paint_now(line)
            line.set_trail(*here)  # not painted before one is back here

    def open_gaps(self, session: Session) -> None:
        """The gap analysis over the workspace; a criterion chosen there is gone to."""
        from cop_tui.tui.screens.gaps import GapsScreen

        self._announce(session.record.name, GAPS)
        self._watch()
        below = self.screen

        def chosen(criterion: str | None) -> None:
            if criterion is None:
                return
            go = getattr(below, "go_to", None)
            if callable(go):
                go(criterion)
            else:
                self.open_workspace(session.record.id, criterion)

        view = self._gap_views.setdefault(session.record.id, View())
        self.push_screen(GapsScreen(session, view), chosen)

    def open_report(self, session: Session) -> None:
        """The report dialog."""
        from cop_tui.tui.screens.report import ReportDialog

        self.push_screen(ReportDialog(session))

    def open_facts(self, session: Session) -> None:
        """Facts and scope of an open assessment."""
        from cop_tui.tui.screens.new_assessment import NewAssessmentScreen

        below = self.screen

        def done(changed: str | None) -> None:
            if changed is not None and isinstance(below, SessionScreen):
                below.answers_changed(frozenset())

        self.push_screen(NewAssessmentScreen(session=session), done)

    def open_register(self, session: Session, name: str, at: str | None = None) -> None:
        """The register called "evidence", "actions" or "timeline", at one of its lines.

        A criterion chosen there is gone to. From one register to another nothing is stacked up.
        """
        from cop_tui.tui.screens.actions import ActionsScreen
        from cop_tui.tui.screens.evidence_register import EvidenceRegisterScreen
        from cop_tui.tui.screens.listed import ListsScreen
        from cop_tui.tui.screens.timeline import TimelineScreen

        self._watch()
        if isinstance(self.screen, ListsScreen):
            self.screen.dismiss(None)
        below = self.screen

        def closed(criterion: str | None) -> None:
            go = getattr(below, "go_to", None)
            if isinstance(below, SessionScreen) and (criterion is None or callable(go)):
                below.answers_changed(frozenset())
            if criterion is None:
                return
            if callable(go):
                go(criterion)
            elif isinstance(below, HomeScreen):
                self.open_workspace(session.record.id, criterion)
            else:
                below.dismiss(criterion)  # a screen or dialog over the workspace, which goes there

        screens = {"evidence": EvidenceRegisterScreen, "actions": ActionsScreen, "timeline": TimelineScreen}
        self.push_screen(screens[name](session, at), closed)

    def open_help(self, screen: Screen[Any]) -> None:
        """Help for what is on a screen now."""
        self.push_screen(HelpScreen(screen))

    def show_conflict(self, conflict: Conflict, decided: Callable[[bool | None], None]) -> None:
        """Ask which of two answers is to stand."""
        from cop_tui.tui.screens.conflict import ConflictScreen

        dialog = ConflictScreen(conflict)

        def closed(keep_mine: bool | None) -> None:
            if self._undecided.pop(dialog, None) is not None:
                decided(keep_mine)

        def show() -> None:
            if dialog in self._undecided:
                self.push_screen(dialog, closed)

        self._undecided[dialog] = decided
        self.when_at_rest(show)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End. A conflict that nobody decided leaves theirs; mine is in the history before the file is closed."""
        while self._undecided:
            self._undecided.popitem()[1](None)
        super().exit(result, return_code, message)

    def show_error(self, error: CopTuiError) -> None:
        """An error in words, without stopping the work."""
        self.notify(str(plain(str(error))), severity="error", timeout=10, markup=False)

    def worker_failed(self, fault: BaseException) -> None:
        """A fault of the program in a thread: its log is written, the work goes on."""
        from cop_tui.services.faults import fault_error

        self.show_error(fault_error(fault))
