"""The decisions of a study to a plain CSV for an archive, and back into its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pipeline.codebook import read_codebooks
from pipeline.decisions.csv_archive import Archived, Fault, read_archive, write_archive
from pipeline.decisions.quote_archive import read_quote_archive, write_quote_archive
from pipeline.decisions.quote_log import QuoteLog
from pipeline.decisions.study_log import open_log, read_decisions
from pipeline.decisions.study_quotes import read_quote_acts
from pipeline.decisions.values import Decision
from pipeline.decisions.well_formed import well_formed
from pipeline.errors import MisuseError, UnreadableFileError, did_you_mean
from pipeline.files import write_new
from pipeline.model import PROBLEMS, Codebook
from pipeline.study import Study


@dataclass(frozen=True)
class Imported:
    """What became of an archive: decisions added, how many were in the log already, how many were left out, and why (`model.PROBLEMS`)."""

    added: tuple[Decision, ...]
    known: int
    left_out: int
    problems: pd.DataFrame
    quotes: int = 0
    """What people said of quotes, from the archive beside it: how many acts were added."""


def export_decisions(study: Study, path: Path | str) -> int:
    """Writes all decisions, those taken back included, to a new CSV file; how many. `MisuseError` when the file is there already.

    What people said of quotes goes into a second file beside it (`quotes_beside`), where there is any.
    """
    path = Path(path)
    if path.suffix.lower() != ".csv":
        raise MisuseError(
            f"{path}: an archive of decisions is a CSV; give a name that ends in .csv"
        )
    decisions = read_decisions(study)
    files = {path.name: write_archive(decisions)}
    acts = read_quote_acts(study)
    if acts:
        files[quotes_beside(path).name] = write_quote_archive(acts)
    write_new(path.parent, files)
    return len(decisions)


def quotes_beside(path: Path) -> Path:
    """Where an archive keeps what people said of quotes: decisions.csv has decisions-quotes.csv."""
    return path.with_name(f"{path.stem}-quotes{path.suffix}")


def import_decisions(study: Study, path: Path | str) -> Imported:
    """Adds the decisions of an archive to the study's log in the order of the file; those whose id is there already are left as they are.

    A decision that is wrong is left out and told, and the others are taken. A `TurvenError` when the file is no archive. What people said of quotes
    is taken along from the file beside it (`quotes_beside`).
    """
    path = Path(path)
    archive = read_archive(str(path), _content(path))
    books = read_codebooks(study)
    with open_log(study) as log:
        there = {
            decision.id: decision
            for decision in (*(a.decision for a in archive.whole), *log.since())
        }
        good, wrong = _checked(study, books, archive.whole, there)
        appended = log.append([archived.decision for archived in good])
        quotes, of_quotes = _import_quotes(
            study, books, quotes_beside(path), QuoteLog(log.engine, study.study)
        )
    faults = sorted(
        [*archive.faults, *wrong, *_different(good, appended.taken)], key=lambda fault: fault.row
    )
    added = tuple(decision for decision in appended.taken if decision.id not in appended.known)
    told = pd.concat([_problems(path.name, faults), of_quotes], ignore_index=True)
    return Imported(added, len(appended.known), archive.decisions - len(good), told, quotes)


def _import_quotes(
    study: Study, books: Mapping[str, Codebook], path: Path, log: QuoteLog
) -> tuple[int, pd.DataFrame]:
    """How many acts were added, and what was wrong with others; nothing where no such file is."""
    if not path.is_file():
        return 0, _problems(path.name, ())
    found, faults = read_quote_archive(str(path), _content(path))
    good, wrong = [], list(faults)
    for row, act in found:
        book = books.get(act.question)
        if book is None or act.wave not in study.wave_ids or act.theme not in book.theme_ids:
            what = f"question '{act.question}', wave '{act.wave}' or theme '{act.theme}' is not in the study"
            wrong.append(Fault(row, "", what, "Correct or delete the row."))
        else:
            good.append(act)
    appended = log.append(good)
    told = _problems(path.name, sorted(wrong, key=lambda fault: fault.row))
    return len(appended.taken) - len(appended.known), told


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            path, f"can't be read ({getattr(error, 'strerror', None) or error})"
        ) from None


def _checked(
    study: Study,
    books: Mapping[str, Codebook],
    found: Sequence[Archived],
    there: Mapping[str, Decision],
) -> tuple[list[Archived], list[Fault]]:
    good, faults = [], []
    for archived in found:
        wrong = _wrong(study, books, archived, there)
        faults += wrong
        if not wrong:
            good.append(archived)
    return good, faults


def _wrong(
    study: Study, books: Mapping[str, Codebook], archived: Archived, there: Mapping[str, Decision]
) -> list[Fault]:
    decision, row = archived.decision, archived.row
    subject = decision.subject
    for column, name, known in (
        ("question", subject.question, tuple(study.questions)),
        ("wave", subject.wave, study.wave_ids),
    ):
        if name not in known:
            todo = f"Use {', '.join(known[:8])}.{did_you_mean(name, known)}"
            return [Fault(row, column, f"{column} '{name}' is not in the study", todo)]
    if decision.undoes and decision.undoes not in there:
        what = (
            f"it undoes decision '{decision.undoes}', which is neither in the file nor in the log"
        )
        return [
            Fault(row, "undoes", what, "Import the file with that decision too, or delete the row.")
        ]
    if decision.undoes and _about(there[decision.undoes]) != _about(decision):
        what = f"it undoes decision '{decision.undoes}', which is about another text"
        return [Fault(row, "undoes", what, "Mend or delete the row.")]
    book = books[subject.question]
    return [
        Fault(row, "theme", f"theme '{code}' is not in codebook '{book.id}'", f"Correct the theme.{did_you_mean(code, book.codes)}")
        for code in decision.codes
        if code not in book.codes
    ]  # fmt: skip


def _about(decision: Decision) -> tuple[str, str]:
    return decision.subject.question, decision.subject.text_hash


def _different(good: Sequence[Archived], taken: Sequence[Decision]) -> list[Fault]:
    kept = {decision.id: replace(decision, number=0) for decision in taken}
    return [
        Fault(
            archived.row,
            "decision",
            f"decision '{archived.decision.id}' is in the log already and says something else; the log was not changed",
            "Nothing, if the log is right; else decide again in the review.",
        )
        for archived in good
        if kept[archived.decision.id] != well_formed(archived.decision)
    ]


def _problems(file: str, faults: Sequence[Fault]) -> pd.DataFrame:
    return PROBLEMS.frame(
        {
            "file": [file] * len(faults),
            "row": [fault.row for fault in faults],
            "column": [fault.column for fault in faults],
            "what": [fault.what for fault in faults],
            "what_to_do": [fault.what_to_do for fault in faults],
            "refused": [0] * len(faults),
        }
    )
