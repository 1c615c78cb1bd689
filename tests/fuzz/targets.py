"""What strangers' bytes are thrown at. A target returns, or raises a CopTuiError; everything else is a find.

`tests/unit/test_fuzzing.py` runs every target briefly and on every case that was ever found; `make fuzz` at length.
"""

from __future__ import annotations

import atexit
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from cop_tui.domain.conditions import ConditionError
from cop_tui.domain.conditions import parse as parse_condition
from cop_tui.domain.due import describe_day, parse_due
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.quantity import parse_count, parse_day, parse_flop
from cop_tui.errors import CopTuiError
from cop_tui.questionnaires.loader import HEAD_KEYS, OPTIONAL_PARTS, PARTS, _Reader, load_pack
from cop_tui.questionnaires.locate import find_pack
from cop_tui.services.completion import completed
from cop_tui.services.config import read_settings
from cop_tui.services.facts_file import read_facts
from cop_tui.services.filling import fill_in
from cop_tui.services.library import Library, Packs
from cop_tui.services.portable import usable
from cop_tui.services.query import Finder
from cop_tui.services.sealing import is_sealed, look
from cop_tui.services.session import Session
from cop_tui.services.sheets import read_sheet
from cop_tui.store import portable
from cop_tui.store.history import canonical
from cop_tui.store.merge import merge

TODAY: Final = date(2026, 11, 22)
FACTS: Final = {"actor": "developer", "training_compute_flop": 3e24, "placement_mode": "api"}
_MEMBERS: Final = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")


