"""A new assessment in four short steps, or the facts of an existing one: answered left, and right what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cop_tui.errors import CopTuiError, InputError
from cop_tui.tui.base import CopScreen
from cop_tui.tui.screens.confirm import ConfirmDialog
from cop_tui.tui.screens.draft import Draft
from cop_tui.tui.screens.fact_form import FactForm
from cop_tui.tui.screens.scope_words import brief, duties, standing, summary
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.questions import QuestionList
from cop_tui.tui.widgets.topline import TopLine

if TYPE_CHECKING:
    from cop_tui.services.session import Session

STEPS = ("Provider", "Model", "What binds you", "Confirm")
FLAT = 18
"""Rows below which there is room for one question and nothing else."""
GROUPS = ("provider", "model")
LAST = len(STEPS) - 1
BESIDE = 120
"""Columns from which questions and result stand side by side."""


class ResultPane(VerticalScroll):
    """What follows from the facts so far."""

    HELP = "What binds you as far as the facts say, with article, day and reason. Scroll with the arrow keys."


class NewAssessmentScreen(CopScreen[str]):
    """Names and facts, with what binds shown beside them at every answer. Dismisses with the assessment's id."""

    HELP = """Answer what you know; "not known" is an answer, and the result says which missing fact matters and why.
    Answers marked (assumed) are the usual case; they hold until you say otherwise. Numbers may be written as 3e25,
    1,5e25 or 30 YFLOP, days as 2026-05-01. Nothing is kept before the last step."""
    CSS_PATH = "new_assessment.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f4", "next_step", "next step", id="wizard.next"),
        Binding("enter", "next_step", "next step", id="wizard.go_on", show=False),
        Binding("b,f3", "previous_step", "step back", id="wizard.back"),
        Binding("f2", "result", "result / questions", id="wizard.result"),
        Binding("enter", "finish", "keep", id="wizard.finish"),
        Binding("pagedown", "read(1)", "read on", id="wizard.read_on", show=False),
        Binding("pageup", "read(-1)", "read back", id="wizard.read_back", show=False),
        Binding("escape", "to_list", "list", id="wizard.list"),
        Binding("escape", "back", "leave", id="wizard.leave"),
    ]

    def __init__(self, session: Session | None = None) -> None:
        super().__init__()
        self._session = session
        self._draft: Draft | None = None
        self._step = 0

    @property
    def draft(self) -> Draft:
        """What has been typed so far."""
        if self._draft is None:
            raise RuntimeError("there is no draft before the screen is mounted")
        return self._draft

    @property
    def form(self) -> FactForm:
        """The questions of the step."""
        return self.query_one(FactForm)

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield Static("", id="wizard-steps")
        with Horizontal(id="wizard-body"):
            yield FactForm()
            with ResultPane(id="wizard-result"):
                yield Static("", id="wizard-result-text")
                yield Static("", id="wizard-result-more")
        yield KeyLine()

    def on_mount(self) -> None:
        session, packs = self._session, self.cop.packs
        if session is not None:
            record = session.record
            names = {"name": record.name, "provider": record.provider, "model": record.model}
            self._draft = Draft(session.pack, names, session.facts.to_data())
        elif packs is not None:
            self._draft = Draft(packs.newest())
        self.set_class(session is not None, "-edit")
        if self._draft is None:
            self.dismiss(None)
            return
        self._show_step(0)

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.set_class(event.size.width < BESIDE, "-one")
        self.set_class(event.size.height < FLAT, "-flat")
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        self.query_one(QuestionList).redraw()
        self._show_result()

    # steps

    def _show_step(self, step: int) -> None:
        self._step = step
        asking = step < len(GROUPS)
        self.set_class(not asking, "-page")
        self.set_class(step == LAST - 1, "-two")
        self.remove_class("-result")
        name = "Facts and scope" if self._session else "New assessment"
        trail = (self._session.record.name, name) if self._session else (name,)
        self.query_one(TopLine).set_trail(*trail)
        self.query_one("#wizard-steps", Static).update(self._steps())
        if asking:
            self.form.show(self.draft, GROUPS[step])
        else:
            self.query_one(ResultPane).focus()
            self.query_one(ResultPane).scroll_home(animate=False)
        self.call_after_refresh(self._show_result)
        self.refresh_bindings()

    def _steps(self) -> Content:
        joint = "  " if self.size.width < 80 else "   "
        parts = [
            Content.styled(f"{i + 1} {words}", "bold $text-accent" if i == self._step else "$text-muted")
            for i, words in enumerate(STEPS)
        ]
        return Content(joint).join(parts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Steps where there are any; the switch to the result only where it has no room beside the questions."""
        if action == "previous_step":
            return self._step > 0
        if action == "next_step":
            return self._step < LAST
        if action == "finish":
            return self._step == LAST
        if action in ("to_list", "back"):
            inside = self.has_class("-result") or (self._step < len(GROUPS) and not self._in_list())
            return inside == (action == "to_list")
        if action == "result":
            return self._step < len(GROUPS) and not self._beside()
        return True

    def _beside(self) -> bool:
        return self.size.width >= BESIDE

    def action_next_step(self) -> None:
        if self._step < LAST and not self._stopped():
            self._show_step(self._step + 1)

    def action_previous_step(self) -> None:
        if self._step > 0:
            self._show_step(self._step - 1)

    def _stopped(self) -> bool:
        """Whether something in this step must be corrected first; then the cursor is put there."""
        return self._step < len(GROUPS) and self.form.stopped()

    def action_result(self) -> None:
        """Where there is no room for both: questions or result."""
        showing = not self.has_class("-result")
        self.set_class(showing, "-result")
        if showing:
            self.query_one(ResultPane).focus()
            self.call_after_refresh(self._show_result)
        else:
            self.form.focus_editor()

    def action_read(self, way: int) -> None:
        """Scroll the words below the field: on a low screen they are longer than their room."""
        self.form.read(way)

    # questions

    @on(FactForm.Followed)
    def _followed(self) -> None:
        self._show_result()

    @on(FactForm.Finished)
    def _finished(self) -> None:
        self.action_next_step()

    # the result

    def _show_result(self) -> None:
        if self._draft is None:
            return
        pane = self.query_one(ResultPane)
        if not pane.display or (self._step < len(GROUPS) and not self._beside() and not self.has_class("-result")):
            return
        width = max(pane.scrollable_content_region.width - (3 if self.has_class("-two") else 1), 20)
        more = Content("")
        if self._step < len(GROUPS):
            words = brief(self.draft, width)
        elif self._step == LAST:
            words = summary(self.draft, width, self._session is None)
        else:
            half = width // 2 - 2 if self._beside() else width
            words, more = standing(self.draft, half), duties(self.draft, half)
        self.query_one("#wizard-result-text", Static).update(words)
        self.query_one("#wizard-result-more", Static).update(more)

    # the end

    def action_finish(self) -> None:
        """Make the assessment, or keep the changed facts; what is refused is shown and nothing is lost."""
        wrong = next(iter(self.draft.problems()), None)
        if wrong is not None:
            provider = {q.id for q in self.draft.questions("provider")}
            self._show_step(0 if wrong[0] in provider else 1)
            self._stopped()
            return
        try:
            ref = self._keep()
        except CopTuiError as error:
            self._show_step(0)
            self.form.refuse("name", str(error))
            return
        self.dismiss(ref)

    def _keep(self) -> str:
        draft, session, library = self.draft, self._session, self.cop.library
        if session is not None:
            record = session.record
            if draft.names != {"name": record.name, "provider": record.provider, "model": record.model}:
                session.rename(**draft.names)
            if draft.facts != session.facts.to_data():
                session.set_facts(draft.facts)
            return session.record.id
        if library is None:
            raise InputError("The file is not open yet.", "Try again in a moment.")
        names = draft.names
        made = library.create(names["name"], provider=names["provider"], model=names["model"], facts=draft.facts)
        return made.id

    def unsaved(self) -> str:
        """What was typed is kept only at the last step."""
        if self._draft is None or not self._draft.dirty:
            return ""
        return "What you typed here is not kept yet. Step 4 keeps it."

    def _in_list(self) -> bool:
        """Whether escape leads out: from the list, or where there is no room for one."""
        return self.has_class("-flat") or self.query_one(QuestionList).has_focus

    def action_to_list(self) -> None:
        """From the field, or from the result, to the list of questions."""
        if self.has_class("-result"):
            self.action_result()
        self.query_one(QuestionList).focus()

    def action_back(self) -> None:
        """Out, asking first if something was typed."""
        if self.unsaved():
            dialog = ConfirmDialog("Leave without keeping it?", self.unsaved(), "leave", "stay")
            self.app.push_screen(dialog, self._leave)
        else:
            self.dismiss(None)

    def _leave(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(None)
