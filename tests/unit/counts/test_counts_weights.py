"""Weights, filters, crossed segments and mentions: by hand, and against trusted libraries."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from figures import figure

from pipeline.counts import Tally, counts_table, tally_codings, wave_base
from pipeline.model import Codebook

Make = Callable[..., pd.DataFrame]

ROWS = [
    ("r0", "a1", "rules"),
    ("r0", "a2", "rules"),
    ("r1", "a1", "rules"),
    ("r2", "b", "rules"),
    ("r3", "geen-antwoord", "rules"),
    ("r4", "b", "rules"),
    ("r4", "a", "rules"),
]
WEIGHTS = [2.0, 0.5, 1.0, 3.0, 0.0, 1.5]


@pytest.fixture
def table(answers: Make) -> pd.DataFrame:
    """Six respondents: r5 is uncoded, r4 weighs nothing, r3 gave no answer."""
    frame = answers(["klein", "klein", "groot", "groot", "groot", ""])
    return frame.assign(streek=["noord", "zuid", "noord", "zuid", "zuid", "zuid"], weight=WEIGHTS)


def tally_of(codings: Make, table: pd.DataFrame, book: Codebook, **how: object) -> Tally:
    """The tally of the rows above."""
    return tally_codings(codings(ROWS), table, book, **how)  # type: ignore[arg-type]


def test_a_weighted_share_by_hand(codings: Make, table: pd.DataFrame, book: Codebook) -> None:
    """A share is the weight of those who named the theme over the weight of the base.

    Respondents are counted as they are all the same.
    """
    tally = tally_of(codings, table, book, weight="weight")
    a = figure(tally, "a", "1")
    # base r0 r1 r2 r4 r5: 2 + .5 + 1 + 0 + 1.5 = 5; a: r0, r1, r4 weigh 2.5
    assert (a.n, a.base, a.share, a.weighted) == (3, 5, 0.5, 2.5)
    # Kish: 5^2 / (4 + .25 + 1 + 0 + 2.25)
    assert a.effective == pytest.approx(25 / 7.5)
    assert a.interval == "mid-p-weighted"
    assert wave_base(tally, "1").effective == pytest.approx(25 / 7.5)


def test_equal_weights_change_nothing(codings: Make, table: pd.DataFrame, book: Codebook) -> None:
    """Where all weigh the same, shares and intervals are those without weights."""
    plain = counts_table("s", {"q": tally_of(codings, table, book, by=("s",))})
    weighted = counts_table(
        "s", {"q": tally_of(codings, table.assign(weight=0.7), book, by=("s",), weight="weight")}
    )
    for name in ("n", "base", "share", "low", "high"):
        np.testing.assert_allclose(
            weighted[name].astype(float), plain[name].astype(float), rtol=1e-12
        )


def test_weights_of_nothing(codings: Make, table: pd.DataFrame, book: Codebook) -> None:
    """Where everybody weighs nothing there is no share, and nothing divides by zero."""
    tally = tally_of(codings, table.assign(weight=0.0), book, weight="weight")
    a = figure(tally, "a", "1")
    assert (a.n, a.base, a.share, a.low, a.high) == (3, 5, None, None, None)


def test_against_statsmodels(codings: Make, answers: Make, book: Codebook) -> None:
    """A thousand weighted answers in segments have the means that statsmodels finds."""
    from statsmodels.stats.weightstats import DescrStatsW

    chance = np.random.default_rng(5)
    size = 1000
    segments = chance.choice(["klein", "middel", "groot"], size)
    table = answers(list(segments)).assign(weight=chance.gamma(2.0, 1.0, size))
    has = chance.random((size, 2)) < (0.3, 0.6)
    rows = [
        (f"r{i}", code, "rules")
        for i in range(size)
        for code, yes in zip("ab", has[i], strict=True)
        if yes
    ]
    tally = tally_codings(codings(rows), table, book, by=("s",), weight="weight")
    for at, code in enumerate("ab"):
        for cell, inside in [
            (("", ""), np.ones(size, dtype=bool)),
            *((("s", v), segments == v) for v in set(segments)),
        ]:
            found = figure(tally, code, "1", cell)
            expected = DescrStatsW(
                has[inside, at].astype(float), weights=table["weight"].to_numpy()[inside]
            )
            assert found.share == pytest.approx(expected.mean, rel=1e-12)
            weights = table["weight"].to_numpy()[inside]
            assert found.effective == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


def test_crossed_segments_against_crosstab(codings: Make, answers: Make, book: Codebook) -> None:
    """Two crossed segment variables count and weigh what pandas' crosstab does."""
    chance = np.random.default_rng(6)
    size = 500
    table = answers(list(chance.choice(["klein", "groot", "x × y"], size)))
    table = table.assign(
        t=chance.choice(["noord", "zuid", "<&>", ""], size), weight=chance.random(size)
    )
    has = chance.random(size) < 0.4
    rows = [(f"r{i}", "b", "rules") for i in np.flatnonzero(has).tolist()]
    tally = tally_codings(
        codings(rows), table, book, by=("s", "t"), crossings=[("s", "t")], weight="weight"
    )
    met = table.assign(has=has)[table["t"] != ""]
    n = pd.crosstab(met["s"], met["t"], values=met["has"], aggfunc="sum")
    weight = pd.crosstab(met["s"], met["t"], values=met["weight"] * met["has"], aggfunc="sum")
    cells = [cell for cell in tally.cells("1") if cell[0] == "s × t"]
    assert len(cells) == n.size
    for s in n.index:
        for t in n.columns:
            found = figure(tally, "b", "1", ("s × t", f"{s} × {t}"))
            assert found.n == n.loc[s, t]
            assert found.weighted == pytest.approx(weight.loc[s, t])


