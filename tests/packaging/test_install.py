"""The questionnaires are found however the program was installed: checkout, editable, wheel, wheel from the sdist."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOW = (
    "import cop_tui, hashlib; from cop_tui.questionnaires.loader import load_pack;"
    "from cop_tui.questionnaires.locate import find_pack; ref = find_pack();"
    "print(cop_tui.__file__); print(ref.path); print(load_pack(ref.path).sha256)"
)
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "dist", "build", "__pycache__", ".cache", ".hypothesis", ".mypy_cache", ".ruff_cache", "*.db*"
)


def run(*command: str | Path, cwd: Path) -> str:
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, so that building leaves nothing behind."""
    target = tmp_path_factory.mktemp("tree") / "cop-tui"
    shutil.copytree(ROOT, target, ignore=LEFT_OUT)
    return target


@pytest.fixture(scope="module")
def built(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A wheel from the tree, a source distribution, and a wheel from that."""
    out = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "build", "--no-isolation")
    run(*build, "--wheel", "--outdir", out / "direct", tree, cwd=out)
    run(*build, "--outdir", out / "indirect", tree, cwd=out)  # a source distribution, and the wheel out of it
    (direct,) = (out / "direct").glob("*.whl")
    (indirect,) = (out / "indirect").glob("*.whl")
    (sdist,) = (out / "indirect").glob("*.tar.gz")
    return {"wheel": direct, "wheel from sdist": indirect, "sdist": sdist}


def environment(folder: Path) -> Path:
    """A virtual environment that sees the packages of this one but not its own cop-tui."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    inside = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    (inside / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return python


def install(python: Path, *what: str | Path, cwd: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(
        *pip,
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--force-reinstall",
        *what,
        cwd=cwd,
    )


def shown(python: Path, cwd: Path) -> tuple[Path, Path, str]:
    package, pack, digest = run(python, "-c", SHOW, cwd=cwd).split("\n")[:3]
    return Path(package), Path(pack), digest


def expected() -> str:
    return run(
        sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); {SHOW}", cwd=ROOT
    ).split()[-1]


def test_installed_wheel(built: dict[str, Path], tmp_path: Path) -> None:
    """That of the source distribution, which is the other one byte for byte: see below."""
    python = environment(tmp_path / "venv")
    install(python, built["wheel from sdist"], cwd=tmp_path)
    package, pack, digest = shown(python, tmp_path)
    assert package.is_relative_to(tmp_path / "venv")
    assert pack.is_relative_to(package.parent)
    assert digest == expected()
    assert "cop-tui" in run(tmp_path / "venv" / "bin" / "cop-tui", "--version", cwd=tmp_path)
    demo = tmp_path / "out"
    made = ("--report", demo, "--format", "md,html,json,csv")  # the others find their files as these do
    run(tmp_path / "venv" / "bin" / "cop-tui", "--db", tmp_path / "x.db", "demo", *made, cwd=tmp_path)
    assert {p.suffix for p in demo.iterdir()} == {".md", ".html", ".json", ".csv"}


def test_editable_install(tree: Path, tmp_path: Path) -> None:
    python = environment(tmp_path / "venv")
    install(python, "--editable", tree, cwd=tmp_path)
    package, pack, digest = shown(python, tmp_path)
    assert package.is_relative_to(tree / "src")
    assert pack.is_relative_to(tree / "questionnaires")
    assert digest == expected()


def test_checkout_without_installing(tree: Path, tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(tree / 'src')!r}); {SHOW}"
    package, pack, digest = run(sys.executable, "-c", code, cwd=tmp_path).split("\n")[:3]
    assert Path(package).is_relative_to(tree / "src")
    assert Path(pack).is_relative_to(tree / "questionnaires")
    assert digest == expected()


def test_the_wheel_holds_what_it_must_and_no_more(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as direct, zipfile.ZipFile(built["wheel from sdist"]) as indirect:
        names = set(direct.namelist())
        assert names == set(indirect.namelist())
        assert {name: direct.read(name) for name in names} == {name: indirect.read(name) for name in names}
    packs = {n for n in names if n.startswith("cop_tui/questionnaires/packs/")}
    there = {f"cop_tui/questionnaires/packs/{p.relative_to(ROOT / 'questionnaires').as_posix()}"
             for p in (ROOT / "questionnaires").rglob("*.yaml")}  # fmt: skip
    assert packs == there
    src = [p.relative_to(ROOT / "src") for p in (ROOT / "src" / "cop_tui").rglob("*") if p.is_file()]
    ours = {p.as_posix() for p in src if not any(part.startswith((".", "__pycache__")) for part in p.parts)}
    assert {n for n in names if n.startswith("cop_tui/")} == ours | packs
    assert "cop_tui/py.typed" in names
    assert any(n.endswith(".tcss") for n in names)
    assert any("/templates/" in n for n in names)
    assert not any(n.startswith(("tests/", "docs/")) for n in names)


def test_the_lock_files_pin_with_hashes_and_name_no_index() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "--index-url" not in text
        packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in line for line in packages)
        assert text.count("--hash=sha256:") >= len(packages)
