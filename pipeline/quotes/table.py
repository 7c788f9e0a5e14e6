"""Possible quotes as a table, for whoever decides in a notebook or a spreadsheet instead of on the page."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pandas as pd

from pipeline.decisions import (
    APPROVE,
    QUOTE_SHEET,
    REFUSE,
    WITHDRAW,
    NoQuotes,
    QuoteAct,
    QuoteCandidate,
    QuoteKey,
    QuoteLog,
    QuoteVerb,
    as_cell,
    from_cell,
    log_is_there,
    open_log,
    read_cells,
)
from pipeline.errors import MisuseError, TurvenError, UnreadableFileError
from pipeline.files import write_new
from pipeline.ingest import as_text
from pipeline.language import language
from pipeline.model import PROBLEMS
from pipeline.quotes.desk import QuoteDesk, quote_desk
from pipeline.review import Clock, now
from pipeline.study import Study, read_study

WORDS: Mapping[str, QuoteVerb] = {
    **dict.fromkeys(
        ("approve", "approved", "ja", "j", "yes", "y", "goed", "goedkeuren", "goedgekeurd", "x"),
        APPROVE,
    ),
    **dict.fromkeys(
        ("refuse", "refused", "nee", "n", "no", "niet", "weigeren", "afkeuren"), REFUSE
    ),
    **dict.fromkeys(("withdraw", "terug", "back", "terugnemen", "intrekken", "undo"), WITHDRAW),
}
"""What may be filled in as a decision."""

_NEEDED = ("question", "theme", "wave", "respondent_id", "decision", "seen", "text_hash")
_MOST_TOLD = 5


@dataclass(frozen=True)
class QuotesTaken:
    """What became of a table of quotes that came back: acts that were kept, rows that said what stood already, and what was wrong
    (`model.PROBLEMS`).
    """

    taken: tuple[QuoteAct, ...]
    same: int
    problems: pd.DataFrame


@dataclass(frozen=True)
class _Row:
    number: int
    key: QuoteKey
    cells: Mapping[str, str]


def quotes(
    study: Study | Path | str,
    decide: pd.DataFrame | None = None,
    *,
    reviewer: str = "",
    clock: Clock = now,
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> pd.DataFrame:
    """The possible quotes of a study (`model.QUOTE_SHEET`), with what stands; with `decide`, after that was done.

    `decide` is such a table with `decision` filled in (and `print`, where less is to be printed than proposed): all of it is kept, or a
    `MisuseError` tells the rows that are wrong. It takes as long as coding the newest wave does.
    """
    study = study if isinstance(study, Study) else read_study(study)
    if decide is None and not log_is_there(study):
        return quote_table(quote_desk(study, NoQuotes(), clock=clock))
    with open_log(study) as log:
        desk = quote_desk(study, QuoteLog(log.engine, study.study), clock=clock)
        if decide is not None:
            missing = [name for name in _NEEDED if name not in decide.columns]
            if missing:
                raise MisuseError(f"the quotes to decide on have no column {', '.join(missing)}")
            columns = {
                str(name): [as_text(value) for value in decide[name].tolist()]
                for name in decide.columns
            }
            rows = [
                _row(number, {name: cells[at] for name, cells in columns.items()})
                for at, number in enumerate(range(len(decide)))
            ]
            _decide(desk, rows, reviewer, new_id, "python", all_or_none=True)
        return quote_table(desk)


def quote_table(desk: QuoteDesk) -> pd.DataFrame:
    """The possible quotes of a desk as `model.QUOTE_SHEET`, by question, theme and how well they fit."""
    lines = [
        (theme.label, candidate)
        for question in desk.questions()
        for theme in desk.themes(question)
        for candidate in theme.candidates
    ]
    rows = [_line(label, candidate) for label, candidate in lines]
    return QUOTE_SHEET.frame({name: [row[name] for row in rows] for name in QUOTE_SHEET.columns})


def export_quotes(study: Study, path: Path | str) -> int:
    """Writes the possible quotes to a new CSV for a person to fill in `decision`, `print` and `reviewer`; how many.

    `MisuseError` when the file is there already.
    """
    path = Path(path)
    if path.suffix.lower() != ".csv":
        raise MisuseError(f"{path}: quotes are written as CSV; give a name that ends in .csv")
    if path.exists():
        raise MisuseError(f"{path} is there already; choose another name, or move it away")
    frame = quotes(study)
    out = StringIO()
    comma = language(study.language).decimal_mark == ","
    writer = csv.writer(out, delimiter=";" if comma else ",", lineterminator="\r\n")
    writer.writerow(frame.columns)
    frame["names_sought"] = frame["names_sought"].map({True: "true", False: "false"})
    for row in frame.itertuples(index=False):
        writer.writerow([as_cell(cell) for cell in row])
    write_new(path.parent, {path.name: out.getvalue().encode("utf-8-sig", "replace")})
    return len(frame)


def import_quotes(
    study: Study,
    path: Path | str,
    *,
    reviewer: str = "",
    clock: Clock = now,
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> QuotesTaken:
    """Takes back what a person filled in. A row that can't be taken is told, and the others are taken. A `TurvenError` when it is no such table."""
    path = Path(path)
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            path, f"can't be read ({getattr(error, 'strerror', None) or error})"
        ) from None
    header, lines = read_cells(str(path), content, _NEEDED, "a table of quotes")
    rows = [
        _row(
            number,
            dict(
                zip(header, map(from_cell, cells), strict=False)
                if len(cells) <= len(header)
                else ()
            ),
        )
        for number, cells in lines
    ]
    with open_log(study) as log:
        desk = quote_desk(study, QuoteLog(log.engine, study.study), clock=clock)
        taken, same, wrong = _decide(desk, rows, reviewer, new_id, "file", all_or_none=False)
    return QuotesTaken(taken, same, _problems(path.name, wrong))


