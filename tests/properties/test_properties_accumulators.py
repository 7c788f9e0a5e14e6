"""A law of runs: answers accumulated in parts, and then merged, give what all at once give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coding import CodedBatch, StudyCoder, code_answers, prepare
from pipeline.counts import EVERYBODY, Tally, counts_table
from pipeline.decisions import APPROVE, Decision, Occasion, QuoteAct, Subject, Verdict
from pipeline.ingest import Batch, read_answers
from pipeline.normalise import text_hash, verbatim_hash
from pipeline.run.accumulators import Accumulators
from pipeline.study import read_study

STUDY = """
study: proef
title: Proef
language: nl
respondent: {column: id, unit: gemeente}
codebooks: .
waves:
  - {id: "2024", files: [a-2024.csv], published: toen.csv}
  - {id: "2025", files: [a-2025.csv]}
weights: {column: gewicht}
segments: {grootte: {column: grootte}, streek: {column: streek}}
crossings: [[grootte, streek]]
filters:
  groot: {label: grote gemeenten, column: grootte, values: [groot]}
  tijdnood: {label: wie tijd noemt, question: zorgen, themes: [tijd]}
quotes: {base: 1, n: 1, by: grootte}
questions:
  zorgen:
    {column: zorgen, text: "Welke zorgen?", classifier: false, cloud: {words: keyness}}
  wensen: {column: wensen, text: "Welke wensen?", classifier: false, filter: groot}
  hulp: {column: hulp, text: "Welke hulp?", classifier: false, filter: tijdnood}
"""
BOOK = """
id: BOOK
title: Antwoorden
language: nl
version: "1"
themes:
  - id: middelen
    label: Middelen
    definition: Tijd en geld.
    themes:
      - {id: tijd, label: Tijd, definition: Te weinig tijd., rules: [tijd]}
      - {id: geld, label: Geld, definition: Te weinig geld., rules: [geld]}
  - {id: privacy, label: Privacy, definition: Privacy., rules: [privacy]}
"""
ANSWERS = [
    ("te weinig tijd", "geld", "geen"),
    ("Weinig tijd, weinig geld", "meer kennis", "een cursus"),
    ("privacy", "geld voor privacy", ""),
    ("te weinig tijd", "", "privacy en geld"),
    ("iets heel anders", "een cursus", "weet niet"),
    ("geen", "geld", "meer geld"),
    ("Te weinig tijd", "meer kennis", "een cursus"),
]
WEIGHTS = ("1", "0,5", "2", "1", "fout", "0,25")
"""Sums of these are exact, so that their order leaves no trace."""

DRAWN = ("te weinig tijd", "iets heel anders", "niemand schreef dit")
"""Texts that were reviewed from the random sample."""


@dataclass(frozen=True)
class Survey:
    """A study's coder, the acts on its quotes, and its batches with their codings."""

    coder: StudyCoder
    acts: tuple[QuoteAct, ...]
    batches: tuple[tuple[Batch, CodedBatch], ...]

    def accumulate(self, first: int, last: int) -> Accumulators:
        """Return what batches `first` to `last`, the last one left out, add up to."""
        accumulators = Accumulators.zeros(self.coder, self.acts)
        for batch, coded in self.batches[first:last]:
            accumulators.add(batch, coded)
        return accumulators


@pytest.fixture(scope="session")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """Fifteen respondents, of whom most are in both waves, read three at a time."""
    folder = tmp_path_factory.mktemp("accumulators")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    for question in ("zorgen", "wensen", "hulp"):
        text = BOOK.replace("BOOK", question)
        (folder / f"{question}.yaml").write_text(text, encoding="utf-8")
    write_export(folder / "a-2024.csv", range(12))
    write_export(folder / "a-2025.csv", range(3, 15))
    published = ["wave,respondent_id,question,theme"]
    published += [f"2024,g{number},zorgen,tijd" for number in range(8)]
    published += ["2024,g9,zorgen,reistijd"]
    (folder / "toen.csv").write_text("\n".join(published) + "\n", encoding="utf-8")
    coder = prepare(read_study(folder), decisions=[make_decision(text) for text in DRAWN])
    batches = read_answers(coder.study, rows=3)
    coded = tuple((batch, code_answers(coder, batch.answers)) for batch in batches)
    return Survey(coder, make_acts(coded), coded)


