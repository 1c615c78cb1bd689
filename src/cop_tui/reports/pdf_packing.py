"""A PDF with its small objects packed: typst writes each of them on its own and uncompressed, tags and links above all.

What a page shows is untouched; objects that are no streams move into object streams, and the table of places becomes a
stream (both of PDF 1.5, and within the rules of the archive, PDF/A-2, and of PDF/UA-1). A tagged report is a quarter as
large after it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

TOGETHER: Final = 200
"""So many objects in one stream: readers unpack a stream to get at one of its objects."""
_START: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE: Final = re.compile(rb"xref\s+0 (\d+)\s")
_ENTRY: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])[\s]{2}")
_TRAILER: Final = re.compile(rb"trailer\s*<<(.*)>>\s*startxref", re.DOTALL)
_OBJECT: Final = re.compile(rb"(\d+) 0 obj\s(.*)\sendobj\s*\Z", re.DOTALL)
_OTHERWISE: Final = re.compile(rb"/(?:Encrypt|Prev|XRefStm)\b")
_LENGTH_ELSEWHERE: Final = re.compile(rb"/Length \d+ 0 R")

Objects = dict[int, bytes]


def packed(content: bytes) -> bytes:
    """The same document, smaller; one that is built otherwise than typst builds them comes back as it is."""
    found = _read(content)
    if found is None:
        return content
    objects, trailer, size = found
    loose = {number: body for number, body in objects.items() if not body.endswith(b"endstream")}
    head = content[: content.index(b" 0 obj")].rsplit(b"\n", 1)[0] + b"\n"
    out = bytearray(head)
    places: dict[int, tuple[int, int, int]] = {}
    for number, body in objects.items():
        if number not in loose:
            places[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    waiting = list(loose)
    for number, start in enumerate(range(0, len(waiting), TOGETHER), size):
        group = waiting[start : start + TOGETHER]
        places |= {key: (2, number, index) for index, key in enumerate(group)}
        places[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, _together([(key, loose[key]) for key in group]))
    number = max(places) + 1
    places[number] = (1, len(out), 0)
    place = len(out)
    out += b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF" % (number, _table(places, trailer), place)
    return bytes(out)


def _read(content: bytes) -> tuple[Objects, bytes, int] | None:
    """The objects by number, what the trailer says, and the number of the first that is free; None if it is unusual."""
    start, told = _START.search(content[-64:]), _TRAILER.search(content[-4096:])
    if start is None or told is None or _OTHERWISE.search(told[1]):
        return None
    at = int(start[1])
    table = _TABLE.match(content, at)
    if table is None:
        return None
    size = int(table[1])
    offsets = []
    place = table.end()
    for number in range(size):
        entry = _ENTRY.match(content, place)
        if entry is None:
            return None
        place = entry.end()
        if entry[3] == b"n":
            offsets.append((int(entry[1]), number))
    objects: Objects = {}
    for (begin, number), (end, _) in pairwise([*sorted(offsets), (at, -1)]):
        body = _OBJECT.match(content[begin:end])
        if body is None or int(body[1]) != number or _LENGTH_ELSEWHERE.search(body[2][:400]):
            return None
        objects[number] = body[2]
    return objects, re.sub(rb"/Size \d+", b"", told[1]).strip(), size


def _together(group: Sequence[tuple[int, bytes]]) -> bytes:
    """A stream that holds objects: first their numbers and places, then the objects themselves."""
    index: list[bytes] = []
    place = 0
    for number, body in group:
        index.append(b"%d %d" % (number, place))
        place += len(body) + 1
    head = b" ".join(index) + b"\n"
    extra = b"/Type/ObjStm/N %d/First %d" % (len(group), len(head))
    return _stream(extra, head + b"\n".join(body for _, body in group))


def _table(places: dict[int, tuple[int, int, int]], trailer: bytes) -> bytes:
    """Where every object is, as a stream; the numbers of a row are told as what they are more than the row's above."""
    size = max(places) + 1
    rows = (places.get(number, (0, 0, 65535)) for number in range(size))
    extra = b"/Type/XRef/Size %d/W[1 4 2]/DecodeParms<</Predictor 12/Columns 7>>%b" % (size, trailer)
    return _stream(extra, b"".join(_up(row[0].to_bytes(1) + row[1].to_bytes(4) + row[2].to_bytes(2) for row in rows)))


def _up(rows: Iterator[bytes]) -> Iterator[bytes]:
    above = bytes(7)
    for row in rows:
        yield b"\x02" + bytes((sign - over) % 256 for sign, over in zip(row, above, strict=True))
        above = row


def _stream(extra: bytes, content: bytes) -> bytes:
    small = zlib.compress(content, 9)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (extra, len(small), small)
