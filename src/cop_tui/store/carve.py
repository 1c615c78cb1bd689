"""Find rows in the pages of a damaged database without its tree: every leaf page of a table is read on its own.

The format is SQLite's (www.sqlite.org/fileformat2.html). Whatever does not read as a row is passed over; what reads as
one need not be true, so the caller checks it. Pure: bytes in, rows out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

Value = None | int | float | str | bytes
Pages = Callable[[int], bytes | None]

LEAF: Final = 0x0D
_SIZES: Final = tuple(1 << power for power in range(9, 17))
_HEADER: Final = 100
LONGEST: Final = 64 << 20
"""Bytes of one row; more is damage."""
_WAL_MAGIC: Final = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_WAL_HEADER: Final = 32
_FRAME_HEADER: Final = 24


class BrokenRow(Exception):  # noqa: N818 - never leaves this module but as the absence of a row
    """What stands there is no row."""


def page_size(content: bytes) -> int:
    """The size of the pages in a file, as its header says; 4096 if that is unreadable."""
    size = int.from_bytes(content[16:18], "big")
    size = 65536 if size == 1 else size
    return size if size in _SIZES else 4096


def rows(content: bytes, log: bytes = b"") -> Iterator[tuple[Value, ...]]:
    """Every row that can be read from the leaf pages of a file and of the log beside it, in no order and repeatedly."""
    size = page_size(content)
    newest = dict(_frames(log, size))
    for pages in (_numbered(content, size, newest), _numbered(content, size, {})):
        count = max([(len(content) + size - 1) // size, *newest])
        for number in range(1, count + 1):
            page = pages(number)
            if page is not None:
                yield from _leaf(page, number, size, pages)
        if not newest:
            return
    for number, page in _frames(log, size):
        yield from _leaf(page, number, size, _numbered(content, size, newest))


def _numbered(content: bytes, size: int, newest: Mapping[int, bytes]) -> Pages:
    """Pages by number, those of the log first."""

    def page(number: int) -> bytes | None:
        if number in newest:
            return newest[number]
        found = content[(number - 1) * size : number * size] if number > 0 else b""
        return found or None

    return page


def _frames(log: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Number and content of each page in a log, as far as it is of this size; checksums are not looked at."""
    if not log.startswith(_WAL_MAGIC) or int.from_bytes(log[8:12], "big") not in (size, 1):
        return
    for at in range(_WAL_HEADER, len(log) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        number = int.from_bytes(log[at : at + 4], "big")
        yield number, log[at + _FRAME_HEADER : at + _FRAME_HEADER + size]


def _leaf(page: bytes, number: int, size: int, pages: Pages) -> Iterator[tuple[Value, ...]]:
    start = _HEADER if number == 1 else 0
    if len(page) < start + 8 or page[start] != LEAF:
        return
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    for index in range(count):
        at = start + 8 + 2 * index
        cell = int.from_bytes(page[at : at + 2], "big")
        if at + 2 > len(page) or not at < cell < len(page):
            continue
        try:
            yield _record(_payload(page, cell, size, pages))
        except (BrokenRow, IndexError, UnicodeDecodeError, OverflowError):
            continue


def _payload(page: bytes, cell: int, size: int, pages: Pages) -> bytes:
    """The bytes of a row, with what of it lies on further pages."""
    length, at = _varint(page, cell)
    _, at = _varint(page, at)  # the rowid
    if not 0 < length <= LONGEST:
        raise BrokenRow
    most = size - 35
    if length <= most:
        return page[at : at + length]
    least = (size - 12) * 32 // 255 - 23
    here = least + (length - least) % (size - 4)
    here = least if here > most else here
    parts, follow = [page[at : at + here]], int.from_bytes(page[at + here : at + here + 4], "big")
    left, seen = length - here, set[int]()
    while left > 0:
        further = None if follow in seen else pages(follow)
        if further is None:
            raise BrokenRow
        seen.add(follow)
        parts.append(further[4 : 4 + min(left, size - 4)])
        left -= size - 4
        follow = int.from_bytes(further[:4], "big")
    return b"".join(parts)


def _record(payload: bytes) -> tuple[Value, ...]:
    head, at = _varint(payload, 0)
    if not at <= head <= len(payload):
        raise BrokenRow
    kinds: list[int] = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    found: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, kind, at)
        found.append(value)
    return tuple(found)


def _value(payload: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    width = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8}.get(kind, (kind - 12) // 2)
    raw = payload[at : at + width]
    if kind in (10, 11) or len(raw) != width:
        raise BrokenRow
    if kind <= 6:
        return int.from_bytes(raw, "big", signed=True), at + width
    if kind == 7:
        return 0.0, at + width  # no table of ours holds one
    return (raw.decode("utf-8") if kind % 2 else raw), at + width


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = data[at + count]
        if count == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    raise BrokenRow  # pragma: no cover - the ninth byte always ends it
