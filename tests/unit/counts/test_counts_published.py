"""What may be published of weighted shares, filtered bases and changes beside hidden figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.counts import Correction, Pairs, WaveShares, changes, count_themes, share_intervals
from pipeline.counts.disclosure import Rules, ThemeFilter, guard, hide, separate_if_few
from pipeline.counts.disclosure.weights import rounded_share, rounding_window
from pipeline.model import Codebook, Theme
from pipeline.run.instruments.corrections import as_published

BOOK = Codebook("q", "Vraag", "nl", "1", (Theme("geld", "Geld"), Theme("tijd", "Tijd")))
RULES = Rules(base=5, n=3)
WEIGHT = {"noord": 1.37, "oost": 0.82, "zuid": 2.91}


def make_counts(named: dict[str, int], size: int, *, weight: str = "") -> pd.DataFrame:
    """The counts of so many respondents of each region, of whom so many name money."""
    rows = [(region, i < n) for region, n in named.items() for i in range(size)]
    answers = pd.DataFrame(rows, columns=["streek", "names"]).astype({"streek": object})
    answers = answers.assign(wave="1", question="q")
    answers["respondent_id"] = [f"r{i}" for i in range(len(rows))]
    answers["weight"] = answers["streek"].map(WEIGHT).astype(float)
    codings = answers.assign(source="rules", theme=np.where(answers["names"], "geld", "tijd"))
    codings = codings[["wave", "respondent_id", "question", "theme", "source"]].astype(object)
    return count_themes(codings, answers, BOOK, by="streek", weight=weight)


def make_filtered(full: pd.DataFrame) -> pd.DataFrame:
    """The counts of a second question, which those who named money alone were asked."""
    named = full[full["theme"] == "geld"].set_index(["segment_variable", "segment"])["n"]
    rows = full.assign(question="r")
    asked = [named[key] for key in zip(rows["segment_variable"], rows["segment"], strict=True)]
    return rows.assign(asked=asked, base=asked, n=0, coded=asked)[np.array(asked) > 0]


def of_everybody(table: pd.DataFrame, theme: str) -> pd.Series:
    """The row of everybody."""
    return table[(table["segment"] == "") & (table["theme"] == theme)].iloc[0]


def test_weighted_share_beside_hidden_figures_is_not_exact() -> None:
    """1, 1 and 2 respondents with known weights are the only ones that add up to 5.92 in all."""
    full = make_counts({"noord": 1, "oost": 1, "zuid": 2}, 10, weight="weight")

    row = of_everybody(hide(full, guard(full, RULES)), "geld")

    assert row["n"] == 4
    assert np.isnan(row["weighted"])
    assert row["unweighted"] or row["rounded"] > 0
    assert row["low"] <= of_everybody(full, "geld")["share"] <= row["high"]


def test_share_that_counts_heads_is_n_of_the_base() -> None:
    """Where no multiple is coarse enough, the share is that of heads, and so is its interval."""
    full = make_counts({"noord": 1, "oost": 1, "zuid": 2}, 5, weight="weight")

    row = of_everybody(hide(full, guard(full, RULES)), "geld")

    assert row["unweighted"]
    assert row["share"] == pytest.approx(4 / 15)
    assert row["interval"] == "mid-p"


def test_weighted_shares_stay_exact_where_nothing_is_hidden() -> None:
    """Rounding is for themes with hidden figures alone."""
    full = make_counts({"noord": 4, "oost": 4, "zuid": 5}, 10, weight="weight")

    row = of_everybody(hide(full, guard(full, RULES)), "geld")

    assert row["share"] == of_everybody(full, "geld")["share"]
    assert np.isnan(row["rounded"])


@pytest.mark.parametrize("step", [0.001, 0.01, 0.05])
def test_share_lies_in_the_window_of_its_rounded_share(step: float) -> None:
    """The window holds what is rounded to the same multiple."""
    share = np.linspace(0, 1, 997)

    low, high = rounding_window(share, step)

    assert (low - 1e-12 <= share).all()
    assert (share <= high + 1e-12).all()
    assert (np.abs(rounded_share(share, step) - share) <= step / 2 + 1e-12).all()


def test_base_of_a_filtered_question_is_hidden_with_its_theme() -> None:
    """Who was asked a question about money is who named it: 1 in the north, 2 in the east."""
    full = make_counts({"noord": 1, "oost": 2, "zuid": 8}, 10)
    both = pd.concat([full, make_filtered(full)], ignore_index=True)

    table = hide(both, guard(both, RULES, {"r": ThemeFilter("q", ("geld",))}))

    assert set(table.loc[table["question"] == "r", "segment"]) == {"", "zuid"}


def test_filtered_question_of_few_is_left_out() -> None:
    """If everybody's base is a hidden figure, no row of the question is published."""
    full = make_counts({"noord": 1, "oost": 1, "zuid": 0}, 10)
    both = pd.concat([full, make_filtered(full)], ignore_index=True)

    table = hide(both, guard(both, RULES, {"r": ThemeFilter("q", ("geld",))}))

    assert set(table["question"]) == {"q"}