def test_a_filter_makes_the_base(codings: Make, table: pd.DataFrame, book: Codebook) -> None:
    """With a filter only those inside it are asked, in the base and counted.

    Weights and segments follow.
    """
    tally = tally_of(
        codings,
        table,
        book,
        by=("s",),
        where=(table["streek"] == "noord").tolist(),
        weight="weight",
    )
    counts = tally.counts("1")
    assert (counts.asked, counts.without_answer, counts.uncoded) == (2, 0, 0)
    assert (figure(tally, "a", "1").n, figure(tally, "b", "1").n) == (1, 1)
    assert figure(tally, "a", "1").share == pytest.approx(2 / 3)
    assert tally.cells("1") == [("", ""), ("s", "groot"), ("s", "klein")]


def test_mentions_beside_respondents(codings: Make, table: pd.DataFrame, book: Codebook) -> None:
    """A parent counts who has it or a child once.

    Its mentions count each coding, repeats of a row aside.
    """
    again = tally_codings(pd.concat([codings(ROWS), codings(ROWS)]), table, book)
    for tally in (tally_of(codings, table, book), again):
        a = figure(tally, "a", "1")
        assert (a.n, a.mentions) == (3, 4)  # r0 mentions both children, r1 one, r4 the parent
        assert (figure(tally, "a1", "1").mentions, figure(tally, "b", "1").mentions) == (2, 2)


def test_bases_of_a_row(codings: Make, table: pd.DataFrame, book: Codebook) -> None:
    """Every row tells asked, base and coded."""
    row = counts_table("s", {"q": tally_of(codings, table, book)}).iloc[0]
    assert (row["asked"], row["base"], row["coded"]) == (6, 5, 4)


def test_a_finite_population_narrows_the_interval_of_everybody(
    codings: Make, table: pd.DataFrame, book: Codebook
) -> None:
    """The known number of respondents narrows the intervals of everybody.

    Not those of segments, whose number is unknown.
    """
    tally = tally_of(codings, table, book, by=("s",))
    free, finite = counts_table("s", {"q": tally}), counts_table("s", {"q": tally}, population=12)
    everybody = (finite["segment_variable"] == "") & finite["share"].notna()
    assert (finite["interval"][everybody] == "mid-p-finite").all()
    wide = free["high"] - free["low"]
    assert ((finite["high"] - finite["low"])[everybody] < wide[everybody]).all()
    assert (finite["interval"][~everybody & finite["share"].notna()] == "mid-p").all()
    assert set(counts_table("s", {"q": tally}, population=5)["interval"][everybody]) == {"census"}


def test_a_population_below_the_base_is_not_used(
    codings: Make, table: pd.DataFrame, book: Codebook
) -> None:
    """Where more answered than there are said to be, that number can't be right.

    The intervals do without it.
    """
    found = counts_table("s", {"q": tally_of(codings, table, book)}, population=2)
    assert set(found["interval"]) == {"mid-p", ""}


def test_a_filtered_question_knows_no_population(
    codings: Make, table: pd.DataFrame, book: Codebook
) -> None:
    """How many there are within a filter nobody knows."""
    found = counts_table("s", {"q": tally_of(codings, table, book)}, population=100, filtered=["q"])
    assert set(found["interval"]) == {"mid-p", ""}
