"""XLSX: the working lists, one sheet each; what is filled in on the sheet "Answers" is read back by `answer --from`."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final

from cop_tui.reports.model import ReportModel
from cop_tui.reports.wording import capital, count, down, interval, left_out_words, moment
from cop_tui.reports.xlsx_model import Table
from cop_tui.reports.xlsx_tables import tables
from cop_tui.reports.xlsx_writing import add_pairs, add_table, new_book, written

NAME: Final = "xlsx"
TITLE: Final = "XLSX, the working lists, to fill in and read back"
EXTENSION: Final = "xlsx"
NEEDS: Final = ("openpyxl",)
EXTRA: Final = "xlsx"


def render(model: ReportModel) -> bytes:
    """The working lists as a workbook; the same model gives the same bytes."""
    lists = tables(model)
    book = new_book()
    add_pairs(book, "About", _about(model, lists))
    for table in lists:
        add_table(book, table)
    return written(book, f"{model.head.name}: working lists", datetime.combine(model.today, time.min, UTC))


def _about(model: ReportModel, lists: tuple[Table, ...]) -> list[tuple[str, str]]:
    """Whose lists these are, what they rest on, what is missing, and how they are filled in."""
    head, pack, standing = model.head, model.pack, model.summary.readiness
    rows = [
        (head.name, "Working lists"),
        ("Provider", head.provider),
        ("Model", head.model),
        ("Moment", head.moment.label if head.moment else "as it is now"),
        ("Day", model.today.isoformat()),
        ("Last changed", moment(head.updated_at) if model.shows("history") else ""),
        ("Audience", model.audience),
        ("Left out", left_out_words(model.left_out) or "Nothing."),
        ("Readiness", f"{interval(standing)} (what is not answered counts as nothing, then as everything)"),
        ("Demonstrated", down(standing.demonstrated)),
        ("Answered", f"{standing.answered} of {standing.asked} criteria"),
        ("Questionnaire", f"{pack.title}, {pack.id} {pack.version}"),
        ("Hash of it", pack.sha256),
        ("Hash of the content", head.content),
        ("Made by", head.tool),
        ("", pack.disclaimer),
    ]
    rows += [(table.name, f"{table.about} {capital(count(len(table.rows), 'row'))}.") for table in lists]
    if model.shows("answers"):
        rows += [("To fill in", words) for words in FILLING]
    return [(label, text) for label, text in rows if text]


FILLING: Final = (
    "On the sheet Answers, the columns with a green head may be filled in. Save the file as XLSX or as CSV (UTF-8) and "
    "read it back with: cop-tui answer ID --from FILE. Either everything is taken or nothing.",
    "An empty cell leaves what is there; (remove) or a dash takes it away. Other columns are not read.",
    "Evidence: one piece in a line, such as Framework v2.1 §4 (valid to 2027-03-01), by title or by id.",
    "Checks ticked: the ids of the checks, with blanks between them.",
    "An answer that somebody changed after this file was written is refused; without the column Updated at it is "
    "replaced.",
)
