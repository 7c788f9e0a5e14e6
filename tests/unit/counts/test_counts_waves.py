"""Changes from wave to wave, with respondents who are in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from pipeline.counts import (
    Tally,
    WaveChange,
    WaveShares,
    changes,
    tally_codings,
    wave_changes,
    with_verdicts,
)
from pipeline.model import Codebook

Make = Callable[..., pd.DataFrame]


def waves(
    answers: Make, codings: Make, book: Codebook, before: dict[str, str], now: dict[str, str]
) -> Tally:
    """The tally of two waves; each respondent has one code, or '' for none."""

    def of(wave: str, people: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        table = answers([""] * len(people), wave=wave).assign(respondent_id=list(people))
        return table, codings(
            [(who, code, "rules") for who, code in people.items() if code], wave=wave
        )

    (first, coded), (second, coded_again) = of("1", before), of("2", now)
    return tally_codings(pd.concat([coded, coded_again]), pd.concat([first, second]), book)


def test_overlap_by_hand(answers: Make, codings: Make, book: Codebook) -> None:
    """Who is in the bases of both waves is met again, with parents, in whatever order."""
    before = {"x": "a1", "y": "b", "z": "geen-antwoord", "u": "a2", "v": ""}
    now = {"u": "a1", "z": "b", "x": "b", "w": "a", "v": ""}
    overlap = waves(answers, codings, book, before, now).overlap("1", "2")
    assert overlap is not None
    assert overlap.both == 3  # u, v and x; z gave no answer before
    by_code = {code: i for i, code in enumerate(book.codes)}
    a, b = by_code["a"], by_code["b"]
    assert (overlap.in_both[a], overlap.before_only[a], overlap.now_only[a]) == (
        1,
        1,
        0,
    )  # u stays, x leaves
    assert (overlap.in_both[b], overlap.before_only[b], overlap.now_only[b]) == (0, 0, 1)


def all_tested(tally: Tally, **options: Any) -> tuple[WaveChange, ...]:
    """The changes of the one question of a report."""
    return with_verdicts({"q": wave_changes(tally, "1", "2", **options)})["q"]


def test_a_large_change_is_one(answers: Make, codings: Make, book: Codebook) -> None:
    """Forty who turn from b to a make a change of both, and none of overig."""
    before = {f"r{i}": "b" for i in range(40)}
    now = {f"r{i}": "a" if i < 30 else "b" for i in range(40)}
    found = {c.theme: c for c in all_tested(waves(answers, codings, book, before, now))}
    assert found["a"].verdict == "up"
    assert found["b"].verdict == "down"
    assert found["overig"].verdict == "same"
    assert found["a"].difference == pytest.approx(0.75)
    assert found["a"].low <= 0.75 <= found["a"].high
    assert found["a"].both == 40
    assert "geen-antwoord" not in found


def test_many_themes_are_tested_together(answers: Make, codings: Make, book: Codebook) -> None:
    """The p values of a question are Holm's: none is below that of the theme tested alone."""
    before = {f"r{i}": "b" if i < 20 else "a1" for i in range(40)}
    now = {f"s{i}": "b" if i < 29 else "a1" for i in range(40)}
    found = {c.theme: c for c in all_tested(waves(answers, codings, book, before, now))}
    alone = float(changes(WaveShares(20, 40), WaveShares(29, 40)).p)
    assert found["b"].p > alone
    assert found["b"].verdict == "same"


def test_a_change_of_a_hidden_share_is_hidden(answers: Make, codings: Make, book: Codebook) -> None:
    """The difference of a hidden share would tell it."""
    tally = waves(answers, codings, book, {"x": "b"}, {"x": "a"})
    found = {c.theme: c for c in all_tested(tally, hidden={("1", "a")})}
    assert found["a"].suppressed
    assert (found["a"].difference, found["a"].low, found["a"].high, found["a"].p) == (None,) * 4
    assert not found["b"].suppressed


def test_a_wave_without_a_base(answers: Make, codings: Make, book: Codebook) -> None:
    """Where a wave has no base, or was not counted, nothing is said of a change."""
    tally = waves(answers, codings, book, {"x": "geen-antwoord"}, {"x": "a"})
    assert {c.verdict for c in all_tested(tally)} == {"unknown"}
    assert {c.verdict for c in with_verdicts({"q": wave_changes(tally, "0", "1")})["q"]} == {
        "unknown"
    }


def test_without_an_instrument_there_is_no_verdict(
    answers: Make, codings: Make, book: Codebook
) -> None:
    """Where nothing coded both waves alike, there are no numbers and no tests."""
    before, now = {f"r{i}": "b" for i in range(40)}, {f"r{i}": "a" for i in range(40)}
    found = all_tested(waves(answers, codings, book, before, now), instrument="none")

    assert {(c.verdict, c.p, c.difference, c.share_now) for c in found} == {
        ("unknown", None, None, None)
    }
    assert {c.suppressed for c in found} == {False}


def test_all_questions_of_a_report_are_tested_together(
    answers: Make, codings: Make, book: Codebook
) -> None:
    """The smallest p is multiplied by all tests of the report, and the number is told.

    A change that is shown in a report of one question may not be in one of many.
    """
    before = {f"r{i}": "b" if i < 12 else "a1" for i in range(40)}
    now = {f"s{i}": "b" if i < 27 else "a1" for i in range(40)}
    rows = wave_changes(waves(answers, codings, book, before, now), "1", "2")

    alone = {c.theme: c for c in with_verdicts({"q": rows})["q"]}["b"]
    among = with_verdicts({"q": rows, **{f"q{i}": rows[-1:] for i in range(60)}})["q"]
    among_many = {c.theme: c for c in among}["b"]

    assert (alone.verdict, among_many.verdict) == ("up", "same")
    assert (alone.tests, among_many.tests) == (len(rows), len(rows) + 60)
    assert among_many.difference == alone.difference
