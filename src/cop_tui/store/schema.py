"""The tables of the assessment file and how they came to be, one migration per schema version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

# The current tables (assessments, answers) are the projection of revisions and written in the same transaction.
VERSION_1: Final = (
    """
    CREATE TABLE assessments (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        pack_id TEXT NOT NULL,
        pack_version TEXT NOT NULL,
        pack_sha256 TEXT NOT NULL,
        facts TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL,
        deleted_at TEXT,
        revision TEXT NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX assessments_name ON assessments (name) WHERE deleted_at IS NULL",
    """
    CREATE TABLE answers (
        assessment TEXT NOT NULL REFERENCES assessments (id),
        criterion TEXT NOT NULL,
        state TEXT,
        reason TEXT NOT NULL,
        note TEXT NOT NULL,
        evidence TEXT NOT NULL,
        owner TEXT NOT NULL,
        due TEXT,
        effort TEXT,
        checks TEXT NOT NULL,
        flagged INTEGER NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL,
        revision TEXT NOT NULL,
        PRIMARY KEY (assessment, criterion)
    ) STRICT
    """,
    """
    CREATE TABLE revisions (
        id TEXT PRIMARY KEY,
        seq INTEGER NOT NULL UNIQUE,
        assessment TEXT NOT NULL REFERENCES assessments (id) DEFERRABLE INITIALLY DEFERRED,
        subject TEXT NOT NULL,
        before TEXT,
        after TEXT,
        author TEXT NOT NULL,
        at TEXT NOT NULL,
        parents TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX revisions_subject ON revisions (assessment, subject, seq)",
    """
    CREATE TABLE heads (
        assessment TEXT PRIMARY KEY REFERENCES assessments (id) DEFERRABLE INITIALLY DEFERRED,
        hash TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE positions (
        assessment TEXT PRIMARY KEY REFERENCES assessments (id),
        criterion TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
)

# The registers beside the answers, and figures kept to list many assessments at once; `figures` says of each row what
# it was computed from, and is written again whenever that is no longer so.
VERSION_2: Final = (
    """
    CREATE TABLE entries (
        assessment TEXT NOT NULL REFERENCES assessments (id),
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        content TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL,
        revision TEXT NOT NULL,
        PRIMARY KEY (assessment, kind, id)
    ) STRICT
    """,
    """
    CREATE TABLE figures (
        assessment TEXT PRIMARY KEY REFERENCES assessments (id),
        made_from TEXT NOT NULL,
        good_from TEXT NOT NULL,
        good_until TEXT,
        content TEXT NOT NULL
    ) STRICT
    """,
)

# What was removed for good: no name, only what proves which assessment it was to somebody who knows the name.
VERSION_3: Final = (
    """
    CREATE TABLE purges (
        assessment TEXT PRIMARY KEY,
        name_hash TEXT NOT NULL,
        head TEXT NOT NULL,
        revisions INTEGER NOT NULL,
        purged_at TEXT NOT NULL,
        purged_by TEXT NOT NULL
    ) STRICT
    """,
)


def migrations() -> Migrations:
    """All migrations in order; the schema version of a file is the number of those it has been through."""
    from sqlite_utils import Migrations

    steps = Migrations("cop-tui")

    @steps(name="1-first-tables")
    def _first_tables(db: Database) -> None:
        for statement in VERSION_1:
            db.execute(statement)

    @steps(name="2-registers")
    def _registers(db: Database) -> None:
        for statement in VERSION_2:
            db.execute(statement)

    @steps(name="3-purges")
    def _purges(db: Database) -> None:
        for statement in VERSION_3:
            db.execute(statement)

    return steps


def migrate(db: Database) -> None:
    """Bring the tables up to date inside the transaction that the caller has opened."""
    migrations().apply(db)
