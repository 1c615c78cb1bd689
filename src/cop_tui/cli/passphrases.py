"""Passphrases on the command line: typed without echo, or read from a file; never an argument or in the environment."""

from __future__ import annotations

import getpass
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Final

import click

from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError
from cop_tui.services.sealing import Ask, check_new, read_passphrase, require_sealing

_FILE: Final = "Scripts give it with --passphrase-file FILE."


def new_passphrase(source: Path | None) -> str:
    """The passphrase that a file is to be sealed with: of `source`, else typed twice. Raises InputError."""
    require_sealing()
    if source is not None:
        passphrase = read_passphrase(source)
        check_new(passphrase)
        return passphrase
    passphrase = _hidden("Passphrase: ")
    check_new(passphrase)
    if _hidden("The same again: ") != passphrase:
        raise InputError("The two passphrases differ; nothing was written.", "Try again.")
    return passphrase


def known_passphrase(file: Path, source: Path | None) -> Ask:
    """Asks for the passphrase that opens `file`, once however often it is needed."""

    @cache
    def ask() -> str:
        return read_passphrase(source) if source is not None else _hidden(f"Passphrase of {clean_line(file.name)}: ")

    return ask


def _hidden(question: str) -> str:
    """What a person types while nothing of it is shown. Raises InputError where nobody can, or it would be shown."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise InputError("A passphrase is needed, and there is no terminal to ask for it.", _FILE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(question, stream=sys.stderr)
    except getpass.GetPassWarning as error:
        raise InputError("This terminal would show the passphrase.", _FILE) from error
    except (EOFError, KeyboardInterrupt):
        click.echo(err=True)
        raise click.Abort from None
    except UnicodeError as error:
        raise InputError("What was typed is no text.", _FILE) from error
