"""Misuse, told in one line: what is wrong, where, and what to do next.

Bad data is no error but a value (a line of problems.csv); these classes are for a study, codebook, file or call that cannot be
used at all. A face shows `str(error)` and ends with exit code 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class TurvenError(Exception):
    """Anything a user can mend; its text is one line that says how, whatever it quotes."""

    def __init__(self, what: str) -> None:
        super().__init__("".join(c if c.isprintable() else repr(c)[1:-1] for c in what))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` Did you mean x?` for the nearest of the known names, or nothing when none is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


def _one_of(known: Iterable[str], most: int = 8) -> str:
    names = list(known)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


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
        known = list(known)
        near = did_you_mean(question, known) or f" It has {_one_of(known)}."
        super().__init__(f"Question '{question}' is not in study '{study}'.{near}")


class UnknownAnswerError(TurvenError):
    """An answer, or a text, that the study does not have."""


class MissingColumnError(TurvenError):
    """A column that study.yaml names and the export does not have."""

    def __init__(
        self, path: Path | str, column: str, needed_for: str, columns: Iterable[str]
    ) -> None:
        columns = list(columns)
        near = did_you_mean(column, columns) or f" It has {_one_of(columns)}."
        super().__init__(f"{path}: no column '{column}' ({needed_for}).{near}")


class MissingExtraError(TurvenError):
    """A file format or feature whose optional library is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs an optional part: install it with  pip install 'turven[{extra}]'"
        )


class EmptyStudyError(TurvenError):
    """A study without a single answer."""


class UnknownLanguageError(TurvenError):
    """A language that spaCy does not know."""


class MisuseError(TurvenError):
    """A call or command with arguments that do not fit together."""


class LogError(TurvenError):
    """The log of decisions can't be read or written; what had been confirmed stays. `full`: because the disk is full."""

    def __init__(self, what: str, *, full: bool = False) -> None:
        self.full = full
        super().__init__(what)
