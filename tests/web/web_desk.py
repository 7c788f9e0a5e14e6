"""A desk of a dozen texts in memory, for tests of the page: it keeps what it is told and does as it
is set to do.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from math import nan
from pathlib import Path

from pipeline.codebook import read_codebook
from pipeline.decisions import ACCEPT, Decision, Occasion, Subject, Verdict
from pipeline.decisions.values import contradiction
from pipeline.errors import MisuseError, UnknownAnswerError, UnknownThemeError
from pipeline.model import Codebook
from pipeline.review import PAGE_QUEUES, page_queue
from pipeline.review.values import (
    BulkSaved,
    Card,
    Change,
    ChangedRow,
    Member,
    Other,
    Preview,
    Progress,
    QueueLine,
    RequestedDecision,
    ReviewerLine,
    Row,
    RowPage,
    Saved,
    Suggestion,
    Undone,
)
from pipeline.study import Study, read_study

HTMX = {"HX-Request": "true"}
BASE = "http://127.0.0.1:8765"
UNCERTAIN = "/review/uitdagingen/uncertain"
ROOT = Path(__file__).parents[2]
TEXTS = {
    "t1": "Te weinig tijd en geld, en niemand weet wie er verantwoordelijk is."
    " Ook speelt de AVG ons parten: privacy van inwoners staat voorop.",
    "t2": "capaciteit",
    "t3": "We missen kennis; collega's kunnen de uitkomsten niet beoordelen.",
    "t/4?&#%": "<script>alert('hoi')</script> & \"kosten\"",
    "t5": "Geen idee",
}
OTHERS = (
    Other("voordelen", "2025", "Sneller werken, en minder saai werk voor de baliemedewerkers"),
    Other("functies", "2025", "informatiemanager en CIO"),
)
COUNTS = {"t2": 41, "t5": 3}


def decision(
    reviewer: str,
    codes: tuple[str, ...],
    key: str = "t1",
    *,
    number: int = 7,
    note: str = "",
    undoes: str = "",
) -> Decision:
    """What somebody decided."""
    return Decision(
        id=f"{reviewer}-{key}-{number}",
        at="2026-03-04T10:11:12.000000",
        reviewer=reviewer,
        subject=Subject("uitdagingen", "2025", "g07", "hash"),
        verdicts=tuple(Verdict(code, ACCEPT) for code in codes),
        occasion=Occasion(),
        note=note,
        undoes=undoes,
        number=number,
    )


@cache
def _study() -> tuple[Study, dict[str, Codebook]]:
    study = read_study(ROOT / "data" / "ai-monitor")
    return study, {
        question: read_codebook(study.codebook_path(question))
        for question in ("uitdagingen", "functies")
    }


class FakeDesk:
    """As `pipeline.api.open_desk` gives.

    `fails` is raised by the next act, `newer` is what others decided meanwhile.
    """

    def __init__(self) -> None:
        self.study, books = _study()
        self.books = dict(books)
        self.log: list[Decision] = []
        self.requested: list[RequestedDecision] = []
        self.bulks: list[tuple[object, ...]] = []
        self.undos: list[str] = []
        self.here: list[tuple[str, str, str]] = []
        self.fails: Exception | None = None
        self.newer: tuple[Decision, ...] = ()
        self.changes: dict[str, object] = {}
        self.guesses: tuple[str, ...] = ()
        self.texts = dict(TEXTS)

    def newest(self) -> int:
        return len(self.log)

    def queues(self, question: str, reviewer: str) -> tuple[QueueLine, ...]:
        left = [k for k in self.texts if k not in {w.key for w in self.requested}]
        sizes = {
            "random": 40,
            "uncertain": 112,
            "no-theme": 9,
            "all": len(left),
            "disagreement": 4,
            "stale": 2,
            "second": 15,
            "rare": 0,
            "rules-vs-classifier": 31,
            "codebook-changed": 0,
        }
        return tuple(
            QueueLine(
                question,
                q,
                sizes.get(q, 0),
                sizes.get(q, 0) * 3,
                17 if q != "codebook-changed" else 0,
                sizes.get(q, 0) * 0.3,
                page_queue(q).blind,
            )
            for q in PAGE_QUEUES
        )

    def first(self, question: str, queue: str, reviewer: str) -> str:
        return (
            next((k for k in self.texts if k not in {w.key for w in self.requested}), "")
            if queue != "rare"
            else ""
        )

    def card(self, question: str, queue: str, key: str, reviewer: str) -> Card:
        if key not in self.texts:
            raise UnknownAnswerError(f"There is no text '{key}' in {question}.")
        text, keys = self.texts[key], list(self.texts)
        at = keys.index(key)
        blind = page_queue(queue).blind
        suggestions = () if blind or key not in ("t1", "t3") else _suggestions(text)
        card = Card(
            question=question,
            queue=queue,
            key=key,
            verbatim=text,
            wave="2025",
            respondent_id="g07",
            count=COUNTS.get(key, 1),
            members=(Member("2025", "g07", text), Member("2024", "g11", text.upper())),
            one=False,
            segments=(("gemeentegrootte", "middelgroot"),),
            others=OTHERS,
            suggestions=suggestions,
            chosen=tuple(s.theme for s in suggestions if s.chance > 0.5),
            opinions=(),
            settled=None,
            stale=None,
            reason="" if blind else "de classifier twijfelt tussen twee thema's (48% en 52%)",
            probability=nan,
            blind=blind,
            seen=len(self.log),
            place=at + 1,
            of=len(keys),
            previous=keys[at - 1] if at else "",
            next=keys[at + 1] if at + 1 < len(keys) else "",
        )
        return replace(card, **self.changes)

    def decide(self, reviewer: str, wanted: RequestedDecision) -> Saved:
        if self.fails:
            raise self.fails
        for code in wanted.codes:
            if code not in self.books[wanted.question].codes:
                raise UnknownThemeError(code, wanted.question, self.books[wanted.question].codes)
        why = contradiction(wanted.codes)
        if why:
            raise MisuseError(why)
        if self.newer:
            newer, self.newer = self.newer, ()
            return Saved(None, newer, wanted.key)
        self.requested.append(wanted)
        kept = decision(
            reviewer, wanted.codes, wanted.key, number=len(self.log) + 1, note=wanted.note
        )
        self.log.append(kept)
        return Saved(kept, (), self.first(wanted.question, wanted.queue, reviewer))

    def undo(self, reviewer: str, id: str) -> Undone:
        if self.fails:
            raise self.fails
        self.undos.append(id)
        if not self.requested:
            return Undone((), (), 0)
        wanted = self.requested.pop()
        return Undone((self.log[-1],), ((wanted.question, wanted.key),), 0)

    def find(
        self,
        question: str,
        words: str = "",
        *,
        theme: str = "",
        state: str = "",
        page: int = 0,
        size: int = 50,
        reviewer: str = "",
    ) -> RowPage:
        rows = tuple(
            replace(_row(key, text), guesses=self.guesses)
            for key, text in self.texts.items()
            if words.lower() in text.lower()
        )
        return RowPage(rows, len(rows), sum(r.count for r in rows))

    def similar(self, question: str, key: str, size: int = 50) -> RowPage:
        found = self.find(question)
        return replace(
            found, rows=tuple(replace(r, likeness=1 - 0.2 * i) for i, r in enumerate(found.rows))
        )

    def preview(
        self, question: str, keys: tuple[str, ...], change: Change, *, decided_too: bool = False
    ) -> Preview:
        rows = [r for r in self.find(question).rows if r.key in keys]
        changed = tuple(_changed(row, change, decided_too) for row in rows)
        moving = [c for c in changed if not c.kept]
        return Preview(changed, len(moving), sum(c.row.count for c in moving), len(self.log))

    def bulk(
        self,
        reviewer: str,
        question: str,
        keys: tuple[str, ...],
        change: Change,
        *,
        id: str,
        seen: int,
        decided_too: bool = False,
        note: str = "",
    ) -> BulkSaved:
        if self.fails:
            raise self.fails
        self.bulks.append((reviewer, question, keys, change, id, seen, decided_too, note))
        return BulkSaved(tuple(decision(reviewer, change.add, k) for k in keys), ())

    def progress(self, question: str = "") -> Progress:
        lines = (
            ReviewerLine("Anna de Vries", 212, 1204, "2026-03-04T10:11:12.000000", "functies"),
            ReviewerLine("Bert", 87, 310, "2026-03-04T09:58:01.000000", ""),
        )
        return Progress(812, 299, 3120, 1514, lines, len(self.log))

    def at(self, reviewer: str, question: str, key: str) -> None:
        self.here.append((reviewer, question, key))


def _row(key: str, text: str) -> Row:
    codes = ("capaciteit-middelen-sturing",) if key in COUNTS else ()
    source = {"t2": "reviewer", "t5": "rules"}.get(key, "none")
    return Row(key, text, COUNTS.get(key, 1), codes, source, "Anna" if key == "t2" else "")


def _changed(row: Row, change: Change, decided_too: bool) -> ChangedRow:
    if row.reviewer and not decided_too:
        return ChangedRow(row, row.codes, "decided")
    return ChangedRow(row, tuple(dict.fromkeys((*row.codes, *change.add))), "")


def _suggestions(text: str) -> tuple[Suggestion, ...]:
    if not text.startswith("Te weinig"):
        return (
            Suggestion(
                "kennis-vaardigheden-geletterdheid",
                "classifier",
                0.47,
                ((10, 16),),
                "kennis, beoordelen",
            ),
        )

    def at(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    return (
        Suggestion(
            "capaciteit-middelen-sturing",
            "rules",
            1.0,
            (at("Te weinig tijd en geld"),),
            "weinig ~2 tijd",
        ),
        Suggestion(
            "bewustwording-verantwoordelijkheid",
            "classifier",
            0.83,
            (at("geld, en niemand"), at("wie er verantwoordelijk is")),
            "verantwoordelijk, niemand",
        ),
        Suggestion(
            "privacy-veiligheid-compliance",
            "classifier",
            0.41,
            (at("AVG"), at("privacy")),
            "AVG, privacy",
        ),
    )


def token_of(page: str) -> str:
    """The token in the forms of a page."""
    return re.findall(r'name="token" value="([0-9a-f]{64})"', page)[0]
