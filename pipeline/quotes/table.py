"""Possible quotes as a table, to decide in a notebook or a spreadsheet instead of on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.decisions import (
    APPROVE,
    QUOTE_SHEET,
    REFUSE,
    WITHDRAW,
    Clock,
    NewId,
    NoQuotes,
    QuoteAct,
    QuoteCandidate,
    QuoteKey,
    QuoteLog,
    QuoteVerb,
    log_is_there,
    new_id,
    now,
    open_log,
)
from pipeline.errors import MisuseError, TurvenError, refuse_rows
from pipeline.files import csv_bytes, read_content, read_rows, write_new
from pipeline.ingest import as_text
from pipeline.language import language
from pipeline.model import Problem, problems_table
from pipeline.quotes.desk import QuoteDesk, quote_desk
from pipeline.study import Study, as_study

_APPROVE = "approve approved ja j yes y goed goedkeuren goedgekeurd x"
_REFUSE = "refuse refused nee n no niet weigeren afkeuren"
_WITHDRAW = "withdraw terug back terugnemen intrekken undo"
WORDS: Mapping[str, QuoteVerb] = {
    **dict.fromkeys(_APPROVE.split(), APPROVE),
    **dict.fromkeys(_REFUSE.split(), REFUSE),
    **dict.fromkeys(_WITHDRAW.split(), WITHDRAW),
}
"""The values that may be filled in as a decision."""

_NEEDED = ("question", "theme", "wave", "respondent_id", "decision", "seen", "text_hash")
_OVERTAKEN = "somebody has decided on this quote since the table was made; look at it again"


@dataclass(frozen=True)
class QuotesTaken:
    """The result of importing a table of quotes: the acts saved, and problems (`model.PROBLEMS`).

    `same` counts the rows equal to the current act.
    """

    taken: tuple[QuoteAct, ...]
    same: int
    problems: pd.DataFrame


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """Return the text of that column, '' if the table has none."""
        return self.cells.get(name, "")

    @property
    def key(self) -> QuoteKey:
        return QuoteKey(*(self.cell(name) for name in QuoteKey._fields))


@dataclass(frozen=True)
class _Sender:
    """Who decides by a table (a row may name another), in which file or '', and the ids to give."""

    reviewer: str
    new_id: NewId
    file: str = ""

    def problem(self, row: int, what: str) -> Problem:
        return Problem(self.file, row, what, "Mend the row and import the file again.")


@dataclass(frozen=True)
class _RequestedActs:
    """The acts in the rows of a table, with the row of each by its id, and problems.

    `seen` gives by id the newest act that was in sight; `same` counts rows that change nothing.
    """

    acts: tuple[QuoteAct, ...]
    rows: Mapping[str, int]
    seen: Mapping[str, int]
    same: int
    problems: Sequence[Problem]


def quotes(study: Study | Path | str) -> pd.DataFrame:
    """Return the possible quotes of a study with their current acts (`decisions.QUOTE_SHEET`).

    It takes as long as coding the newest wave.
    """
    study = as_study(study)
    if not log_is_there(study):
        return quote_table(quote_desk(study, NoQuotes()))
    with _open_desk(study, now) as desk:
        return quote_table(desk)


def decide(
    study: Study | Path | str,
    table: pd.DataFrame,
    *,
    reviewer: str = "",
    clock: Clock = now,
    new_id: NewId = new_id,
) -> pd.DataFrame:
    """Decide on possible quotes; return all with their current acts (`decisions.QUOTE_SHEET`).

    `table` is what `pipeline.quotes` returned with `decision` filled in (and `print`, if less is to
    be printed than proposed): all of it is saved, or a `MisuseError` lists the invalid rows. It
    takes as long as coding the newest wave.
    """
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        raise MisuseError(f"the quotes to decide on have no column {', '.join(missing)}")
    with _open_desk(as_study(study), clock) as desk:
        requested = _requested(desk, _rows(table), _Sender(reviewer, new_id))
        refuse_rows("nothing was decided", [(each.row, each.what) for each in requested.problems])
        overtaken = desk.keep(requested.acts, seen=requested.seen).overtaken
        if overtaken:
            first = min(requested.rows[id] for id in overtaken)
            raise MisuseError(f"row {first}: {_OVERTAKEN} (the others were taken)")
        return quote_table(desk)


def quote_table(desk: QuoteDesk) -> pd.DataFrame:
    """Return the possible quotes of a desk (`decisions.QUOTE_SHEET`), the most fitting first."""
    rows = [
        _cells(theme.label, candidate)
        for question in desk.questions()
        for theme in desk.themes(question)
        for candidate in theme.candidates
    ]
    return QUOTE_SHEET.frame({name: [row[name] for row in rows] for name in QUOTE_SHEET.columns})


def export_quotes(study: Study, path: Path | str) -> int:
    """Write the possible quotes to a new CSV for a person to fill in; return how many.

    To fill in are `decision`, `print` and `reviewer`. `MisuseError` if the file exists already.
    """
    path = Path(path)
    if path.suffix.lower() != ".csv":
        raise MisuseError(f"{path}: quotes are written as CSV; give a name that ends in .csv")
    if path.exists():
        raise MisuseError(f"{path} is there already; choose another name, or move it away")
    frame = quotes(study)
    columns = [frame[name].tolist() for name in frame.columns]
    rows: list[Iterable[object]] = [frame.columns, *zip(*columns, strict=True)]
    delimiter = ";" if language(study.language).decimal_mark == "," else ","
    content = csv_bytes(rows, delimiter=delimiter, errors="replace")
    write_new(path.parent, {path.name: content})
    return len(frame)


def import_quotes(
    study: Study,
    path: Path | str,
    *,
    reviewer: str = "",
    clock: Clock = now,
    new_id: NewId = new_id,
) -> QuotesTaken:
    """Import a filled-in table; an invalid row is a problem, the others are imported.

    A `TurvenError` if it is no such table.
    """
    path = Path(path)
    lines = read_rows(str(path), read_content(path), _NEEDED, "a table of quotes")
    rows = [_Row(line.number, line.texts) for line in lines if line.cells <= line.columns]
    sender = _Sender(reviewer, new_id, path.name)
    with _open_desk(study, clock) as desk:
        requested = _requested(desk, rows, sender)
        appended = desk.keep(requested.acts, seen=requested.seen)
    late = [sender.problem(requested.rows[id], _OVERTAKEN) for id in appended.overtaken]
    problems = sorted([*requested.problems, *late], key=lambda problem: problem.row)
    return QuotesTaken(appended.taken, requested.same, problems_table(problems))


@contextmanager
def _open_desk(study: Study, clock: Clock) -> Iterator[QuoteDesk]:
    with open_log(study) as log:
        yield quote_desk(study, QuoteLog(log.engine, study.study), clock=clock)


def _rows(table: pd.DataFrame) -> list[_Row]:
    names = [str(name) for name in table.columns]
    columns = [[as_text(value) for value in table[name].tolist()] for name in table.columns]
    texts = zip(*columns, strict=True)
    return [_Row(i, dict(zip(names, cells, strict=True))) for i, cells in enumerate(texts)]


def _requested(desk: QuoteDesk, rows: Sequence[_Row], sender: _Sender) -> _RequestedActs:
    acts: dict[int, QuoteAct] = {}
    seen: dict[str, int] = {}
    problems = []
    same = 0
    for row in rows:
        if not row.cell("decision").strip():
            continue
        try:
            act = _act(desk, row, sender)
        except TurvenError as error:
            problems.append(sender.problem(row.number, str(error)))
            continue
        if _is_current(desk.candidate(row.key), act):
            same += 1
        else:
            acts[row.number] = act
            seen[act.id] = int(row.cell("seen"))
    by_id = {act.id: number for number, act in acts.items()}
    return _RequestedActs(tuple(acts.values()), by_id, seen, same, problems)


def _act(desk: QuoteDesk, row: _Row, sender: _Sender) -> QuoteAct:
    """Return the act in a row; `MisuseError` for an invalid one."""
    verb = WORDS.get(row.cell("decision").strip().casefold())
    if verb is None:
        what = f"'{row.cell('decision')[:40]}' is no decision"
        raise MisuseError(f"{what}; write approve, refuse or withdraw (ja, nee, terug)")
    reviewer = sender.reviewer or row.cell("reviewer").strip()
    if not reviewer:
        raise MisuseError("nobody is named who decides; fill in reviewer, or give it with the call")
    if not row.cell("seen").isdecimal():
        raise MisuseError("'seen' is no number; leave that column as it was")
    if desk.candidate(row.key).text_hash != row.cell("text_hash"):
        raise MisuseError("the answer has changed since the table was made; make it anew")
    via = "file" if sender.file else "python"
    text = row.cell("print")
    return desk.act(reviewer, row.key, verb, id=sender.new_id(), text=text, via=via)


def _is_current(candidate: QuoteCandidate, act: QuoteAct) -> bool:
    if candidate.act is None:
        return act.verb == WITHDRAW
    return (candidate.act.verb, candidate.act.text) == (act.verb, act.text)


def _cells(label: str, candidate: QuoteCandidate) -> dict[str, object]:
    """Return the cells of a row by column; a few more than the table has."""
    act = candidate.act
    return vars(candidate) | {
        "label": label,
        "stands": act.verb if act else "",
        "stands_text": act.text if act else "",
        "stands_by": act.reviewer if act else "",
        "decision": "",
        "print": "",
        "reviewer": "",
        "seen": candidate.last,
    }
