"""Opening, checking and migrating the file: what is refused is left as it was."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cop_tui.errors import (
    DamagedError,
    NewerStoreError,
    NotOurFileError,
    SaveError,
    StoreError,
    UnwritableError,
)
from cop_tui.store import connections, database, schema
from cop_tui.store.database import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    check_identity,
    connect_reader,
    connect_writer,
    data_version,
    prepare,
    translate,
)
from cop_tui.store.failures import translate_os
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def refused(path: Path, kind: type[StoreError]) -> StoreError:
    """Prepare must refuse with exactly this kind of error and change nothing at all."""
    before = snapshot(path.parent) if path.parent.is_dir() else None
    with pytest.raises(kind) as caught:
        prepare(path)
    assert type(caught.value) is kind
    assert caught.value.message.endswith((".", ")"))
    assert caught.value.hint
    assert (snapshot(path.parent) if path.parent.is_dir() else None) == before
    return caught.value


def make_database(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as conn, conn:
        for each in statements:
            conn.execute(each)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
def test_a_new_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "one" / "two" / "a.db"
    old = os.umask(umask)
    try:
        prepare(path)
    finally:
        os.umask(old)
    assert (mode(path), mode(path.parent), mode(path.parent.parent)) == (0o600, 0o700, 0o700)


def test_the_files_beside_it_are_for_the_owner_alone(path: Path) -> None:
    with contextlib.closing(connect_writer(path)) as conn:
        conn.execute("CREATE TABLE t (x)")
        modes = {each.name.removeprefix(path.name): mode(each) for each in path.parent.iterdir()}
    assert modes == {"": 0o600, "-wal": 0o600, "-shm": 0o600}


def test_modes_that_a_person_chose_stay(tmp_path: Path) -> None:
    path = tmp_path / "shared" / "a.db"
    path.parent.mkdir()
    path.parent.chmod(0o750)
    path.touch()
    path.chmod(0o640)
    prepare(path)
    assert (mode(path.parent), mode(path)) == (0o750, 0o640)


def test_preparing_twice_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    prepare(path)
    assert path.read_bytes() == before


def test_it_is_ours_strict_and_recorded(path: Path) -> None:
    with contextlib.closing(connect_reader(path)) as conn:
        assert conn.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert conn.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        tables = {name: strict for _, name, kind, _, _, strict in conn.execute("PRAGMA table_list") if kind == "table"}
        steps = conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'cop-tui'").fetchall()
    ours = {"assessments", "answers", "revisions", "heads", "positions", "entries", "figures", "purges"}
    assert ours <= tables.keys()
    assert all(tables[name] for name in ours)
    assert steps == [("1-first-tables",), ("2-registers",), ("3-purges",)]
    assert len(steps) == SCHEMA_VERSION


@pytest.mark.parametrize("name", ["a b.db", "a?b.db", "a#b.db", "a%20b.db", "ä☃.db", "a'b\".db", "file:x.db", "-x.db"])
def test_odd_names(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / f"in {name}"
    path = folder / name
    prepare(path)
    with contextlib.closing(connect_writer(path)) as conn:
        conn.execute("CREATE TABLE t (x)")
    with contextlib.closing(connect_reader(path)) as conn:
        assert conn.execute("SELECT COUNT(*) FROM t").fetchone() == (0,)
    assert {each.name for each in folder.iterdir()} <= {name, f"{name}-wal", f"{name}-shm"}
    monkeypatch.chdir(folder)
    prepare(Path(name))
    assert [each.name for each in tmp_path.iterdir()] == [folder.name]


def test_a_link_leads_to_the_file(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    prepare(link)
    with contextlib.closing(connect_writer(link)):
        pass
    assert link.is_symlink()


def test_writer_settings(path: Path) -> None:
    with contextlib.closing(connect_writer(path)) as conn:
        found = {
            name: conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_reader_cannot_write(path: Path) -> None:
    with contextlib.closing(connect_reader(path)) as conn, pytest.raises(sqlite3.OperationalError, match="readonly"):
        conn.execute("DELETE FROM answers")


def test_data_version_tells_of_other_writers(path: Path) -> None:
    with contextlib.closing(connect_reader(path)) as reader, contextlib.closing(connect_writer(path)) as writer:
        first = data_version(reader)
        assert data_version(reader) == first
        writer.execute("CREATE TABLE t (x)")
        assert data_version(reader) != first


@pytest.mark.parametrize("content", [b"Dear diary", b"\x00" * 4096, b"SQLite format 2\x00" + b"\x00" * 200])
def test_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    refused(path, NotOurFileError)


def test_a_database_of_someone_else(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    make_database(path, "CREATE TABLE notes (x)", "INSERT INTO notes VALUES ('mine')")
    refused(path, NotOurFileError)


def test_a_database_of_someone_else_in_wal_mode_gets_no_files_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    make_database(path, "CREATE TABLE notes (x)")
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
    refused(path, NotOurFileError)


def test_a_database_of_someone_else_whose_tables_are_still_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("CREATE TABLE notes (x)")
        with pytest.raises(NotOurFileError):
            prepare(path)
        assert conn.execute("SELECT COUNT(*) FROM notes").fetchone() == (0,)


def test_a_database_with_another_application_id(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    make_database(path, "PRAGMA application_id = 77")
    refused(path, NotOurFileError)


@pytest.mark.parametrize("statements", [(), ("CREATE TABLE t (x)", "DROP TABLE t")])
def test_an_empty_file_or_database_becomes_ours(tmp_path: Path, statements: tuple[str, ...]) -> None:
    path = tmp_path / "a.db"
    path.touch()
    make_database(path, *statements)
    prepare(path)
    with contextlib.closing(connect_writer(path)):
        pass


def test_connecting_refuses_what_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    make_database(path, "CREATE TABLE notes (x)")
    for connect in (connect_reader, connect_writer):
        with pytest.raises(NotOurFileError):
            connect(path)
        with pytest.raises(UnwritableError):
            connect(tmp_path / "missing.db")
    assert {each.name for each in tmp_path.iterdir()} == {"a.db"}


def test_a_newer_file_stays_byte_for_byte(path: Path) -> None:
    make_database(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    error = refused(path, NewerStoreError)
    assert str(SCHEMA_VERSION + 1) in error.message
    before = path.read_bytes()
    with pytest.raises(NewerStoreError):
        connect_writer(path)
    with contextlib.closing(connect_reader(path)) as conn:
        assert Repository(conn).counts()["assessments"] == 0
    assert path.read_bytes() == before


def test_a_newer_file_whose_version_is_still_in_the_log(path: Path) -> None:
    with contextlib.closing(connect_writer(path)) as conn:
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        before = path.read_bytes()
        with pytest.raises(NewerStoreError):
            prepare(path)
        assert path.read_bytes() == before


def test_an_older_file_is_not_written_before_it_is_migrated(path: Path) -> None:
    make_database(path, "PRAGMA user_version = 0")
    with pytest.raises(StoreError, match="up to date"):
        connect_writer(path)


def test_a_truncated_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])
    refused(path, DamagedError)


def test_a_malformed_image(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    refused(path, DamagedError)


def test_a_damage_that_only_the_check_finds(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as conn:
        root = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'revisions_subject'").fetchone()[0]
        size = conn.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(root - 1) * size] = 0xFF  # no such kind of page
    path.write_bytes(content)
    refused(path, DamagedError)


def test_damage_that_quotes_what_is_no_text(path: Path) -> None:
    prepare(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("CREATE TABLE torn (c)")
        conn.execute("PRAGMA writable_schema = ON")
        sql = b"CREATE TABLE \xa3\xa3 ("
        conn.execute("UPDATE sqlite_master SET sql = CAST(? AS TEXT) WHERE name = 'torn'", (sql,))
        conn.execute("UPDATE sqlite_master SET name = CAST(? AS TEXT) WHERE name = 'torn'", (b"\xa3\xa3",))
        conn.execute("PRAGMA journal_mode = DELETE")
    refused(path, DamagedError)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.db").mkdir()
    refused(tmp_path / "a.db", UnwritableError)


def test_a_pipe_in_place_of_the_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.db")
    refused(tmp_path / "a.db", NotOurFileError)


@pytest.mark.parametrize("below", ["a.db", "deep/deeper/a.db"])
def test_a_file_in_place_of_the_folder(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("mine")
    refused(tmp_path / "file" / below, UnwritableError)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.db").symlink_to(tmp_path / "nowhere" / "a.db")
    refused(tmp_path / "a.db", UnwritableError)


def test_folders_made_in_vain_go_again(tmp_path: Path) -> None:
    refused(tmp_path / "new" / "newer" / ("n" * 300), UnwritableError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="permission bits do not hold root back")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_permission_bits(path: Path, what: str) -> None:
    target = path if what == "file" else path.parent
    old = mode(target)
    target.chmod(old & 0o555)
    try:
        refused(path, UnwritableError)
    finally:
        target.chmod(old)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_file_system_that_says_no(path: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = path if what == "file" else path.parent
    monkeypatch.setattr(os, "access", lambda asked, mode: Path(asked) != target)
    assert "read-only" in refused(path, UnwritableError).message


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(db: Any) -> None:
        db.execute("PRAGMA max_page_count = 2")
        schema_migrate(db)

    schema_migrate = schema.migrate
    monkeypatch.setattr(schema, "migrate", full)
    refused(tmp_path / "new" / "a.db", SaveError)
    assert list(tmp_path.iterdir()) == []


def test_no_space_for_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mkdir(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    refused(tmp_path / "new" / "a.db", SaveError)


def test_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_MS", 10)
    path = tmp_path / "a.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SaveError, match="in use"):
            prepare(path)


def test_an_old_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    refused(tmp_path / "a.db", StoreError)
    assert list(tmp_path.iterdir()) == []


class Upgrade:
    """The next version of the program, which adds a column."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fail = False
        first = schema.migrations

        def migrations() -> Any:
            steps = first()

            @steps(name="next-colour")
            def _colour(db: Any) -> None:
                db.execute("ALTER TABLE answers ADD COLUMN colour TEXT")
                if self.fail:
                    raise sqlite3.OperationalError("database or disk is full")

            return steps

        monkeypatch.setattr(schema, "migrations", migrations)
        monkeypatch.setattr(database, "SCHEMA_VERSION", SCHEMA_VERSION + 1)


