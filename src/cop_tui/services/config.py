"""The user's settings: `config.toml`, which people write, and `state.toml`, in which the app keeps the chosen theme
and that the tour was offered.

Whatever is wrong in them costs a warning and nothing else: what is right holds, the rest is as if it were not there.
Nothing is imported or read before it is needed: a start without settings pays for one look at the disk.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cop_tui.domain.text import clean_name
from cop_tui.services.places import CONFIG_ENV, config_file, login_name, state_file

LIMIT: Final = 64 * 1024
"""Bytes that a settings file may have."""
MOST_WARNINGS: Final = 20
LONGEST: Final = 100
"""Characters of a name that a warning repeats."""
THEME_NAMES: Final = ("dark", "light", "high contrast", "colour-blind safe")
"""The themes by the name people choose; hyphens, underscores and spaces are the same."""
SETTINGS: Final = ("author", "theme", "mouse", "keys")


@dataclass(frozen=True, slots=True)
class ConfigWarning:
    """What is wrong in a settings file: where, what, and what was probably meant."""

    file: Path
    key: str
    """As it stands in the file, with the table before it; empty if it is about the file."""
    problem: str
    nearest: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else str(self.file)
        meant = f" Did you mean {self.nearest}?" if self.nearest else ""
        return f"{where}: {self.problem}.{meant}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds. A setting that is not made, or made wrongly, has its default."""

    file: Path = Path()
    author: str = ""
    """Empty if not set: then it is the login name."""
    theme: str = ""
    """One of THEME_NAMES, or empty."""
    mouse: bool = True
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by the id of a binding, as written; no key at all takes the binding away. Ids and keys are not checked."""
    warnings: tuple[ConfigWarning, ...] = ()


def read_settings(path: Path | None = None) -> Settings:
    """The settings in a file, as a rule `places.config_file()`. Never raises for what is in it."""
    file = config_file() if path is None else path
    data, problem = _read(file, wanted=path is not None or bool(os.environ.get(CONFIG_ENV)))
    if problem:
        return Settings(file, warnings=(ConfigWarning(file, "", problem),))
    return _Reading(file).settings(data) if data else Settings(file)


def author_of(settings: Settings) -> str:
    """Who answers: as set, else the login name."""
    return settings.author or login_name()


def remembered_theme(path: Path | None = None) -> str:
    """The theme that was chosen in the app; empty if none was. A damaged file counts as none."""
    theme = _state(path).get("theme")
    return theme_name(theme) if isinstance(theme, str) else ""


def remember_theme(name: str, path: Path | None = None) -> None:
    """Keep the chosen theme for the next start, in a file of its own. Raises ReportError if it cannot be written."""
    _remember(path, theme=name)


def tour_remembered(path: Path | None = None) -> bool:
    """Whether the tour of the workspace was offered before."""
    return _state(path).get("tour") is True


def remember_tour(path: Path | None = None) -> None:
    """Keep that the tour was offered. Raises ReportError if it cannot be written."""
    _remember(path, tour=True)


def _state(path: Path | None) -> dict[str, Any]:
    data, _ = _read(state_file() if path is None else path, wanted=False)
    return data


def _remember(path: Path | None, **values: str | bool) -> None:
    """Write what is to be remembered beside what already is."""
    from cop_tui.services.files_out import write_file

    known = {"theme": remembered_theme(path), "tour": tour_remembered(path)} | values
    lines = [f"{key} = {_quoted(value) if isinstance(value, str) else 'true'}" for key, value in known.items() if value]
    words = "\n".join(("# Written by cop-tui; `theme` in config.toml goes before it.", *lines, ""))
    write_file(state_file() if path is None else path, words.encode("utf-8"), force=True)


def theme_name(words: str) -> str:
    """The theme that is meant by a name; empty if there is none of that name."""
    wanted = _folded(words)
    return next((name for name in THEME_NAMES if _folded(name) == wanted), "")


def nearest(wanted: str, allowed: Iterable[str]) -> str:
    """The allowed name that looks most like the wanted one; empty if none does."""
    import difflib

    by_folded = {name.lower(): name for name in allowed}
    found = difflib.get_close_matches(wanted.lower(), list(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def _folded(name: str) -> str:
    return " ".join(name.lower().removeprefix("cop-").replace("-", " ").replace("_", " ").split())


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(path: Path, *, wanted: bool) -> tuple[dict[str, Any], str]:
    """What a file holds, and what is wrong with it. A file that nobody asked for by name may be missing."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISCHR(mode)):
            return {}, "is no file; no settings are read"
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return {}, "is not there; no settings are read" if wanted else ""
    except (OSError, ValueError) as error:
        return {}, f"cannot be read ({getattr(error, 'strerror', None) or error}); no settings are read"
    if len(raw) > LIMIT:
        return {}, f"is longer than {LIMIT // 1024} KB; no settings are read"
    if not raw.strip():
        return {}, ""
    import tomllib

    try:
        return tomllib.loads(raw.decode("utf-8-sig")), ""
    except UnicodeDecodeError:
        return {}, "is no UTF-8 text; no settings are read"
    except tomllib.TOMLDecodeError as error:
        return {}, f"is no valid TOML ({error}); no settings are read"
    except (RecursionError, ValueError):  # nested beyond reason, or a number that Python refuses
        return {}, "is no valid TOML; no settings are read"


