"""Tables to a workbook: text is only ever text, the same tables give the same bytes, nothing names the machine."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from cop_tui.reports.sheet_cells import IMPOSSIBLE, cell_text, runs
from cop_tui.reports.xlsx_model import Column, Table, Value

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

FIRST_DAY: Final = date(1900, 3, 1)
"""Days before are counted in two ways, so they are written as text."""
LINE_HEIGHT: Final = 13.5
ROW_MAX: Final = 409.0
"""Points; no row may be higher."""
PAGE_WIDTH: Final = 200
"""Characters that stand side by side on a printed page and can still be read."""
ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)

_FORMATS: Final = {"day": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm:ss", "number": "General", "share": "0 %"}
_INK: Final = "FF1F2A44"
_ACCENT: Final = "FF0B6E6E"
_PALE: Final = "FFEFF7F6"
_LINE: Final = "FFD5DAE1"


def add_table(book: Workbook, table: Table) -> None:
    """Add a sheet: frozen heads with filters, widths, wrapped text, words to choose from where only some may stand."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(table.name)
    last = len(table.rows) + 1
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{last}"
    sheet.print_title_rows = "1:1"
    sheet.print_title_cols = f"A:{get_column_letter(table.fixed)}"
    widths = [column.width for column in table.columns]
    _set_page(sheet, math.ceil(sum(widths) / PAGE_WIDTH))
    _set_height(sheet, 1, widths, [column.head for column in table.columns])
    sheet.append([_cell(sheet, c.head, "cop fill head" if c.fill else "cop head") for c in table.columns])
    for number, row in enumerate(table.rows, 2):
        _set_height(sheet, number, widths, row)
        sheet.append(list(_cells(sheet, table.columns, row)))
    for number, column in enumerate(table.columns, 1):
        if column.fill and table.rows:
            _restrict(sheet, column, f"{get_column_letter(number)}2:{get_column_letter(number)}{last}")


def add_pairs(book: Workbook, name: str, rows: Sequence[tuple[str, str]]) -> None:
    """Add a sheet of labels with what belongs to them; the first row is its title."""
    sheet = book.create_sheet(name)
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 100
    _set_page(sheet, 1)
    sheet.row_dimensions[1].height = 2 * LINE_HEIGHT
    for number, (label, text) in enumerate(rows, 1):
        styles = ("cop title", "cop title") if number == 1 else ("cop label", "cop text")
        if number > 1:
            _set_height(sheet, number, (26, 100), (label, text))
        sheet.append([_cell(sheet, label, styles[0]), _cell(sheet, text, styles[1])])


def new_book() -> Workbook:
    """An empty workbook with the styles of the lists."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    book = Workbook(write_only=True)
    line = Border(bottom=Side("thin", color=_LINE))
    top = Alignment(horizontal="left", vertical="top", wrap_text=True)

    def add(name: str, **fields: Any) -> None:
        style = NamedStyle(name, font=fields.pop("font", Font(name="Calibri", size=10)), alignment=top, **fields)
        book.add_named_style(style)

    pale = PatternFill("solid", fgColor=_PALE)
    for kind in ("text", *_FORMATS):
        form = _FORMATS.get(kind, "@" if kind == "text" else "General")
        add(f"cop {kind}", border=line, number_format=form)
        add(f"cop fill {kind}", border=line, number_format=form, fill=pale)
    head = Font(name="Calibri", size=10, bold=True, color="FFFFFFFF")
    add("cop head", font=head, fill=PatternFill("solid", fgColor=_INK))
    add("cop fill head", font=head, fill=PatternFill("solid", fgColor=_ACCENT))
    add("cop label", font=Font(name="Calibri", size=10, bold=True, color=_INK), border=line)
    add("cop title", font=Font(name="Calibri", size=14, bold=True, color=_INK))
    return book


def written(book: Workbook, title: str, at: datetime) -> bytes:
    """The workbook's bytes; `title` and `at` (UTC) are all that its properties say."""
    raw = io.BytesIO()
    book.save(raw)
    out = io.BytesIO()
    properties = {"docProps/core.xml": _core(title, at), "docProps/app.xml": _APP}
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in made.namelist():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            fixed.writestr(info, properties.get(name) or made.read(name))
    return out.getvalue()


def _cells(sheet: Any, columns: Sequence[Column], row: Sequence[Value]) -> Iterator[Cell]:
    for column, value in zip(columns, row, strict=True):
        yield _cell(sheet, value, f"cop fill {column.kind}" if column.fill else f"cop {column.kind}")


def _cell(sheet: Any, value: Value, style: str) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    elif isinstance(value, date) and value < FIRST_DAY:
        value = value.isoformat()
    cell = WriteOnlyCell(sheet)
    cell.style = style
    if isinstance(value, str):
        if not value:
            return cell
        cell.value = cell_text(value)
        cell.data_type = "s"  # text such as "=1" or "#REF!" would else be more than text
        if runs(value):
            cell.quotePrefix = True
    else:
        form = cell.number_format
        cell.value = value
        cell.number_format = form
    return cell


def _set_height(sheet: Any, number: int, widths: Sequence[int], values: Sequence[Value]) -> None:
    """As many lines as the longest cell takes: not every program finds that out by itself."""
    lines = max((_lines(value, width) for width, value in zip(widths, values, strict=True)), default=1)
    sheet.row_dimensions[number].height = min(ROW_MAX, LINE_HEIGHT * lines + 3)


def _lines(value: Value, width: int) -> int:
    if not isinstance(value, str) or (len(value) < width - 2 and "\n" not in value):
        return 1
    room = max(1, math.floor(width * 0.92) - 1)
    return sum(max(1, math.ceil(_cells_wide(line) / room)) for line in value.split("\n"))


def _cells_wide(line: str) -> int:
    return len(line) if line.isascii() else sum(1 + (east_asian_width(sign) in "WF") for sign in line)


def _set_page(sheet: Any, pages_wide: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _restrict(sheet: Any, column: Column, where: str) -> None:
    """Offer the words that may stand in a column, or ask for a date."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = None
    if column.allowed:
        rule = DataValidation("list", formula1=f'"{",".join(map(str, column.allowed))}"', allow_blank=True)
        rule.error = f"Allowed are {', '.join(map(str, column.allowed))}."
    elif column.kind == "day":
        rule = DataValidation("date", operator="greaterThanOrEqual", formula1=str(61), allow_blank=True)
        rule.errorStyle = "warning"  # so that (remove) can be written
        rule.error = "Write a date, such as 2027-03-01, or (remove) to take away what is there."
    if rule is not None:
        rule.errorTitle, rule.showErrorMessage = column.head, True
        rule.add(where)
        sheet.data_validations.append(rule)


def _core(title: str, at: datetime) -> str:
    when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    times = "".join(f'<dcterms:{k} xsi:type="dcterms:W3CDTF">{when}</dcterms:{k}>' for k in ("created", "modified"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(IMPOSSIBLE.sub('', title))}</dc:title>{times}</cp:coreProperties>"
    )


_APP: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>cop-tui</Application></Properties>"
)
