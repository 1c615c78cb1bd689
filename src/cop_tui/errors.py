"""The errors that a person sees: each has a message, most have a hint, each knows its exit code.

CopTuiError                     exit 2
├── InputError                  what was typed or given cannot be used
│   ├── FactsError              facts about provider or model
│   ├── NotFoundError           no such assessment, criterion or file
│   └── AmbiguousError          the name fits more than one thing
├── PackError                   a questionnaire pack is not well formed (all its problems at once)
├── ReportError                 a report cannot be written
└── StoreError                  exit 3: the assessment file cannot be used
    ├── NotOurFileError         not a database, or another program's
    ├── NewerStoreError         written by a newer version of the program
    ├── UnwritableError         the file or its folder cannot be written
    ├── DamagedError            the file fails its integrity check
    └── SaveError               a change could not be written yet (disk full, locked)
"""

from __future__ import annotations

from collections.abc import Sequence


class CopTuiError(Exception):
    """Base of every error that is shown to a person as a sentence, never as a traceback."""

    exit_code = 2

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}\n{self.hint}"


class InputError(CopTuiError):
    """Something typed or handed over cannot be used; the message names it and what is allowed."""


class FactsError(InputError):
    """One or more facts about provider or model cannot be used.

    `problems` holds one sentence per fact, each naming the fact and what is allowed.
    """

    def __init__(self, problems: Sequence[str], hint: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems), hint)


class NotFoundError(InputError):
    """Nothing goes by that name."""


class AmbiguousError(InputError):
    """More than one thing goes by that name."""


class PackError(CopTuiError):
    """A questionnaire pack is not well formed.

    `problems` holds every problem found, each as `file:line: key: what is wrong`.
    """

    def __init__(self, problems: Sequence[str], hint: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems), hint)


class ReportError(CopTuiError):
    """A report cannot be written where it was asked for."""


class StoreError(CopTuiError):
    """The assessment file cannot be used; it was left as it is."""

    exit_code = 3


class NotOurFileError(StoreError):
    """The file is no database, or the database of another program."""


class NewerStoreError(StoreError):
    """A newer version of the program wrote the file; it is never changed by this one."""


class UnwritableError(StoreError):
    """The file or its folder does not let us write."""


class DamagedError(StoreError):
    """The file is a database of ours, but its content is damaged."""


class SaveError(StoreError):
    """A change could not be written; it is kept in memory and tried again."""
