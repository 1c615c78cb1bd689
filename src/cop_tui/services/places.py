"""Where files are and who the author is. Nothing here makes a folder or a file."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from pathlib import Path

from cop_tui.domain.text import clean_name

APP = "cop-tui"
DB_ENV = "COP_TUI_DB"
CONFIG_ENV = "COP_TUI_CONFIG"
DB_NAME = "assessments.db"


def data_file(given: str | Path | None = None, env: Mapping[str, str] | None = None) -> Path:
    """The assessment file: as given, else `COP_TUI_DB`, else in the user's data folder."""
    environ = os.environ if env is None else env
    chosen = given or environ.get(DB_ENV)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path(APP) / DB_NAME


def config_file(env: Mapping[str, str] | None = None) -> Path:
    """The user's settings, in TOML: `COP_TUI_CONFIG`, else in the user's config folder. It need not exist."""
    chosen = (os.environ if env is None else env).get(CONFIG_ENV)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_config_path(APP) / "config.toml"


def state_file() -> Path:
    """What the app itself keeps between two sessions, beside the assessments. It need not exist."""
    import platformdirs

    return platformdirs.user_data_path(APP) / "state.toml"


def cache_folder() -> Path:
    """What may be deleted at any time, because it is made again. It need not exist."""
    import platformdirs

    return platformdirs.user_cache_path(APP)


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
    """Who answers: `author` in the config file, else the login name."""
    from cop_tui.services.config import author_of, read_settings

    return author_of(read_settings(config))


def login_name() -> str:
    """The name under which somebody is logged in, as far as there is one."""
    try:
        return clean_name(getpass.getuser()) or "unknown"
    except (OSError, KeyError):
        return "unknown"
