"""Where turven keeps what it can make again: the user's cache folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

CACHE_VARIABLE = "TURVEN_CACHE"
"""Environment variable with the folder to keep things in, or `off` to keep nothing."""

OFF = "off"


def cache_folders() -> Iterator[Path]:
    """Yield the folders to keep things in, the preferred one first; none if the user wants none.

    They need not be there yet.
    """
    named = os.environ.get(CACHE_VARIABLE)
    if named == OFF:
        return
    named = named or os.environ.get("XDG_CACHE_HOME")
    if named:
        yield Path(named) / "turven"
    with suppress(RuntimeError):
        yield _users_folder() / "turven"


def _users_folder() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"])
    return Path.home() / ".cache"
