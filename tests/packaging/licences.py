"""The licences of what is installed with the program: `python -m tests.packaging.licences > docs/licences.md`."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

ROOT: Final = Path(__file__).parents[2]
FROM_FILE: Final = {"pyrage": "MIT"}
"""Packages whose metadata names no licence, and what the file of the licence in them says."""
HEAD: Final = """\
# Licences

What `cop-tui` brings with it, all optional libraries included, and under which licence, as each package says of
itself. `make test` compares this list with the packages that are installed, and refuses a licence of another kind.

| package | needed for | licence |
|---|---|---|
"""


def name_of(requirement: str) -> str:
    """The name of a package in its one spelling."""
    return re.sub(r"[-_.]+", "-", Requirement(requirement).name).lower()


def licences() -> dict[str, tuple[str, str]]:
    """By package: what it is needed for, and its licence."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {name_of(each): "always" for each in project["dependencies"]}
    for extra, needed in project["optional-dependencies"].items():
        for each in needed if extra not in ("all", "dev", "fuzz") else ():
            before = asked.get(name_of(each))
            asked[name_of(each)] = extra if before is None else before if before == "always" else f"{before}, {extra}"
    found: dict[str, tuple[str, str]] = {}
    waiting = list(asked.items())
    while waiting:
        name, why = waiting.pop(0)
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:  # not for this machine
            continue
        found[name] = (why, _licence(name))
        for each in package.requires or []:
            marker = Requirement(each).marker
            if marker is None or marker.evaluate({"extra": ""}):
                waiting.append((name_of(each), name if name_of(each) not in asked else why))
    return dict(sorted(found.items()))


def _licence(name: str) -> str:
    about = distribution(name).metadata
    classified = [line.rpartition("::")[2].strip() for line in about.get_all("Classifier") or ()
                  if line.startswith("License ::")]  # fmt: skip
    named = [(about.get_all(key) or [""])[0].split("\n")[0] for key in ("License-Expression", "License")]
    said = named[0] or ", ".join(classified) or named[1]
    return said or FROM_FILE.get(name, "")


def render() -> str:
    """The document."""
    return HEAD + "".join(f"| {name} | {why} | {licence} |\n" for name, (why, licence) in licences().items())


if __name__ == "__main__":
    print(render(), end="")
