"""The keys of the review screen: the defaults, and a reviewer's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, unquote

KEYS_COOKIE = "turven_keys"

DEFAULT_KEYS = {
    "accept": "Enter",
    "search": "/",
    "repeat": ".",
    "other": "x",
    "no_answer": "n",
    "undo": "u",
    "next": "j",
    "previous": "k",
    "only": "o",
    "bulk": "b",
    "note": "t",
    "help": "?",
}
"""Action -> key, as the browser names it.

Digits toggle codes and can't be reassigned; arrows also move.
"""

_NAMED_KEYS = ("Enter", "Backspace", "Delete", "Home", "End", "PageUp", "PageDown")
_FUNCTION_KEYS = ("F2", "F4", "F8", "F9")


def keys_of(cookies: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of a reviewer: the defaults if the cookie has nothing usable."""
    try:
        kept = json.loads(unquote(cookies.get(KEYS_COOKIE, "")))
    except ValueError:
        return dict(DEFAULT_KEYS)
    if not isinstance(kept, dict):
        return dict(DEFAULT_KEYS)
    wanted = {action: kept.get(action, key) for action, key in DEFAULT_KEYS.items()}
    return dict(DEFAULT_KEYS) if bad_keys(wanted) else wanted


def bad_keys(wanted: Mapping[str, object]) -> tuple[str, ...]:
    """Return the actions with an invalid key: no key, a digit, or one of another action too."""
    given = list(wanted.values())
    return tuple(
        action for action, key in wanted.items() if not _usable(key) or given.count(key) > 1
    )


def keys_cookie(keys: Mapping[str, str]) -> str:
    """Return the value of the cookie that stores those keys."""
    return quote(json.dumps(dict(keys), ensure_ascii=False), safe="")


def _usable(key: object) -> bool:
    if not isinstance(key, str) or key in (*_NAMED_KEYS, *_FUNCTION_KEYS):
        return isinstance(key, str)
    return len(key) == 1 and key.isprintable() and not key.isspace() and not key.isdigit()
