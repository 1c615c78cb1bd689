"""Everything that is in a file of a report, however it is packed: for looking whether something is in it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib


def everything(content: bytes) -> str:
    """All text of a file: of every member where it is an archive, of pages and metadata where it is a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{n}\n{archive.read(n).decode('utf-8', 'replace')}" for n in archive.namelist())
    if content.startswith(b"%PDF"):
        return _pdf(content)
    return re.sub(r"\r\n ", "", content.decode("utf-8-sig"))  # the folded lines of calendars too


def _pdf(content: bytes) -> str:
    import pytest

    pypdf = pytest.importorskip("pypdf", reason="reading a PDF needs pypdf")
    read = pypdf.PdfReader(io.BytesIO(content))
    pages = [re.sub(r"[\s\u00ad-]+", "", page.extract_text()) for page in read.pages]
    titles = [str(getattr(item, "title", "")) for item in _flat(read.outline)]
    packed = [zlib.decompress(x) for x in re.findall(rb"/Type/ObjStm.*?stream\n(.*?)\nendstream", content, re.DOTALL)]
    whole = b"\n".join([content, *packed]).decode("latin-1")
    return "\n".join([*pages, *titles, str(read.metadata), str(read.xmp_metadata), whole])


def _flat(outline: object) -> list[object]:
    return [x for each in outline for x in _flat(each)] if isinstance(outline, list) else [outline]