@cache
def folder() -> Path:
    """Where targets put their files."""
    made = Path(tempfile.mkdtemp(prefix="cop-tui-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def bundled() -> Pack:
    return load_pack(find_pack().path)


class _OnePack(Packs):
    def __init__(self) -> None:
        super().__init__()
        self._loaded[bundled().id, bundled().version] = bundled()


@cache
def library() -> Library:
    found = Library(folder() / "a.db", author="tester", packs=_OnePack(), today=lambda: TODAY)
    atexit.register(found.close)
    return found


@cache
def session() -> Session:
    """An assessment with a little in it."""
    return library().open(library().create("A", facts=FACTS).id)


@cache
def sound() -> tuple[bytes, ...]:
    """The lines of a portable file that can be imported here."""
    library().writer.flush(10)
    history = library().repository.history(session().record.id)
    return tuple(portable.render(history, "cop-tui 1").splitlines())


def written(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def pack_part(data: bytes) -> None:
    """One file of a pack, of a kind that the first byte chooses."""
    from cop_tui.domain.pack import Chapter, Commitment, Form, Provision

    kinds = [*PARTS.values(), *OPTIONAL_PARTS.values(), Commitment, Chapter, Form, tuple[Provision, ...]]
    kind = kinds[(data[0] if data else 0) % len(kinds)]
    written("part.yaml", data[1:])
    _Reader(folder())._part("part.yaml", kind)


@cache
def _copy() -> Path:
    target = folder() / "pack"
    shutil.copytree(find_pack().path, target)
    for path in target.rglob("*.yaml"):
        if path.name not in ("pack.yaml", "roles.yaml", "glossary.yaml"):
            path.unlink()
    return target


def pack_head(data: bytes) -> None:
    """`pack.yaml`: it names the other files."""
    assert HEAD_KEYS
    (_copy() / "pack.yaml").write_bytes(data)
    load_pack(_copy())


def condition(data: bytes) -> None:
    """An expression, over facts that are there, missing and of odd kinds. Its own error is refused by the loader."""
    known = {"a": True, "b": 3e25, "c": "2026-02-29", "d": "9999-12-31", "e": ("x", "y"), "f": None, "g": -0.0}
    try:
        found = parse_condition(text_of(data))
        for facts in (known, {}, dict.fromkeys(known)):
            found.holds(facts)
            found.failing(facts)
    except ConditionError:
        return


def facts_file(data: bytes) -> None:
    read_facts(written("facts.yaml", data), bundled().scoping)


def facts_json(data: bytes) -> None:
    """Facts as an importer or another program hands them over."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(raw, dict):
        parse_facts(bundled().scoping, raw)


def _sheet(data: bytes, suffix: str) -> None:
    before = session().kept()
    try:
        fill_in(session(), read_sheet(written(f"sheet{suffix}", data)))
    finally:
        if session().kept() != before:
            session().undo()


def sheet_csv(data: bytes) -> None:
    _sheet(data, ".csv")


def sheet_json(data: bytes) -> None:
    _sheet(data, ".json")


def sheet_yaml(data: bytes) -> None:
    _sheet(data, ".yaml")


def sheet_xlsx(data: bytes) -> None:
    _sheet(data, ".xlsx")


@cache
def _book() -> dict[str, bytes]:
    from openpyxl import Workbook

    held = io.BytesIO()
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "answers"
    page.append(["criterion", "state", "note", "due", "updated_at"])
    page.append(["TR-1.1-01", "partial", "n", TODAY, "2026-11-22T10:00:00Z"])
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_xlsx_part(data: bytes) -> None:
    """A workbook of which one part is a stranger's, and the packing is in order."""
    parts = {**_book(), _MEMBERS[(data[0] if data else 0) % len(_MEMBERS)]: data[1:]}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    _sheet(held.getvalue(), ".xlsx")


def portable_raw(data: bytes) -> None:
    if is_sealed(data):
        look(data)
    portable.read(data)


def portable_forged(data: bytes) -> None:
    """A portable file whose writer knows the format: what is given replaces parts of a revision, all hashes are right.

    The bytes are a JSON object; its keys are put into the last revision, or into the content after it.
    """
    try:
        edits = json.loads(data)
        if not isinstance(edits, dict):
            return
        lines = [json.loads(line) for line in sound()[:-1]]
        last = {**lines[-1], "after": {**lines[-1]["after"]}}
        for key, value in edits.items():
            (last if key in last else last["after"])[key] = value
        if len(lines) > 2 and "parents" not in edits:
            last["parents"] = [lines[-2]["hash"]]
        bare = {key: value for key, value in last.items() if key != "hash"}
        last["hash"] = hashlib.sha256(canonical(bare).encode()).hexdigest()
        lines[-1] = last
        lines[0]["head"] = last["hash"]
        if isinstance(last["after"], dict):
            lines[0]["assessment"]["name"] = last["after"].get("name")
            lines[0]["pack"] = {key: last["after"].get(f"pack_{key}") for key in ("id", "version", "sha256")}
        body = "".join(canonical(line) + "\n" for line in lines).encode()
    except (ValueError, RecursionError, TypeError):
        return
    read = portable.read(body + canonical({"sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n")
    usable(library(), read.revisions)
    merge(read.revisions, read.revisions)


def search(data: bytes) -> None:
    """What is typed into the search; it never raises."""
    text = text_of(data)[:2_000]
    query = Finder.of(session()).query(text)
    assert query.top(20) is not None
    assert isinstance(query.explained + "".join(query.problems), str)
    completed(text, session())


def days(data: bytes) -> None:
    """Days, sums and counts; they raise ValueError with what is allowed."""
    text = text_of(data)
    for today in (TODAY, date.min, date.max, date(2028, 2, 29)):
        try:
            describe_day(parse_due(text, today), today)
        except ValueError as error:
            assert str(error)
    for parser in (parse_day, parse_flop, parse_count):
        try:
            parser(text)
        except ValueError as error:
            assert str(error)


def settings_file(data: bytes) -> None:
    """The settings and the keys in them; they warn and never raise."""
    from cop_tui.tui.keymap import check

    settings = read_settings(written("config.toml", data))
    checked: Any = check(settings)
    assert all(str(each) for each in (*settings.warnings, *checked.warnings))


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "pack_part": pack_part,
    "pack_head": pack_head,
    "condition": condition,
    "facts_file": facts_file,
    "facts_json": facts_json,
    "sheet_csv": sheet_csv,
    "sheet_json": sheet_json,
    "sheet_yaml": sheet_yaml,
    "sheet_xlsx": sheet_xlsx,
    "sheet_xlsx_part": sheet_xlsx_part,
    "portable_raw": portable_raw,
    "portable_forged": portable_forged,
    "search": search,
    "days": days,
    "settings_file": settings_file,
}


def seeds(name: str) -> tuple[bytes, ...]:
    """Inputs of the kind that a target expects, to begin with."""
    if name == "pack_part":
        root = find_pack().path
        parts = [*PARTS, *OPTIONAL_PARTS]
        found = [bytes([n]) + (root / f"{part}.yaml").read_bytes()[:3_000] for n, part in enumerate(parts)]
        others = ("chapters/TR/TR-1.yaml", "chapters/TR/chapter.yaml")
        return (*found, *(bytes([len(parts) + n]) + (root / o).read_bytes()[:3_000] for n, o in enumerate(others)
                          if (root / o).exists()))  # fmt: skip
    if name == "portable_raw":
        return (b"\n".join(sound()) + b"\n", b"age-encryption.org/v1\n-> scrypt " + b"a" * 22 + b" 18\n")
    if name == "sheet_xlsx_part":
        return tuple(bytes([n]) + _book()[member] for n, member in enumerate(_MEMBERS) if member in _book())
    return tuple(text.encode() for text in _SEEDS[name])


_ROW: Final = (
    '{"criterion": "TR-1.1-01", "state": "partial", "due": "2027-01-01", "evidence": ["Card (valid to 2027-03-01)"]}'
)
_SEEDS: Final[dict[str, tuple[str, ...]]] = {
    "pack_head": ("id: a\nversion: '1'\ntitle: t\nas_of: 2026-01-01\ndisclaimer: d\nchapters: [TR]\nsources: []\n",),
    "condition": ("a and not (b > 1e25) or plus_days(c, 30) < d", "'x' in e if f is None else has_any(e, ['y'])"),
    "facts_file": ("actor: developer\ntraining_compute_flop: 3e24\nplaced_date: 2026-03-17\nchapters_signed: [TR]\n",),
    "facts_json": ('{"actor": "developer", "training_compute_flop": 3e24, "placed_date": "9999-12-31"}',),
    "sheet_csv": ("criterion;state;note;due;effort;evidence\nTR-1.1-01;partial;n;2027-01-01;M;Card §4\n",),
    "sheet_json": (f"[{_ROW}]", '{"answers": {"TR-1.1-01": {"state": "planned", "checks": ["a"]}}}'),
    "sheet_yaml": (f"- {_ROW}\n", "answers:\n  TR-1.1-01:\n    state: planned\n    owner: x\n"),
    "sheet_xlsx": ("PK\x03\x04",),
    "portable_forged": (
        '{"subject": "answer:TR-1.1-01", "before": null, "after": {"state": "partial", "due": "9999-12-31"}}',
        '{"facts": {"placed_date": "9999-12-31", "training_compute_flop": 1e26}}',
        '{"subject": "event:V-000001", "before": null, "after": {"kind": "x", "at": "9999-12-31T23:59:59+14:00"}}',
    ),
    "search": ('state:missing due:<+30d "safety plan" -owner:leg TR-1', "priority:critical,high updated:>2026-01-01"),
    "days": ("2026-12-15", "+30d", "+6w", "friday", "1,5e25", "30 YFLOP", "70B", "+9999m"),
    "settings_file": ('author = "Ann"\ntheme = "dark"\n[keys]\n"home.new" = "ctrl+n"\n"home.open" = ["a", "b"]\n',),
}


def run(name: str, data: bytes) -> None:
    """Run a target; only what a person would read as a sentence may come out."""
    try:
        TARGETS[name](data)
    except CopTuiError as error:
        assert str(error).strip()
