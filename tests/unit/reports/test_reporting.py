from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cop_tui.errors import ReportError
from cop_tui.reports import as_markdown, registry
from cop_tui.services import files_out, reporting
from cop_tui.services.demo import DEMO_DAY
from cop_tui.services.evidence import add_piece
from cop_tui.services.library import Library, Packs
from cop_tui.services.looks import look
from cop_tui.services.reporting import (
    ReportRequest,
    StoppedError,
    file_name,
    formats,
    report_model,
    sample_formats,
    sample_reports,
    slug,
    write_model,
    write_reports,
)
from cop_tui.services.session import Session
from cop_tui.services.views import gaps_view, scope_view, show_view
from tests.conftest import CopyDemo

from .extracting import everything

SAMPLE = Path(__file__).parents[3] / "exports" / "sample"
PACKED = (".pdf", ".docx", ".xlsx")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, packs: Packs, copy_demo: CopyDemo) -> Iterator[Session]:
    path = tmp_path_factory.mktemp("store") / "test.db"
    copy_demo(path)
    with Library(path, author="tester", packs=packs, today=lambda: DEMO_DAY) as library:
        yield library.open("Atlas 2026")


def test_reports_are_written_whole_private_and_named_after_the_assessment(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    heard: list[tuple[str, int, int]] = []
    paths = write_reports(session, ReportRequest(("md", "json"), folder=folder), lambda *step: heard.append(step))
    assert [p.name for p in paths] == ["atlas-2026_gap-report_2026-11-22.md", "atlas-2026_gap-report_2026-11-22.json"]
    assert all(p.stat().st_size > 1000 for p in paths)
    assert [p.name for p in sorted(folder.iterdir())] == sorted(p.name for p in paths)
    assert heard[:2] == [("Making md (1 of 2)", 0, 2), ("Making json (2 of 2)", 1, 2)]
    if os.name == "posix":
        assert stat.S_IMODE(paths[0].stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_that_is_there_stays_unless_forced(session: Session, tmp_path: Path) -> None:
    there = tmp_path / "atlas-2026_gap-report_2026-11-22.csv"
    there.write_text("mine")
    with pytest.raises(ReportError, match="is there already") as caught:
        write_reports(session, ReportRequest(("md", "csv"), folder=tmp_path))
    assert str(there) in caught.value.message
    assert "--force" in (caught.value.hint or "")
    assert [p.name for p in tmp_path.iterdir()] == [there.name]
    write_reports(session, ReportRequest(("csv",), folder=tmp_path, force=True))
    assert there.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_link_in_the_way_is_not_followed(session: Session, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mine")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "atlas-2026_gap-report_2026-11-22.md").symlink_to(secret)
    with pytest.raises(ReportError):
        write_reports(session, ReportRequest(("md",), folder=folder))
    write_reports(session, ReportRequest(("md",), folder=folder, force=True))
    assert secret.read_text() == "mine"


def test_an_unknown_format_or_audience_writes_nothing(session: Session, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="odt"):
        write_reports(session, ReportRequest(("md", "odt"), folder=tmp_path / "x"))
    with pytest.raises(ReportError, match="audience"):
        write_reports(session, ReportRequest(("md",), audience="press", folder=tmp_path / "x"))
    assert not (tmp_path / "x").exists()


def test_a_folder_that_is_a_file_is_named(session: Session, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="file"):
        write_reports(session, ReportRequest(("md",), folder=tmp_path / "file"))


def test_a_report_that_is_a_folder_is_named(session: Session, tmp_path: Path) -> None:
    (tmp_path / "atlas-2026_gap-report_2026-11-22.md").mkdir()
    with pytest.raises(ReportError, match="is a folder"):
        write_reports(session, ReportRequest(("md",), folder=tmp_path, force=True))


def test_a_failure_half_way_leaves_nothing(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[Path] = []
    real = files_out._move

    def failing(made: Path, target: Path, force: bool) -> None:
        if moved:
            raise OSError(28, "No space left on device")
        moved.append(target)
        real(made, target, force)

    monkeypatch.setattr(files_out, "_move", failing)
    with pytest.raises(ReportError, match="No space left"):
        write_reports(session, ReportRequest(("md", "csv"), folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_stopped_between_two_formats(session: Session, tmp_path: Path) -> None:
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(StoppedError):
        write_model(report_model(session), ReportRequest(("md", "csv"), folder=tmp_path), stop=stop)
    assert len(asked) == 2
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_half_way_leaves_nothing(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[Path] = []
    real = files_out._move

    def interrupted(made: Path, target: Path, force: bool) -> None:
        if moved:
            raise KeyboardInterrupt
        moved.append(target)
        real(made, target, force)

    monkeypatch.setattr(files_out, "_move", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_reports(session, ReportRequest(("md", "csv"), folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "CON", "a" * 400, "模型", "x\x00y/z:*?<>|", " .", "-rf ~", "\u202egpj"]
)
def test_a_name_is_safe_on_every_file_system(session: Session, name: str) -> None:
    model = report_model(session)
    made = file_name(replace(model, head=replace(model.head, name=name)), "ai-office", "oscal-catalog.json")
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*_gap-report-ai-office_2026-11-22\.oscal-catalog\.json", made)
    assert len(made) < 150


def test_a_file_that_appears_meanwhile_is_kept(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "atlas-2026_gap-report_2026-11-22.md"
    monkeypatch.setattr(reporting, "refuse", lambda targets, force: there.write_text("theirs"))
    with pytest.raises(ReportError, match="is there already"):
        write_reports(session, ReportRequest(("csv", "md"), folder=tmp_path))
    assert there.read_text() == "theirs"
    assert [p.name for p in tmp_path.iterdir()] == [there.name]


def test_json_says_what_the_command_line_says(session: Session, tmp_path: Path) -> None:
    (path,) = write_model(report_model(session), ReportRequest(("json",), folder=tmp_path))
    data = json.loads(path.read_text("utf-8"))
    gaps = json.loads(json.dumps(gaps_view(session)))
    show = json.loads(json.dumps(show_view(session)))
    for key in ("assessment", "pack", "today", "moment", "readiness", "against_scoping", "claimed_with_open_checks"):
        assert data[key] == gaps[key], key
    assert [here | there for here, there in zip(data["gaps"], gaps["gaps"], strict=True)] == data["gaps"]
    assert sorted(data["not_answered"]) == sorted(gaps["not_answered"])
    for here, there in zip(data["obligations"], gaps["obligations"], strict=True):
        assert here | there == here
    assert data["facts"] == show["facts"]
    assert data["scope"] == json.loads(json.dumps(scope_view(session.pack, session.scope)))
    for criterion, answer in show["answers"].items():
        mine = data["answers"][criterion]
        assert sorted(mine["checks"]) == sorted(answer["checks"])
        assert {**mine, "checks": []} | {**answer, "checks": []} == {**mine, "checks": []}, criterion


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Atlas 2026", "atlas-2026"), ("../../etc/passwd", "etc-passwd"), ("Ärger & Söhne", "arger-sohne"),
        ("模型", "assessment"), ("-", "assessment"), ("x" * 300, "x" * 80), ("CON.", "con"),
    ],
)  # fmt: skip
def test_names_of_files(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The sample in every format, written anew."""
    if len(sample_formats()) < len(formats()):
        pytest.skip("the sample is checked where every format can be made")
    return sample_reports(tmp_path_factory.mktemp("made"))


def test_the_committed_sample_is_fresh(made: tuple[Path, ...]) -> None:
    """`make sample` writes it anew. Text byte for byte, packed formats by what is in them."""
    assert sorted(p.name for p in SAMPLE.iterdir()) == sorted(p.name for p in made)
    for path in made:
        here, there = path.read_bytes(), (SAMPLE / path.name).read_bytes()
        same = here == there or (path.suffix in PACKED and everything(here) == everything(there))
        assert same, f"{path.name} is stale: run `make sample`"
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 12_000_000


def test_the_sample_names_no_machine_and_no_run(made: tuple[Path, ...]) -> None:
    for path in made:
        if path.suffix not in PACKED:
            text = path.read_text("utf-8-sig")
            assert str(path.parent) not in text
            assert "tester" not in text
    text = next(p for p in made if p.name.endswith("22.json")).read_text("utf-8")
    assert json.loads(text)["assessment"]["id"] == "demo"


def test_the_command_of_make_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "FORMATS", ("as_markdown", "as_json"))
    assert reporting.main([]) == 2
    assert reporting.main([str(tmp_path / "s")]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_baseline_is_reported_for_its_own_day(tmp_path: Path, packs: Packs, copy_demo: CopyDemo) -> None:
    copy_demo(tmp_path / "a.db")
    with Library(tmp_path / "a.db", author="tester", packs=packs, today=lambda: DEMO_DAY) as library:
        record = library.find("Atlas 2026")
        now = report_model(library.open(record.id), library)
        then = report_model(look(library, f"{record.id}@Q3 2026"), library)
        bare = report_model(library.standing(f"{record.id}@2026-10-01"))
        baseline = library.open(record.id).register.baselines["B-a40001"]
    assert now.registers.changed is not None
    assert now.registers.changed.baseline == "Q3 2026"
    assert any(s.startswith("3 criteria lost the evidence") for s in now.registers.changed.sentences)
    assert then.today.isoformat() == "2026-09-30"
    assert then.head.moment is not None
    assert then.head.moment.baseline is not None
    assert then.head.moment.baseline.entry == baseline
    assert then.head.content == baseline.content
    assert then.registers.changed is None
    assert then.head.explain("TR") == f"cop-tui explain {record.id}@B-a40001 TR"
    assert all(r.at is None or r.at.date() <= then.today for r in then.rows())
    assert any(r.at is not None for r in then.rows())
    text = as_markdown.render(then).decode()
    for words in ("Atlas 2026 \\@ Q3 2026", "frozen on 2026-09-30 by Compliance lead", baseline.head, baseline.content):
        assert words in text, words
    assert bare.today.isoformat() == "2026-10-01"
    assert (bare.head.id, bare.head.name) == ("", "Atlas 2026")


def test_a_changed_file_of_evidence_is_found(tmp_path: Path, packs: Packs) -> None:
    file = tmp_path / "policy.txt"
    file.write_text("one")
    with Library(tmp_path / "a.db", author="tester", packs=packs, today=lambda: DEMO_DAY) as library:
        session = library.open(library.create("A").id)
        key = add_piece(session, "Policy", file=file)
        assert not [g for g in report_model(session).registers.findings if g.code == "evidence-file-changed"]
        file.write_text("two")
        found = [g for g in report_model(session).registers.findings if g.code == "evidence-file-changed"]
        assert [f.subject for g in found for f in g.findings] == [key]
        assert not [g for g in report_model(session, files=()).registers.findings if g.code == "evidence-file-changed"]
