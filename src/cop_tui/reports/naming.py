"""What the files of reports are called."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from cop_tui.reports.model import ReportModel

KIND: Final = "gap-report"
SLUG_MAX: Final = 80


def file_name(model: ReportModel, audience: str, extension: str) -> str:
    """The name of a report's file: `atlas-2026_gap-report_2026-11-22.html`.

    Copies for other audiences say for whom, so that the wrong one is not handed on by mistake.
    """
    kind = KIND if audience == "internal" else f"{KIND}-{audience}"
    return f"{slug(model.head.name)}_{kind}_{model.today.isoformat()}.{extension}"


def slug(name: str) -> str:
    """A file name's part for any name: `Atlas 2026` is `atlas-2026`; never empty, never a path."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_MAX].strip("-")
    return words or "assessment"
