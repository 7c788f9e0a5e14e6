"""`export_workbook`: a question's answers as a workbook for a reviewer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from pipeline.codebook import codebook_version
from pipeline.decisions import Clock, Scope, Subject, now
from pipeline.errors import MisuseError
from pipeline.normalise import text_hash
from pipeline.review.desk import Desk, open_desk
from pipeline.review.queue_names import ALL, DISAGREEMENT, SECOND
from pipeline.review.queues import page_queue
from pipeline.review.values import Card
from pipeline.review.workbook.values import ExportedWorkbook, WorkbookText
from pipeline.review.workbook.writer import write_workbook
from pipeline.study import Study, as_study

_ENDING = ".xlsx"


@dataclass(frozen=True)
class WrittenWorkbook:
    """An exported workbook: its path, question, and numbers of texts and answers."""

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
    """Write a workbook for each question (all, or those named) that has answers in that queue.

    At most `size` different texts in each. `out` is a folder, or for one question a name ending in
    .xlsx; an existing file is never overwritten. The queue `all` holds every text, the others what
    is left in them. `blind`: without suggestions and the reviewer's earlier decisions; some queues
    always are. `MisuseError` for invalid arguments.
    """
    study = as_study(study)
    asked = tuple(dict.fromkeys(questions)) or tuple(study.questions)
    for question in asked:
        study.question(question)
    selection = _Selection(queue, reviewer.strip(), blind, size)
    _check(selection)
    paths = _paths(study, Path(out), asked, selection)
    desk = desk or open_desk(study, clock=clock)
    # everything is made before anything is written
    contents: dict[WrittenWorkbook, bytes] = {}
    for question in asked:
        exported = _exported(desk, question, selection, clock)
        answers = sum(text.count for text in exported.texts)
        written = WrittenWorkbook(paths[question], question, len(exported.texts), answers)
        if exported.texts:
            contents[written] = write_workbook(exported, desk.books[question], study.house_style)
    if not contents:
        what = f"nothing is left in queue '{queue}' of {', '.join(asked)}"
        raise MisuseError(f"{what}; choose another, or leave --queue out")
    for written, content in contents.items():
        _write(written.path, content)
    return tuple(contents)


@dataclass(frozen=True)
class _Selection:
    """Which texts go into a workbook, for whom, and whether without suggestions."""

    queue: str
    reviewer: str
    blind: bool
    size: int | None

    @property
    def hides_suggestions(self) -> bool:
        """Whether the workbook is without suggestions, on request or because of its queue."""
        return self.blind or page_queue(self.queue).blind

    @property
    def name_part(self) -> str:
        """The part of a workbook's name from its queue, unless that is all, and its reviewer."""
        reviewer = re.sub(r"[\W_]", "-", self.reviewer).strip("-")
        queue = self.queue if self.queue != ALL else ""
        return "".join(f"-{part}" for part in (queue, reviewer) if part)


def _check(selection: _Selection) -> None:
    queue, size = selection.queue, selection.size
    page_queue(queue)
    if queue == DISAGREEMENT:
        what = "disagreements are settled in sight of both opinions"
        raise MisuseError(f"{what}: use  turven review  for that queue")
    if queue == SECOND and not selection.reviewer:
        what = "second coding is by somebody else than the first"
        raise MisuseError(f"{what}: say who with --reviewer")
    if size is not None and size < 1:
        what = f"size {size} is below 1"
        raise MisuseError(f"{what}; say how many different answers a workbook should hold")


def _paths(
    study: Study, out: Path, questions: Sequence[str], selection: _Selection
) -> dict[str, Path]:
    """Return the path of each question's workbook; `MisuseError` if one exists."""
    if out.suffix.lower() == _ENDING and not out.is_dir():
        if len(questions) > 1:
            what = f"{out} is one file and there are {len(questions)} questions"
            raise MisuseError(f"{what}; name a folder, or one --question")
        paths = {questions[0]: out}
    else:
        ending = selection.name_part + _ENDING
        paths = {question: out / f"{study.study}-{question}{ending}" for question in questions}
    for path in paths.values():
        if path.exists():
            what = f"{path} is there already, and may hold somebody's work"
            raise MisuseError(f"{what}; name another place with --out")
    return paths


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise MisuseError(f"{path} can't be written: {error.strerror or error}") from None


def _exported(desk: Desk, question: str, selection: _Selection, clock: Clock) -> ExportedWorkbook:
    study, queue, reviewer = desk.study, selection.queue, selection.reviewer
    # the number first: decisions made while the cards are read are newer than the workbook
    newest = desk.newest()
    keys = desk.keys(question, queue, reviewer, left=queue != ALL)[: selection.size]
    cards = (desk.card(question, queue, key, reviewer) for key in keys)
    return ExportedWorkbook(
        study=study.study,
        title=study.title,
        question=question,
        asked=study.question(question).text,
        language=study.language,
        codebook_version=codebook_version(desk.books[question]),
        at=clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
        reviewer=reviewer,
        newest=newest,
        queue=queue,
        blind=selection.hides_suggestions,
        texts=tuple(_text(card, selection) for card in cards),
    )


def _text(card: Card, selection: _Selection) -> WorkbookText:
    scope: Scope = "one" if card.one else "alike"
    whose = (card.question, card.wave, card.respondent_id)
    text = WorkbookText(
        Subject(*whose, text_hash(card.verbatim), scope),
        card.verbatim,
        card.count,
        probability=card.probability,
    )
    if selection.hides_suggestions:
        return text
    text = replace(text, suggestions=card.suggestions, reason=card.reason)
    for opinion in card.opinions:
        # others' decisions are left out, so that the workbook's decisions are independent of them
        if selection.reviewer and opinion.reviewer == selection.reviewer:
            return replace(text, decided=opinion.codes, decided_at=opinion.at)
    return text
