"""One spelling per content, so that equal content has equal hashes."""

from __future__ import annotations

import hashlib
import json


def canonical(data: object) -> str:
    """JSON with one spelling per content: sorted keys, no blanks, characters as themselves.

    Raises TypeError or ValueError for what JSON cannot hold (NaN and infinities included).
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(data: object) -> str:
    """The SHA-256 of the canonical spelling, in lower-case hexadecimal. Raises as `canonical` does."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
