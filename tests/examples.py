"""How many examples the properties try.

Every day it is the number that stands beside each of them, always the same examples. With COP_HYPOTHESIS=thorough in
the environment it is twenty times as many, other ones each time: for a night, or after a change to what they guard.
"""

from __future__ import annotations

import os
from typing import Any, Final

from hypothesis import HealthCheck, settings

PROFILE: Final = os.environ.get("COP_HYPOTHESIS", "cop")
MORE: Final = 20 if PROFILE == "thorough" else 1
COMMON: Final[dict[str, Any]] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


def load_profile() -> None:
    """Choose the profile. Raises hypothesis.errors.InvalidArgument if there is none of that name."""
    settings.register_profile("cop", derandomize=True, **COMMON)
    settings.register_profile("thorough", max_examples=100 * MORE, print_blob=True, **COMMON)
    settings.load_profile(PROFILE)


def examples(usual: int, **more: Any) -> settings:
    """The decorator of a property that tries this many examples every day."""
    return settings(max_examples=usual * MORE, **more)