def columns(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as conn:
        return [row[1] for row in conn.execute("PRAGMA table_info(answers)")]


def test_a_migration_backs_the_file_up_first(path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    # The writer stays open: what it wrote is still in the log and belongs into the backup.
    Upgrade(monkeypatch)
    prepare(path)
    assert "colour" in columns(path)
    (backup,) = path.parent.glob(f"backups/assessments.db/*Z-v{SCHEMA_VERSION}.db")
    assert (mode(backup.parent), mode(backup.parent.parent)) == (0o700, 0o700)
    assert mode(backup) == 0o600
    assert "colour" not in columns(backup)
    with contextlib.closing(sqlite3.connect(backup)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert conn.execute("SELECT COUNT(*) FROM assessments").fetchone() == (1,)
    prepare(path)
    assert len(list(backup.parent.iterdir())) == 1


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Upgrade(monkeypatch).fail = True
    refused(path, SaveError)
    assert "colour" not in columns(path)
    assert list(path.parent.glob("backups/*/*")) == []


def test_another_start_migrates_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Upgrade(monkeypatch)
    inspect = database.inspect

    def slow(path: Path) -> int:
        version = inspect(path)
        make_database(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        return version

    monkeypatch.setattr(database, "inspect", slow)
    prepare(path)
    assert "colour" not in columns(path)


def test_another_start_makes_the_folder_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new"
    exists = Path.exists

    def late(path: Path) -> bool:
        found = exists(path)
        if path == folder and not found:
            os.mkdir(path)
        return found

    monkeypatch.setattr(Path, "exists", late)
    prepare(folder / "a.db")
    assert (folder / "a.db").stat().st_size


CRASH = """
import os, sys, sqlite3
from pathlib import Path
from cop_tui.store import database, schema
migrate = schema.migrate
def crash(db):
    db.execute("PRAGMA cache_size = 1")
    db.execute("PRAGMA cache_spill = 1")
    migrate(db)
    db.execute("CREATE TABLE big (x)")
    for _ in range(200):
        db.execute("INSERT INTO big VALUES (randomblob(4000))")
    os.kill(os.getpid(), 9)
schema.migrate = crash
database.prepare(Path(sys.argv[1]))
"""


def test_a_crash_in_the_first_migration_is_recovered_from(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", CRASH, str(path)], env=env, timeout=60, check=False)
    assert done.returncode == -9
    assert (tmp_path / "a.db-journal").exists()
    prepare(path)
    with contextlib.closing(connect_writer(path)) as conn:
        check_identity(conn, path)
        assert conn.execute("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'big'").fetchone() == (0,)


def test_a_crash_in_a_later_transaction_is_recovered_from(path: Path) -> None:
    code = (
        "import os, sqlite3, sys; conn = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "conn.execute('PRAGMA cache_size = 1'); conn.execute('BEGIN'); conn.execute('CREATE TABLE big (x)')\n"
        "for _ in range(200): conn.execute('INSERT INTO big VALUES (randomblob(4000))')\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], timeout=60, check=False)
    assert path.with_name(path.name + "-journal").exists()
    prepare(path)
    assert not path.with_name(path.name + "-journal").exists()
    assert "criterion" in columns(path)


def test_what_another_start_has_filled_is_not_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"

    def fail(path: Path) -> None:
        path.write_text("someone else's")
        raise SaveError("No.", "Hint")

    monkeypatch.setattr(database, "_check_access", fail)
    with pytest.raises(SaveError):
        prepare(path)
    assert path.read_text() == "someone else's"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("database or disk is full", SaveError),
        ("database is locked", SaveError),
        ("database table is locked", SaveError),
        ("disk I/O error", SaveError),
        ("attempt to write a readonly database", UnwritableError),
        ("unable to open database file", UnwritableError),
        ("database disk image is malformed", DamagedError),
        ("file is not a database", NotOurFileError),
        ("no such table: answers", StoreError),
    ],
)
def test_translation_by_text(text: str, kind: type[StoreError]) -> None:
    error = translate(sqlite3.OperationalError(text), Path("/data/a.db"))
    assert type(error) is kind
    assert "/data/a.db" in error.message
    assert error.hint


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, SaveError),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, SaveError),
        (sqlite3.SQLITE_IOERR_WRITE, SaveError),
        (sqlite3.SQLITE_READONLY_DBMOVED, UnwritableError),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, UnwritableError),
        (sqlite3.SQLITE_CORRUPT_VTAB, DamagedError),
        (sqlite3.SQLITE_NOTADB, NotOurFileError),
        (sqlite3.SQLITE_ERROR, StoreError),
    ],
)
def test_translation_by_code(code: int, kind: type[StoreError]) -> None:
    error = sqlite3.OperationalError("in words of its own")
    error.sqlite_errorcode = code
    assert type(translate(error, Path("a.db"))) is kind


def test_translation_of_the_systems_errors() -> None:
    assert type(translate_os(OSError(errno.EDQUOT, "Quota exceeded"), Path("a.db"))) is SaveError
    assert "permission denied" in translate_os(PermissionError(errno.EACCES, "Permission denied"), Path("a")).message
    assert translate_os(OSError(), Path("a")).message.endswith("oserror.")


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, cop_tui.store; print([m for m in ('sqlite3', 'sqlite_utils', 'pydantic') if m in sys.modules])"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_that_is_up_to_date_opens_without_sqlite_utils(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cop_tui.store import database, writer, repository\n"
        "database.prepare(Path(sys.argv[1])); database.connect_writer(Path(sys.argv[1])).close()\n"
        "print('sqlite_utils' in sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