class _Reading:
    """Takes what is right out of the tables, and notes what is not."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.warnings: list[ConfigWarning] = []

    def settings(self, data: Mapping[str, Any]) -> Settings:
        for key, value in data.items():
            if key not in SETTINGS:
                what = "is no table" if isinstance(value, dict) else "is no setting"
                meant = nearest(key, SETTINGS)
                self.warn(key, what if meant else f"{what}; there are {', '.join(SETTINGS)}", meant)
        return Settings(
            self.file,
            author=self._author(data.get("author")),
            theme=self._theme(data.get("theme")),
            mouse=self._mouse(data.get("mouse", True)),
            keys=self._keys(data.get("keys", {})),
            warnings=capped(self.warnings),
        )

    def warn(self, key: str, problem: str, meant: str = "") -> None:
        key = key if len(key) <= LONGEST else f"{key[:LONGEST]}…"
        self.warnings.append(ConfigWarning(self.file, key, problem, meant))

    def _author(self, value: object) -> str:
        if value is None:
            return ""
        name = clean_name(value) if isinstance(value, str) else ""
        if not name:
            self.warn("author", 'has to be a name in quotes, as in author = "Safety lead"')
        return name

    def _theme(self, value: object) -> str:
        if value is None:
            return ""
        name = theme_name(value) if isinstance(value, str) else ""
        if not name:
            meant = nearest(value, THEME_NAMES) if isinstance(value, str) else ""
            self.warn("theme", f"has to be one of {', '.join(THEME_NAMES)}", meant)
        return name

    def _mouse(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        self.warn("mouse", "has to be true or false, without quotes")
        return True

    def _keys(self, table: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            self.warn("keys", 'has to be a table: a line [keys], below it lines as "workspace.note" = "N"')
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for name, value in _flat(table):
            keys = [value] if isinstance(value, str) else value
            if keys in ([""], []):
                found[name] = ()
            elif isinstance(keys, list) and all(isinstance(key, str) and key.strip() for key in keys):
                found[name] = tuple(dict.fromkeys(key if key == " " else key.strip() for key in keys))
            else:
                self.warn(f"keys.{name}", 'has to be a key as "f5", a list of keys as ["n", "f5"], or "" for none')
        return found


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Lines of a table, whether the id is in quotes (`"workspace.note"`) or not, which TOML takes for tables."""
    waiting: list[tuple[str, Any]] = [*table.items()][::-1]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{name}.{below}", found) for below, found in [*value.items()][::-1]]
        else:
            yield name, value


def capped(warnings: list[ConfigWarning]) -> tuple[ConfigWarning, ...]:
    """As many warnings as anybody reads, the last of which says how many more there are."""
    if len(warnings) <= MOST_WARNINGS:
        return tuple(warnings)
    more = len(warnings) - MOST_WARNINGS
    return (*warnings[:MOST_WARNINGS], ConfigWarning(warnings[0].file, "", f"{more} more of that kind"))
