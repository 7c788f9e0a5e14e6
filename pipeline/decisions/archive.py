"""Exports the decisions of a study to a plain CSV archive, and imports them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pipeline.codebook import read_codebooks
from pipeline.decisions.csv_archive import Archived, read_archive, write_archive
from pipeline.decisions.quote_archive import read_quote_archive, write_quote_archive
from pipeline.decisions.quote_log import QuoteLog
from pipeline.decisions.study_log import open_log, read_decisions, read_quote_acts
from pipeline.decisions.values import Decision
from pipeline.decisions.well_formed import well_formed
from pipeline.errors import MisuseError, did_you_mean
from pipeline.files import read_content, write_new
from pipeline.model import Codebook, Problem, problems_table
from pipeline.study import Study


@dataclass(frozen=True)
class Imported:
    """The result of an import: decisions added, and why others were left out (`model.PROBLEMS`).

    `known` were in the log already. `quotes` counts the acts on quotes that were added from the
    archive beside it.
    """

    added: tuple[Decision, ...]
    known: int
    left_out: int
    problems: pd.DataFrame
    quotes: int = 0


def export_decisions(study: Study, path: Path | str) -> int:
    """Write all decisions, undone ones included, to a new CSV file; return how many.

    Acts on quotes, if any, go into a second file beside it (`quotes_beside`). `MisuseError` if the
    file exists already.
    """
    path = Path(path)
    if path.suffix.lower() != ".csv":
        what = "an archive of decisions is a CSV; give a name that ends in .csv"
        raise MisuseError(f"{path}: {what}")
    decisions = read_decisions(study)
    files = {path.name: write_archive(decisions)}
    acts = read_quote_acts(study)
    if acts:
        files[quotes_beside(path).name] = write_quote_archive(acts)
    write_new(path.parent, files)
    return len(decisions)


def quotes_beside(path: Path) -> Path:
    """Return the path of the archive of quotes: decisions-quotes.csv for decisions.csv."""
    return path.with_name(f"{path.stem}-quotes{path.suffix}")


def import_decisions(study: Study, path: Path | str) -> Imported:
    """Add the decisions of an archive to the study's log; those already there are kept.

    An invalid decision is left out and becomes a problem; the others are added in the order of the
    file. Acts on quotes are read from the file beside it (`quotes_beside`). A `TurvenError` if the
    file is no archive.
    """
    path = Path(path)
    archive = read_archive(str(path), read_content(path))
    books = read_codebooks(study)
    with open_log(study) as log:
        known = (*(archived.decision for archived in archive.whole), *log.since())
        check = _Check(path.name, study, books, {decision.id: decision for decision in known})
        good, wrong = check.all(archive.whole)
        appended = log.append([archived.decision for archived in good])
        quote_log = QuoteLog(log.engine, study.study)
        quotes, of_quotes = _import_quotes(study, books, quotes_beside(path), quote_log)
    different = _different(path.name, good, appended.taken)
    problems = sorted([*archive.problems, *wrong, *different], key=lambda problem: problem.row)
    return Imported(
        added=tuple(d for d in appended.taken if d.id not in appended.known),
        known=len(appended.known),
        left_out=archive.decisions - len(good),
        problems=problems_table([*problems, *of_quotes]),
        quotes=quotes,
    )


def _import_quotes(
    study: Study, books: Mapping[str, Codebook], path: Path, log: QuoteLog
) -> tuple[int, list[Problem]]:
    """Add the acts of an archive of quotes, if it exists; return how many, and problems."""
    if not path.is_file():
        return 0, []
    archived, faults = read_quote_archive(str(path), read_content(path))
    good, problems = [], list(faults)
    for row, act in ((each.row, each.act) for each in archived):
        book = books.get(act.question)
        if book is not None and act.wave in study.wave_ids and act.theme in book.theme_ids:
            good.append(act)
            continue
        names = f"question '{act.question}', wave '{act.wave}' or theme '{act.theme}'"
        what = f"{names} is not in the study"
        problems.append(Problem(path.name, row, what, "Correct or delete the row."))
    appended = log.append(good)
    in_order = sorted(problems, key=lambda problem: problem.row)
    return len(appended.taken) - len(appended.known), in_order


@dataclass(frozen=True)
class _Check:
    """Checks archived decisions against the study and all known decisions."""

    file: str
    study: Study
    books: Mapping[str, Codebook]
    known: Mapping[str, Decision]

    def all(self, archived: Sequence[Archived]) -> tuple[list[Archived], list[Problem]]:
        """Return the valid decisions, and the problems of the others."""
        good, problems = [], []
        for each in archived:
            wrong = list(self._faults(each))
            problems += wrong
            if not wrong:
                good.append(each)
        return good, problems

    def _faults(self, archived: Archived) -> Iterator[Problem]:
        decision, row = archived.decision, archived.row
        subject = decision.subject
        for column, name, known in (
            ("question", subject.question, tuple(self.study.questions)),
            ("wave", subject.wave, self.study.wave_ids),
        ):
            if name not in known:
                what = f"{column} '{name}' is not in the study"
                what_to_do = f"Use {', '.join(known[:8])}.{did_you_mean(name, known)}"
                yield Problem(self.file, row, what, what_to_do, column=column)
                return
        if decision.undoes:
            yield from self._faults_of_undo(archived)
            return
        book = self.books[subject.question]
        for code in decision.codes:
            if code not in book.codes:
                what = f"theme '{code}' is not in codebook '{book.id}'"
                what_to_do = f"Correct the theme.{did_you_mean(code, book.codes)}"
                yield Problem(self.file, row, what, what_to_do, column="theme")

    def _faults_of_undo(self, archived: Archived) -> Iterator[Problem]:
        decision = archived.decision
        undone = self.known.get(decision.undoes)
        what = f"it undoes decision '{decision.undoes}', which is "
        if undone is None:
            what += "neither in the file nor in the log"
            what_to_do = "Import the file with that decision too, or delete the row."
        elif undone.subject.text_key != decision.subject.text_key:
            what += "about another text"
            what_to_do = "Mend or delete the row."
        else:
            return
        yield Problem(self.file, archived.row, what, what_to_do, column="undoes")


def _different(file: str, good: Sequence[Archived], taken: Sequence[Decision]) -> Iterator[Problem]:
    """Yield a problem for each decision that differs from the one in the log."""
    in_log = {decision.id: replace(decision, number=0) for decision in taken}
    what_to_do = "Nothing, if the log is right; else decide again in the review."
    for archived in good:
        decision = archived.decision
        if in_log[decision.id] != well_formed(decision):
            what = f"decision '{decision.id}' is in the log already and says something else"
            what += "; the log was not changed"
            yield Problem(file, archived.row, what, what_to_do, column="decision")
