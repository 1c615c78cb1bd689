"""What is imported when: the first answer of the program must not wait for what it does not need."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"textual", "pydantic", "sqlite_utils"}


def modules_after(code: str, home: str = "/nonexistent") -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('MODULES', *sorted(sys.modules))"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "HOME": home},
    )
    line = next((x for x in done.stdout.splitlines() if x.startswith("MODULES")), done.stderr)
    return {name.partition(".")[0] for name in line.split()[1:]}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_version_and_help_import_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['cop-tui', *{arguments!r}]\n"
        "from cop_tui.cli.entry import main\n"
        "try: main()\n"
        "except SystemExit: pass"
    )
    found = modules_after(code)
    assert "cop_tui" in found
    assert not found & (HEAVY | {"click"})


def test_the_app_module_imports_only_the_frame() -> None:
    found = modules_after("import cop_tui.tui.app")
    assert "textual" in found
    assert not found & {"sqlite_utils", "yaml", "jinja2", "pydantic"}


WORK = """
from datetime import date
from pathlib import Path
from cop_tui.domain.answers import State
from cop_tui.services.library import Library
import cop_tui.tui.screens.workspace
with Library(Path.home() / "a.db", author="tester", today=lambda: date(2026, 11, 22)) as library:
    session = library.open(library.create(NAME, facts={}).id)
    session.change("TR-1.1-01", state=State.PARTIAL, note="half")
    session.analysis
"""


def test_working_on_an_assessment_needs_no_checker_of_questionnaires(tmp_path: Path) -> None:
    """Once the questionnaire was read and checked; that takes YAML and pydantic, and the next start neither."""
    assert {"pydantic", "yaml"} <= modules_after(f"NAME = 'A'{WORK}", str(tmp_path))
    assert not modules_after(f"NAME = 'B'{WORK}", str(tmp_path)) & {"pydantic", "pydantic_core", "yaml"}


def test_importing_any_package_root_does_no_work() -> None:
    assert not modules_after(
        "import cop_tui, cop_tui.store, cop_tui.services, cop_tui.reports, cop_tui.questionnaires"
    ) & (HEAVY | {"yaml", "jinja2", "click"})


def test_what_is_imported_is_declared() -> None:
    """Every third-party module that the source names belongs to a declared dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["all"]]
    declared = {re.split(r"[<>=\[ ]", d)[0].lower().replace("-", "_") for d in wanted}
    names = {"pyyaml": "yaml", "python_docx": "docx"}
    allowed = {names.get(d, d) for d in declared} | {"cop_tui"} | set(sys.stdlib_module_names)
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found = []
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found = [node.module]
            for name in found:
                assert name.partition(".")[0] in allowed, f"{path.relative_to(ROOT)} imports {name}"
