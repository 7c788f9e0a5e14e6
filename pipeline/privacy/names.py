"""Names of persons and places in Dutch text, found by deduce.

It uses lists of names and their context. An optional part (`turven[pii]`).
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.errors import MissingExtraError
from pipeline.files import cache_folders
from pipeline.privacy.patterns import is_address
from pipeline.privacy.personal_data import PersonalData

NameFinder = Callable[[str], list[PersonalData]]
"""Finds names and places (and addresses that lists of places know) in a text."""

_NOT_OURS = frozenset(
    {"institutions", "dates", "ages", "identifiers", "phone_numbers", "email_addresses", "urls"}
)
"""What deduce finds beside names: made for patient files, or found by form and check here."""

_TITLE = re.compile(
    r"(?:(?i:dhr|mevr|mw|mej|drs?|ir|ing|mr|prof|ds|ms|mrs)\.?"
    r"|(?i:de heer|heer|mevrouw|meneer|collega|wethouder|burgemeester|raadslid|dokter|doctor"
    r"|professor|gemeentesecretaris|griffier|colleague|mayor))(?:\s+|(?<=\.))"
)
_WORD = re.compile(r"([^\W\d_]+)\s+")
_DUTCH_PARTICLES = ("van", "der", "den", "de", "het", "'t", "ter", "ten", "te")
_PARTICLES = frozenset(
    (*_DUTCH_PARTICLES, "el", "al", "ben", "bin", "von", "di", "da", "la", "le", "del", "du")
)


def can_find_names() -> bool:
    """Whether the optional part is installed."""
    return find_spec("deduce") is not None


def names_are_ready() -> bool:
    """Whether the lists of names are prepared, so that loading them takes seconds."""
    return any((cache_folder() / "deduce").rglob("*.pickle"))


@cache
def dutch_names() -> NameFinder:
    """Return the finder of names; `MissingExtraError` without the optional part.

    The first load ever prepares lists of names, which takes minutes; later loads take seconds.
    """
    if not can_find_names():
        raise MissingExtraError("Looking for names in verbatims", "pii")
    deduce = _load()
    places = deduce.lookup_structs["placename"]
    tokens, busy = deduce.tokenizers["default"], Lock()

    def find(text: str) -> list[PersonalData]:
        if not text.strip():
            return []
        with busy:
            annotations = deduce.deidentify(text, disabled=set(_NOT_OURS)).annotations
            finds = [_find(text, annotation, is_place) for annotation in annotations]
        return sorted(filter(None, finds), key=lambda find: (find.start, find.end))

    def is_place(name: str) -> bool:
        return _is_place(name, places, tokens)

    return find


def cache_folder() -> Path:
    """Return the folder of the prepared lists, private to the user.

    For they are read back as Python objects.
    """
    for own in cache_folders():
        try:
            own.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(own, os.W_OK) and _is_own(own):
            return own
    return Path(tempfile.mkdtemp(prefix="turven-"))


def _is_own(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def _load() -> Any:
    with _quiet():
        from deduce import Deduce

        folder = cache_folder() / "deduce"
        folder.mkdir(exist_ok=True, mode=0o700)
        try:
            return Deduce(cache_path=folder)
        except Exception:
            # lists half written, after a power cut, or by another version of Python
            try:
                return Deduce(cache_path=folder, build_lookup_structs=True)
            except OSError:
                elsewhere = Path(tempfile.mkdtemp(prefix="turven-"))
                return Deduce(cache_path=elsewhere, build_lookup_structs=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep deduce's import from configuring the program's logging to print everything."""
    root = logging.getLogger()
    handlers, level, off = list(root.handlers), root.level, logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(off)
        root.handlers[:] = handlers
        root.setLevel(level)


def _find(text: str, annotation: Any, is_place: Callable[[str], bool]) -> PersonalData | None:
    start, end = annotation.start_char, annotation.end_char
    if annotation.tag in ("persoon", "patient"):
        start = _after_titles(text, start, end)
        kind = "place" if is_place(text[start:end]) else "name"
    elif annotation.tag == "locatie":
        kind = "address" if is_address(text[start:end]) else "place"
    else:
        return None
    return PersonalData(start, end, kind) if start < end else None


def _after_titles(text: str, start: int, end: int) -> int:
    """Return where the name begins after titles and other lower-case words.

    Such as "mevr. Bakker", "collega Jan".
    """
    while True:
        before = _TITLE.match(text, start, end)
        if before is None or before.end() >= end:
            before = _WORD.match(text, start, end)
            if before and (not before.group(1).islower() or before.group(1) in _PARTICLES):
                return start
        if before is None or before.end() >= end:
            return start
        start = before.end()


def _is_place(name: str, places: Any, tokens: Any) -> bool:
    """Whether the whole of it is the name of a place: a municipality is no person."""
    words = [token.text for token in tokens.tokenize(name)]
    longest = places.longest_matching_prefix(words) if words else None
    return longest is not None and len(longest) == len(words)