def test_figure_of_a_whole_base_is_hidden_if_asked() -> None:
    """That all in a segment said it tells what each of them said."""
    full = make_counts({"noord": 10, "oost": 4, "zuid": 5}, 10)

    shown = hide(full, guard(full, RULES))
    hidden = hide(full, guard(full, Rules(base=5, n=3, everybody=True)))

    is_north = (full["segment"] == "noord") & (full["theme"] == "geld")
    assert not shown.loc[is_north, "suppressed"].any()
    assert hidden.loc[is_north, "suppressed"].all()


@pytest.mark.parametrize("pairs", [Pairs(4, 2, 0, 0), Pairs(20, 6, 1, 4), Pairs(17, 8, 0, 0)])
def test_few_in_both_waves_are_compared_as_separate_samples(pairs: Pairs) -> None:
    """Few in both, a figure of few among them, and few who are in one wave alone."""
    before, now = WaveShares(8, 20), WaveShares(10, 20)

    assert np.asarray(separate_if_few(pairs, before, now, RULES).base) == 0


def test_many_in_both_waves_are_compared_with_themselves() -> None:
    """A table without figures of few stays, and without rules any."""
    before, now = WaveShares(8, 20), WaveShares(12, 20)

    assert np.asarray(separate_if_few(Pairs(20, 8, 0, 4), before, now, RULES).base) == 20
    assert np.asarray(separate_if_few(Pairs(4, 2, 1, 1), before, now, Rules()).base) == 4


def test_interval_of_separate_samples_does_not_tell_who_stayed() -> None:
    """All stayed or all switched: the interval of the change is the same."""
    before, now = WaveShares(10, 20), WaveShares(10, 20)
    stayed, switched = Pairs(4, 2, 0, 0), Pairs(4, 0, 2, 2)

    one, other = (
        changes(before, now, separate_if_few(pairs, before, now, RULES))
        for pairs in (stayed, switched)
    )

    assert (one.low, one.high) == (other.low, other.high)


def test_corrected_share_does_not_tell_the_exact_one() -> None:
    """A correction by nothing of a rounded share is the rounded share."""
    full = make_counts({"noord": 1, "oost": 1, "zuid": 2}, 10, weight="weight")
    published = hide(full, guard(full, RULES))
    exact = float(of_everybody(full, "geld")["share"])
    made = Correction("geld", "1", exact, exact, exact - 0.05, exact + 0.05, 40, 1.0, "ppi++")

    (correction,) = as_published((made,), published, "q")

    share = of_everybody(published, "geld")["share"]
    assert share != exact
    assert (correction.coded, correction.corrected) == (share, share)


def test_interval_beside_hidden_figures_is_that_of_the_effective_base() -> None:
    """The narrower or wider interval of who named a theme would tell the weights of those hidden."""
    full = make_counts({"noord": 1, "oost": 1, "zuid": 2}, 10, weight="weight")
    guarded = guard(full, RULES)
    exact = replace(guarded, step=np.zeros_like(guarded.step))

    row = of_everybody(hide(full, exact), "geld")
    low, high, _ = share_intervals(row["share"], row["base"], effective=row["effective_base"])

    assert not row["suppressed"]
    assert (row["low"], row["high"]) == pytest.approx((float(low), float(high)))
    assert of_everybody(full, "geld")["high"] != pytest.approx(row["high"])
