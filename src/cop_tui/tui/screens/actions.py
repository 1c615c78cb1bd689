"""What somebody does about the gaps: a board by owner or by due date."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cop_tui.domain.register import Action, ActionStatus
from cop_tui.services import actions
from cop_tui.services.entries import count
from cop_tui.services.session import Session
from cop_tui.tui.screens.action_form import FinishScreen, change_action, plan_action
from cop_tui.tui.screens.dialogs import TextScreen
from cop_tui.tui.screens.listed import ListsScreen
from cop_tui.tui.screens.pick import PickScreen, criterion_choices
from cop_tui.tui.widgets.action_list import ENDED, Board, action_listing
from cop_tui.tui.widgets.gap_table import Listing
from cop_tui.tui.widgets.prose import MUTED

BOARDS: tuple[Board, ...] = ("owner", "due")


class ActionsScreen(ListsScreen):
    """Closes with the criterion to go to, or None."""

    PLACE = "Actions"
    HELP = (
        "What is done about the gaps, by whom and by when. An overdue action says so in words. Done asks for the new "
        "state of each criterion, because an action is done when its criteria say so; dropping needs a reason. "
        "{list.go} goes to the criterion, or folds a group."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "new", id="actions.new", tooltip="plan an action"),
        Binding("e", "edit", "edit", id="actions.edit", tooltip="edit the action"),
        Binding("s", "start", "start", id="actions.start", tooltip="work on the action has begun"),
        Binding("d", "done", "done", id="actions.done", tooltip="the action is done"),
        Binding("x", "drop", "drop", id="actions.drop", tooltip="drop the action, with a reason"),
        Binding("o", "reopen", "reopen", id="actions.reopen", tooltip="open the action again"),
        Binding("b", "board", "by owner / due", id="actions.board", tooltip="board by owner or by due date"),
    ]

    def __init__(self, session: Session, at: str | None = None) -> None:
        super().__init__(session, at)
        self.closed = {ENDED}

    def listings(self) -> tuple[Listing, ...]:
        return tuple(action_listing(self.session, board, self.closed, self.cop.use_ascii) for board in BOARDS)

    def notice(self) -> Content | None:
        """How much is open, overdue and nobody's."""
        found = list(self.session.register.actions.values())
        going = [a for a in found if not a.status.ended]
        if not going:
            return None
        late = sum(a.overdue(self.session.today) for a in going)
        nobody = sum(not a.owner for a in going)
        undated = sum(a.due is None for a in going)
        planned = {c for a in going for c in a.criteria}
        bare = sum(gap.criterion not in planned for gap in self.session.analysis.gaps)
        parts = [Content(f"{count(len(going), 'action')}{'s' if len(going) > 1 else ''} to do")]
        parts += [Content.styled(f"{late} overdue", "bold $text-warning")] if late else []
        parts += [Content(f"{nobody} without owner")] if nobody else []
        parts += [Content(f"{undated} without due date")] if undated else []
        parts += [Content.styled(f"{bare} gap{'' if bare == 1 else 's'} without an action", MUTED)] if bare else []
        return Content(" - " if self.cop.use_ascii else " · ").join(parts)

    # what the keys do

    @property
    def action_key(self) -> str | None:
        """The action under the cursor."""
        line = self.line
        return line.key if line is not None and line.key in self.session.register.actions else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What an action's status does not allow does not show."""
        if action in ("edit", "start", "done", "drop", "reopen"):
            entry = self.session.register.actions.get(self.action_key or "") if self.ready else None
            return entry is not None and _allows(entry, action)
        return super().check_action(action, parameters)

    def action_board(self) -> None:
        self.action_turn(1)

    def action_new(self) -> None:
        """Choose the gaps, then plan what closes them."""
        gaps = [gap.criterion for gap in self.session.analysis.gaps]

        def chosen(criteria: tuple[str, ...] | None) -> None:
            if criteria is not None:
                plan_action(self, self.session, criteria, self._planned)

        if not gaps:
            plan_action(self, self.session, (), self._planned)
            return
        choices = criterion_choices(self.session, self.cop.use_ascii, gaps)
        self.app.push_screen(PickScreen("Which gaps does it close?", choices, many=True), chosen)

    def _planned(self, key: str) -> None:
        self.renew(self.keyed("Planned. {listed.undo} takes it back."), key=key)

    def action_edit(self) -> None:
        if self.action_key is not None:
            change_action(self, self.session, self.action_key, lambda key: self.renew("Changed.", key=key))

    def action_start(self) -> None:
        self._move(ActionStatus.IN_PROGRESS, "In progress.")

    def action_reopen(self) -> None:
        self._move(ActionStatus.OPEN, "Open again.")

    def _move(self, status: ActionStatus, words: str) -> None:
        key = self.action_key
        if key is not None:
            self.do(lambda: actions.move_action(self.session, key, status), words, key=key)

    def action_done(self) -> None:
        key = self.action_key
        if key is None:
            return
        if not self.session.register.actions[key].criteria:
            self.do(lambda: actions.finish_action(self.session, key, {}), "Done.")
            return

        def finished(done: bool | None) -> None:
            if done:
                self.renew(self.keyed("Done; its criteria have their new state. {listed.undo} takes all of it back."))

        self.app.push_screen(FinishScreen(self.session, key), finished)

    def action_drop(self) -> None:
        key = self.action_key
        if key is None:
            return

        def given(reason: str | None) -> None:
            if reason:
                self.do(lambda: actions.drop_action(self.session, key, reason), "Dropped.")

        what = self.session.register.actions[key].what
        screen = TextScreen(
            f"Drop: {what}", intro="Why is it given up? The gap stays a gap.", placeholder="reason",
            required="An action is dropped with a reason.",
        )  # fmt: skip
        self.app.push_screen(screen, given)


def _allows(entry: Action, action: str) -> bool:
    if action == "reopen":
        return entry.status is not ActionStatus.OPEN
    if action == "start":
        return entry.status is ActionStatus.OPEN
    return action == "edit" or not entry.status.ended
