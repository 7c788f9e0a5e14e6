"""Misuse, reported in one line: what is wrong, where, and what to do next.

Bad data is no error but a value (a line of problems.csv); these classes are for a study, codebook,
file or call that cannot be used at all. A front end shows `str(error)` and ends with exit code 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any


class TurvenError(Exception):
    """Anything a user can fix; its text is one line that says how, whatever it quotes."""

    def __init__(self, what: str) -> None:
        super().__init__("".join(c if c.isprintable() else repr(c)[1:-1] for c in what))

    def __reduce__(self) -> tuple[Any, ...]:
        # the text is what an error is: its class may be made from other things
        return _restore, (type(self), str(self), self.__dict__)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ` Did you mean x?` for the nearest known name; '' if none is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


def _near_or_all(name: str, known: Iterable[str]) -> str:
    """Return the nearest known name as a question, or all known names."""
    names = list(known)
    hint = did_you_mean(name, names)
    if hint:
        return hint
    more = len(names) - _MOST_NAMES
    return f" It has {', '.join(names[:_MOST_NAMES])}" + (f" and {more} more." if more > 0 else ".")


_MOST_NAMES = 8


def _restore(kind: type[TurvenError], message: str, details: dict[str, object]) -> TurvenError:
    error = kind.__new__(kind, message)
    error.args = (message,)
    error.__dict__.update(details)
    return error


class UnreadableFileError(TurvenError):
    """A file that cannot be opened or is not what its name says."""

    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(f"{path}: {why}")


class DocumentError(TurvenError):
    """A mistake in a YAML file, with its place."""

    def __init__(self, path: Path | str, line: int | None, what: str) -> None:
        self.line = line
        super().__init__(f"{path}:{line}: {what}" if line else f"{path}: {what}")


class UnknownThemeError(TurvenError):
    """A theme id that the codebook does not have."""

    def __init__(self, theme: str, codebook: str, known: Iterable[str]) -> None:
        super().__init__(
            f"Theme '{theme}' is not in codebook '{codebook}'.{did_you_mean(theme, known)}"
        )


class UnknownQuestionError(TurvenError):
    """A question id that the study does not have."""

    def __init__(self, question: str, study: str, known: Iterable[str]) -> None:
        hint = _near_or_all(question, known)
        super().__init__(f"Question '{question}' is not in study '{study}'.{hint}")


class UnknownAnswerError(TurvenError):
    """An answer, or a text, that the study does not have."""


class MissingColumnError(TurvenError):
    """A column that study.yaml names and the export does not have."""

    def __init__(
        self, path: Path | str, column: str, needed_for: str, columns: Iterable[str]
    ) -> None:
        hint = _near_or_all(column, columns)
        super().__init__(f"{path}: no column '{column}' ({needed_for}).{hint}")


class MissingExtraError(TurvenError):
    """A file format or feature whose optional library is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs an optional part: install it with  pip install 'turven[{extra}]'"
        )


class EmptyStudyError(TurvenError):
    """A study without a single answer."""


class WeightlessWaveError(TurvenError):
    """A wave of a weighted study in which nobody weighs anything."""

    def __init__(self, files: Iterable[Path], column: str, wave: str) -> None:
        super().__init__(
            f"{', '.join(map(str, files))}: no respondent of wave {wave} has a weight above 0 in "
            f"column '{column}', so it has no shares. Write the weights there, name their column "
            "under 'weights:' in study.yaml, or leave 'weights:' out to count all alike"
        )


class UnknownLanguageError(TurvenError):
    """A language that spaCy does not know."""


class MisuseError(TurvenError):
    """A call or command with arguments that do not fit together."""


def refuse_rows(outcome: str, faults: Sequence[tuple[object, str]]) -> None:
    """Raise a `MisuseError` with the first faults, (row, what is wrong), if there are any.

    It begins with the outcome, as in `nothing was added`.
    """
    if not faults:
        return
    told = "; ".join(f"row {row}: {what}" for row, what in faults[:_MOST_ROWS])
    more = f"; and {len(faults) - _MOST_ROWS} more" if len(faults) > _MOST_ROWS else ""
    raise MisuseError(f"{outcome}: {told}{more}")


_MOST_ROWS = 5


class LogError(TurvenError):
    """The log of decisions can't be read or written; decisions already confirmed are kept.

    `full`: because the disk is full.
    """

    def __init__(self, what: str, *, full: bool = False) -> None:
        self.full = full
        super().__init__(what)
