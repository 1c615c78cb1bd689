"""A prepared assessment file, writers that are always closed, readers, and an assessment to answer in."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cop_tui.store.changes import ASSESSMENT, Change
from cop_tui.store.database import connect_reader, prepare
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer

ID = "aaaabbbbcccc"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "assessments.db"
    prepare(path)
    return path


@pytest.fixture
def open_writer(path: Path) -> Iterator[Callable[..., Writer]]:
    with contextlib.ExitStack() as closing:

        def make(**options: Any) -> Writer:
            writer = Writer(path, **options)
            closing.callback(writer.close, 60)
            return writer

        yield make


@pytest.fixture
def repository(path: Path) -> Iterator[Callable[[], Repository]]:
    with contextlib.ExitStack() as closing:

        def make() -> Repository:
            return Repository(closing.enter_context(contextlib.closing(connect_reader(path))))

        yield make


@pytest.fixture
def founding() -> Callable[..., Change]:
    """Makes the change that creates (or alters) an assessment."""

    def make(assessment: str = ID, *, base: str | None = None, author: str = "Ada", **content: Any) -> Change:
        data = {
            "name": f"Atlas {assessment}",
            "provider": "Atlas AI",
            "model": "Atlas-70B",
            "pack_id": "cop",
            "pack_version": "1.0.0",
            "pack_sha256": "0" * 64,
            "facts": {"training_flop": 3e25, "open_source": None},
            "created_at": None,
            "deleted_at": None,
        }
        return Change(assessment, ASSESSMENT, {**data, **content}, author, base)

    return make


@pytest.fixture
def writer(open_writer: Callable[..., Writer], founding: Callable[..., Change]) -> Writer:
    """A writer on a file that holds one assessment."""
    writer = open_writer()
    writer.submit(founding()).result(60)
    return writer


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    def wait(condition: Callable[[], object]) -> None:
        end, pause = time.monotonic() + 60, threading.Event()
        while not condition():
            assert time.monotonic() < end, "it did not come about in 60 seconds"
            pause.wait(0.005)

    return wait


@pytest.fixture
def tamper(path: Path) -> Callable[..., None]:
    """Runs a statement behind the program's back."""

    def run(sql: str, *parameters: object) -> None:
        with contextlib.closing(sqlite3.connect(path)) as conn, conn:
            conn.execute(sql, parameters)

    return run
