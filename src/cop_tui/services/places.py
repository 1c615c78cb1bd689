"""Where files are and who the author is. Nothing here makes a folder or a file."""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from cop_tui.domain.text import clean_name
from cop_tui.errors import InputError

APP = "cop-tui"
DB_ENV = "COP_TUI_DB"
DB_NAME = "assessments.db"


def data_file(given: str | Path | None = None, env: Mapping[str, str] | None = None) -> Path:
    """The assessment file: as given, else `COP_TUI_DB`, else in the user's data folder."""
    environ = os.environ if env is None else env
    chosen = given or environ.get(DB_ENV)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path(APP) / DB_NAME


def config_file() -> Path:
    """The user's settings, in TOML; it need not exist."""
    import platformdirs

    return platformdirs.user_config_path(APP) / "config.toml"


def export_folder(given: str | Path | None = None) -> Path:
    """Where reports go: as given, else `./exports` if it exists, else `cop-tui` in the user's documents."""
    if given:
        return Path(given).expanduser().absolute()
    here = Path("exports")
    if here.is_dir():
        return here.absolute()
    import platformdirs

    return platformdirs.user_documents_path() / APP


def author(config: Path | None = None) -> str:
    """Who answers: `author` in the config file, else the login name. Raises InputError for a config that is no TOML."""
    path = config_file() if config is None else config
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        settings = {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the settings in {path} cannot be read: {error}", "Correct or remove the file.") from error
    named = settings.get("author")
    if isinstance(named, str) and clean_name(named):
        return clean_name(named)
    try:
        return clean_name(getpass.getuser()) or "unknown"
    except (OSError, KeyError):
        return "unknown"
