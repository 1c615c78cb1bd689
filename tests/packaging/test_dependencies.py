"""What the program brings with it: declared where it is imported, few, pinned, and free to use."""

from __future__ import annotations

import ast
import re

from tests.packaging.licences import ROOT, licences, render

FREE = re.compile(
    r"(MIT|BSD|Apache|PSF|Python Software Foundation|Public Domain|ISC|GNU Lesser General Public)[\w .,()+-]*"
)
MOST = 45
"""Packages that come with everything installed. A new one is a decision: raise this with its reason in the commit."""


def test_the_list_of_licences_is_fresh() -> None:
    """As a set of lines: a package that only another system needs may be listed, or missing, elsewhere."""
    listed = set((ROOT / "docs" / "licences.md").read_text("utf-8").splitlines())
    missing = [line for line in render().splitlines() if line not in listed]
    assert not missing, "write the output of `python -m tests.packaging.licences` to docs/licences.md"


def test_every_licence_is_free() -> None:
    for name, (_, licence) in licences().items():
        assert FREE.fullmatch(licence), f"{name}: {licence!r}"


def test_they_stay_few_and_all_are_pinned_with_hashes() -> None:
    assert len(licences()) <= MOST
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^([a-z0-9._-]+)==\S+ \\\n    --hash=sha256:", lock, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", lock, re.MULTILINE))
    assert "://" not in lock


def test_the_source_opens_no_network_and_evaluates_nothing() -> None:
    """No module of ours names what could: sockets, clients, eval, pickles, shells."""
    forbidden = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "pickle", "shelve", "marshal", "telnetlib"}
    for path in (ROOT / "src").rglob("*.py"):
        named = path.relative_to(ROOT)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Import(names=names):
                    assert not {alias.name.partition(".")[0] for alias in names} & forbidden, f"{named}:{node.lineno}"
                case ast.ImportFrom(module=str(module)):
                    assert module.partition(".")[0] not in forbidden, f"{named}:{node.lineno}"
                case ast.Call(func=ast.Name(id=called)):
                    assert called not in ("eval", "exec", "__import__", "compile"), f"{named}:{node.lineno}"
                case ast.keyword(arg="shell"):
                    raise AssertionError(f"{named}:{node.lineno}: a shell")
