"""The keys of the workspace. What the foot of the screen shows stands in the order in which it is shown."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

from cop_tui.services.marks import WORDS
from cop_tui.tui.widgets.answers import KEYS

WORKSPACE_KEYS: Final = (
    Binding("1", "answer(1)", "answer", key_display="1-6", id="workspace.implemented",
            tooltip="answer implemented"),
    *(
        Binding(key, f"answer({key})", f"answer {WORDS[KEYS[key]]}", show=False, id=f"workspace.{KEYS[key].value}")
        for key in "23456"
    ),
    Binding("n", "open(1)", "next open", id="workspace.next_open"),
    # The same once more: what Textual binds itself, as tab, would stand first in the line of keys.
    Binding("f6", "cycle(1)", "panes", key_display="tab", id="workspace.panes_shown"),
    Binding("p", "open(-1)", "previous open", show=False, id="workspace.previous_open"),
    Binding("i", "in_measure", "next in measure", show=False, id="workspace.next_in_measure",
            tooltip="next in this measure, the open ones first"),
    Binding("F", "next_flagged", "next flagged", show=False, id="workspace.next_flagged"),
    Binding("down,j", "step(1)", "next criterion", show=False, id="workspace.next"),
    Binding("up,k", "step(-1)", "previous criterion", show=False, id="workspace.previous"),
    Binding("right_square_bracket", "measure(1)", "next measure", show=False, id="workspace.next_measure"),
    Binding("left_square_bracket", "measure(-1)", "previous measure", show=False, id="workspace.previous_measure"),
    Binding("less_than_sign,alt+left", "visited(-1)", "back to where you were", show=False, id="workspace.visited"),
    Binding("greater_than_sign,alt+right", "visited(1)", "forward again", show=False, id="workspace.visited_next"),
    Binding("u", "undo", "undo", id="workspace.undo"),
    Binding("ctrl+r", "redo", "redo", show=False, id="workspace.redo"),
    Binding("m", "note", "note", id="workspace.note"),
    Binding("M", "edit_note", "note in your editor", show=False, id="workspace.edit_note",
            tooltip="write the note in your own editor ($VISUAL, $EDITOR)"),
    Binding("v", "evidence", "evidence", id="workspace.evidence"),
    Binding("o", "owner", "owner", id="workspace.owner"),
    Binding("d", "due", "due", id="workspace.due"),
    Binding("c", "checks", "checks", id="workspace.checks"),
    Binding("f", "flag", "flag", show=False, id="workspace.flag"),
    Binding("z", "effort", "effort", show=False, id="workspace.effort"),
    Binding("a", "answer_measure", "whole measure", show=False, id="workspace.answer_measure"),
    Binding("0,backspace", "remove_answer", "remove the answer", show=False, id="workspace.remove"),
    Binding("slash", "search", "search", id="workspace.search"),
    Binding("colon", "jump", "go to an id", show=False, id="workspace.jump"),
    Binding("g", "gaps", "gaps", id="workspace.gaps"),
    Binding("e", "report", "report", id="workspace.report"),
    Binding("t", "terms", "terms", show=False, id="workspace.terms", tooltip="terms of the glossary in this criterion"),
    Binding("H", "earlier", "earlier answers", show=False, id="workspace.earlier",
            tooltip="earlier answers in full, and who gave them"),
    Binding("y", "copy", "copy", show=False, id="workspace.copy", tooltip="copy this criterion and its answer"),
    Binding("b", "facts", "facts and scope", show=False, id="workspace.facts"),
    Binding("f2", "pane('nav')", "chapters", show=False, id="workspace.nav"),
    Binding("f3", "pane('criterion')", "criterion", show=False, id="workspace.criterion"),
    Binding("f4", "pane('context')", "why and where", show=False, id="workspace.context"),
    Binding("tab", "cycle(1)", "next pane", show=False, id="workspace.panes"),
    Binding("shift+tab", "cycle(-1)", "previous pane", show=False, id="workspace.panes_back"),
    Binding("f5", "tour", "tour", show=False, id="workspace.tour", tooltip="a tour of this screen in six steps"),
    Binding("escape", "back", "home", show=False, id="workspace.home"),
)  # fmt: skip
