"""Consistency checks of a study file; each raises a `ValueError` that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from pipeline.errors import DocumentError, did_you_mean
from pipeline.files import Document
from pipeline.model import ANSWERS

_NAME = re.compile(r"[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f._-]*")


def check_names(what: str, names: Iterable[str], kind: str = "") -> None:
    """Check that names can be those of files or folders; `kind` says what they name."""
    for name in names:
        if not _NAME.fullmatch(name):
            named = f"{kind} '{name}'".lstrip()
            raise ValueError(f"{named} cannot name a {what}; use letters, digits, hyphens and dots")


def check_waves(ids: Collection[str]) -> None:
    """Check that each wave is unique and can name a file."""
    twice = {one for one in ids if list(ids).count(one) > 1}
    if twice:
        raise ValueError(f"wave {', '.join(sorted(twice))} is there twice")
    check_names("file", ids, "wave")


def check_columns(segments: Mapping[str, object], filters: Mapping[str, object]) -> None:
    """Check that segments and filters take no name of another column of answers.csv."""
    taken = {*ANSWERS.columns, "weight"}
    for kind, names in (("segments", segments), ("filters", filters)):
        for name in names:
            if name in taken:
                is_taken = f"'{name}' is the name of a column of answers.csv"
                raise ValueError(f"{kind}: {is_taken}; choose another")
        taken |= names.keys()


def check_known(where: str, kind: str, name: str, known: Collection[str]) -> None:
    """Check that a name, unless it is empty, is one of those known."""
    if name and name not in known:
        raise ValueError(f"{where}: no {kind} '{name}'.{did_you_mean(name, known)}")


def check_all_known(where: str, kind: str, names: Iterable[str], known: Collection[str]) -> None:
    """Check that all names are among those known."""
    for name in names:
        check_known(where, kind, name, known)


def check_crossing(crossing: Collection[str], segments: Collection[str]) -> None:
    """Check that a crossing names two or more different segments."""
    if len(set(crossing)) < 2 or len(set(crossing)) != len(crossing):
        no_crossing = f"{', '.join(crossing) or 'nothing'} is no crossing"
        raise ValueError(f"crossings: {no_crossing}; name two or more different segments")
    check_all_known("crossings", "segment", crossing, segments)


def is_file(path: Path) -> bool:
    """Whether a file exists; an impossible name doesn't."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder exists; one of an impossible name doesn't."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def missing_file(
    document: Document,
    place: tuple[str | int, ...],
    path: Path,
    is_there: Callable[[Path], bool] = is_file,
) -> DocumentError:
    """Return the error for a missing file or folder, with the nearest name beside it."""
    kind, other, is_other = "file", "folder", is_folder
    if is_there is is_folder:
        kind, other, is_other = other, kind, is_file
    if is_other(path):
        return document.error(place, f"{path} is a {other}; name a {kind}")
    beside = sorted(p.name for p in path.parent.glob("*")) if is_folder(path.parent) else []
    hint = did_you_mean(path.name, [name for name in beside if name != path.name])
    return document.error(place, f"no {kind} {path.name} in {path.parent}.{hint}")
