"""`export_workbook`: a question's answers as a workbook for a reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from pipeline.codebook import codebook_version
from pipeline.decisions import Subject
from pipeline.errors import MisuseError
from pipeline.normalise import text_hash
from pipeline.review.desk import Clock, Desk, now, open_desk
from pipeline.review.queues import page_queue
from pipeline.review.values import Card
from pipeline.review.workbook.values import Entry, Exported
from pipeline.review.workbook.write import write_workbook
from pipeline.study import Study, read_study

ALL = "all"
_SETTLING = "disagreement"
_ENDING = ".xlsx"


@dataclass(frozen=True)
class WrittenWorkbook:
    """A workbook that was written: where, of which question, with how many texts and answers."""

    path: Path
    question: str
    texts: int
    answers: int


def export_workbook(
    study: Study | Path | str,
    out: Path | str,
    *,
    questions: Sequence[str] = (),
    queue: str = ALL,
    reviewer: str = "",
    blind: bool = False,
    size: int | None = None,
    clock: Clock = now,
    desk: Desk | None = None,
) -> tuple[WrittenWorkbook, ...]:
    """Writes a workbook for each question (all, or those named) that has answers in that queue, at most `size` different texts in each.

    `out` is a folder, or for one question a name ending in .xlsx; a file that exists is never overwritten. The queue `all` holds every text, the
    others what is left in them. `blind`: without suggestions and what the reviewer decided before; some queues always are. `MisuseError` for wishes
    that can't be.
    """
    study = study if isinstance(study, Study) else read_study(study)
    asked = tuple(dict.fromkeys(questions)) or tuple(study.questions)
    for question in asked:
        study.question(question)
    _check(queue, reviewer, size)
    paths = _paths(study, Path(out), asked, reviewer.strip(), queue)
    desk = desk or open_desk(study, clock=clock)
    # everything is made before anything is written
    made = {q: _exported(desk, q, queue, reviewer.strip(), blind, size, clock) for q in asked}
    full = {q: exported for q, exported in made.items() if exported.entries}
    if not full:
        raise MisuseError(
            f"nothing is left in queue '{queue}' of {', '.join(asked)}; choose another, or leave --queue out"
        )
    contents = {q: write_workbook(exported, desk.books[q]) for q, exported in full.items()}
    for question, content in contents.items():
        _write(paths[question], content)
    return tuple(
        WrittenWorkbook(paths[q], q, len(e.entries), sum(entry.count for entry in e.entries))
        for q, e in full.items()
    )


def _check(queue: str, reviewer: str, size: int | None) -> None:
    page_queue(queue)
    if queue == _SETTLING:
        raise MisuseError(
            "disagreements are settled in sight of both opinions: use  turven review  for that queue"
        )
    if queue == "second" and not reviewer.strip():
        raise MisuseError(
            "second coding is by somebody else than the first: say who with --reviewer"
        )
    if size is not None and size < 1:
        raise MisuseError(
            f"size {size} is below 1; say how many different answers a workbook should hold"
        )


def _paths(
    study: Study, out: Path, questions: Sequence[str], reviewer: str, queue: str
) -> dict[str, Path]:
    if out.suffix.lower() == _ENDING and not out.is_dir():
        if len(questions) > 1:
            raise MisuseError(
                f"{out} is one file and there are {len(questions)} questions; name a folder, or one --question"
            )
        found = {questions[0]: out}
    else:
        name = "".join(c if c.isalnum() else "-" for c in reviewer).strip("-")
        parts = [part for part in (queue if queue != ALL else "", name) if part]
        found = {q: out / f"{'-'.join([study.study, q, *parts])}{_ENDING}" for q in questions}
    there = [path for path in found.values() if path.exists()]
    if there:
        raise MisuseError(
            f"{there[0]} is there already, and may hold somebody's work; name another place with --out"
        )
    return found


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise MisuseError(f"{path} can't be written: {error.strerror or error}") from None


def _exported(
    desk: Desk,
    question: str,
    queue: str,
    reviewer: str,
    blind: bool,
    size: int | None,
    clock: Clock,
) -> Exported:
    study, book = desk.study, desk.books[question]
    blind = blind or page_queue(queue).blind
    # the number first: what is decided while the cards are read is newer than the workbook
    newest = desk.newest()
    keys = desk.keys(question, queue, reviewer, left=queue != ALL)[:size]
    cards = (desk.card(question, queue, key, reviewer) for key in keys)
    return Exported(
        study=study.study,
        title=study.title,
        question=question,
        asked=study.question(question).text,
        language=study.language,
        codebook_version=codebook_version(book),
        at=clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
        reviewer=reviewer,
        newest=newest,
        queue=queue,
        blind=blind,
        entries=tuple(_entry(card, reviewer, blind) for card in cards),
    )


def _entry(card: Card, reviewer: str, blind: bool) -> Entry:
    subject = Subject(
        card.question,
        card.wave,
        card.respondent_id,
        text_hash(card.verbatim),
        "one" if card.one else "alike",
    )
    if blind:
        return Entry(subject, card.verbatim, card.count, probability=card.probability)
    # what others decided stays out, so that the workbook's decisions are independent of it
    own = next(
        (opinion for opinion in card.opinions if reviewer and opinion.reviewer == reviewer), None
    )
    decided = own.codes if own else ()
    at = own.at if own else ""
    return Entry(
        subject,
        card.verbatim,
        card.count,
        card.suggestions,
        decided,
        at,
        card.reason,
        card.probability,
    )