def write_export(path: Path, respondents: Sequence[int]) -> None:
    """Write an export with these respondents; one of them has a weight that is none."""
    lines = ["id;grootte;streek;gewicht;zorgen;wensen;hulp"]
    for number in respondents:
        size, region = ("klein", "groot", "")[number % 3], ("noord", "zuid")[number % 2]
        weight, answers = WEIGHTS[number % len(WEIGHTS)], ANSWERS[number % len(ANSWERS)]
        lines.append(";".join([f"g{number}", size, region, weight, *(f'"{a}"' for a in answers)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_decision(text: str) -> Decision:
    """Return a decision on a text of the random sample."""
    return Decision(
        id=text,
        at="2026-03-02T09:00:00.000000Z",
        reviewer="anna",
        subject=Subject("zorgen", "2025", "g3", text_hash(text), "alike"),
        verdicts=(Verdict("privacy", "add"),),
        occasion=Occasion(queue="sample", probability=0.5),
    )


def make_acts(batches: Sequence[tuple[Batch, CodedBatch]]) -> tuple[QuoteAct, ...]:
    """Return approvals of all verbatims that name time or money, in the whole answer."""
    acts = []
    for batch, coded in batches:
        texts = batch.answers.set_index(["question", "respondent_id"])["text"]
        for row in coded.codings[coded.codings["theme"].isin(["tijd", "geld"])].itertuples():
            text = texts[row.question, row.respondent_id]
            act = QuoteAct(
                id=f"act {len(acts)}",
                at="2026-03-02T09:00:00.000000Z",
                reviewer="anna",
                verb=APPROVE,
                question=row.question,
                theme=row.theme,
                wave=batch.wave,
                respondent_id=row.respondent_id,
                text_hash=verbatim_hash(text),
                text=text,
            )
            acts.append(act)
    return tuple(acts)


def remembered(tally: Tally) -> list[object]:
    """Return what a tally knows of the respondents who are in both waves."""
    overlap = tally.overlap("2024", "2025")
    if overlap is None:
        return []
    of_codes = (overlap.in_both, overlap.before_only, overlap.now_only)
    return [overlap.both, *(counts.tolist() for counts in of_codes)]


def results(accumulators: Accumulators) -> dict[str, object]:
    """Return what each of the accumulators gives out."""
    totals, tallies = accumulators.totals, accumulators.tallies
    problems = pd.concat([pd.DataFrame(), *totals.problems])
    return {
        "reconciliation": totals.reconciliation,
        "respondents": dict(totals.respondents),
        "sources": dict(totals.sources),
        "texts to review": totals.to_review,
        "problems": problems.to_csv(index=False),
        "theme counts": counts_table("proef", tallies, 342).to_csv(index=False),
        "memory of respondents": {name: remembered(tally) for name, tally in tallies.items()},
        "reviewed texts": accumulators.reviewed.texts,
        "published answers": accumulators.published.texts,
        "keywords": {name: accumulators.words.keywords(name) for name in tallies},
        "quotes": accumulators.quotable.current,
        "verbatims": list(accumulators.verbatims.lists()),
    }


@pytest.fixture(scope="session")
def whole(survey: Survey) -> dict[str, object]:
    """What all batches at once give."""
    return results(survey.accumulate(0, len(survey.batches)))


def test_the_survey_has_something_to_merge(survey: Survey, whole: dict[str, object]) -> None:
    """Every accumulator holds something that comes from several batches."""
    tally = survey.accumulate(0, len(survey.batches)).tallies["zorgen"]
    reviewed = whole["reviewed texts"]["zorgen"].values()

    assert len(survey.batches) == 8
    assert tally.counts("2025", EVERYBODY).asked == 12
    assert tally.overlap("2024", "2025").both > 2
    assert sorted(text.respondents for text in reviewed) == [0, 2, 6]
    assert len(whole["published answers"]["zorgen", "2024"]) == 9
    assert "tijd" in {word.word for word in whole["keywords"]["zorgen"]["2025"]}
    assert len(whole["quotes"]) > 6
    assert sum(len(of_theme.verbatims) for of_theme in whole["verbatims"]) > 30
    assert "'fout' is no weight" in whole["problems"]


@pytest.mark.slow
@settings(max_examples=15)
@given(cuts=st.sets(st.integers(0, 8), max_size=5), from_the_end=st.booleans())
def test_parts_that_are_merged_equal_the_whole(
    survey: Survey, whole: dict[str, object], cuts: set[int], from_the_end: bool
) -> None:
    """Wherever the batches are split, and whichever parts are merged first, nothing differs."""
    ends = [0, *sorted(cuts), len(survey.batches)]
    parts = [survey.accumulate(*pair) for pair in pairwise(ends)]

    while len(parts) > 1:
        at = len(parts) - 2 if from_the_end else 0
        parts[at].merge(parts.pop(at + 1))

    merged = results(parts[0])
    for name, of_whole in whole.items():
        assert merged[name] == of_whole, name