def _decide(
    desk: QuoteDesk,
    rows: Sequence[_Row],
    reviewer: str,
    new_id: Callable[[], str],
    via: str,
    *,
    all_or_none: bool,
) -> tuple[tuple[QuoteAct, ...], int, list[tuple[int, str]]]:
    acts: list[QuoteAct] = []
    seen: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []
    of_row: dict[str, int] = {}
    same = 0
    for row in rows:
        if not row.cells.get("decision", "").strip():
            continue
        try:
            act = _act(desk, row, reviewer, new_id(), via)
        except TurvenError as error:
            wrong.append((row.number, str(error)))
            continue
        if act is None:
            same += 1
            continue
        acts.append(act)
        of_row[act.id], seen[act.id] = row.number, int(row.cells.get("seen") or 0)
    if wrong and all_or_none:
        told = "; ".join(f"row {number}: {what}" for number, what in wrong[:_MOST_TOLD])
        more = f"; and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
        raise MisuseError(f"nothing was decided: {told}{more}")
    appended = desk.keep(acts, seen=seen)
    late = "somebody has decided on this quote since the table was made; look at it again"
    wrong += [(of_row[id], late) for id in sorted(appended.overtaken, key=of_row.__getitem__)]
    if appended.overtaken and all_or_none:
        raise MisuseError(f"row {wrong[0][0]}: {late} (the others were taken)")
    return appended.taken, same, sorted(wrong)


def _act(desk: QuoteDesk, row: _Row, reviewer: str, id: str, via: str) -> QuoteAct | None:
    """What a row says, None where it stands already."""
    cells = row.cells
    verb = WORDS.get(cells["decision"].strip().casefold())
    if verb is None:
        raise MisuseError(
            f"'{cells['decision'][:40]}' is no decision; write approve, refuse or withdraw (ja, nee, terug)"
        )
    who = reviewer or cells.get("reviewer", "").strip()
    if not who:
        raise MisuseError("nobody is named who decides; fill in reviewer, or give it with the call")
    if not cells.get("seen", "").isdecimal():
        raise MisuseError("'seen' is no number; leave that column as it was")
    candidate = desk.candidate(row.key)
    if candidate.text_hash != cells["text_hash"]:
        raise MisuseError("the answer has changed since the table was made; make it anew")
    act = desk.act(who, row.key, verb, id=id, text=cells.get("print", ""), via=via)
    stands = candidate.act
    if stands is None:
        return None if verb == WITHDRAW else act
    return None if (stands.verb, stands.text) == (act.verb, act.text) else act


def _row(number: int, cells: Mapping[str, str]) -> _Row:
    question, theme, wave, respondent = (
        cells.get(name, "") for name in ("question", "theme", "wave", "respondent_id")
    )
    return _Row(number, (question, theme, wave, respondent), cells)


def _line(label: str, candidate: QuoteCandidate) -> dict[str, object]:
    act = candidate.act
    return {
        "question": candidate.question,
        "theme": candidate.theme,
        "label": label,
        "wave": candidate.wave,
        "respondent_id": candidate.respondent_id,
        "group": candidate.group,
        "n": candidate.n,
        "base": candidate.base,
        "verbatim": candidate.verbatim,
        "proposed": candidate.proposed,
        "names_sought": candidate.names_sought,
        "stands": act.verb if act else "",
        "stands_text": act.text if act else "",
        "stands_by": act.reviewer if act else "",
        "decision": "",
        "print": "",
        "reviewer": "",
        "seen": candidate.last,
        "text_hash": candidate.text_hash,
    }


def _problems(file: str, wrong: Sequence[tuple[int, str]]) -> pd.DataFrame:
    return PROBLEMS.frame(
        {
            "file": [file] * len(wrong),
            "row": [number for number, _ in wrong],
            "column": [""] * len(wrong),
            "what": [what for _, what in wrong],
            "what_to_do": ["Mend the row and import the file again."] * len(wrong),
            "refused": [0] * len(wrong),
        }
    )
