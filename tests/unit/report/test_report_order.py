"""What is shown, and in which order."""

from dataclasses import replace

from samples import WAVES, edges, figure, monitor, question, summary, theme

from pipeline.counts import Keyword, QuestionSummary
from pipeline.model import NO_ANSWER, OTHER
from pipeline.report.words.order import (
    cloud_words,
    domains_of,
    most_named,
    ranked_themes,
    shown_themes,
    waves_of,
)

BOTH = {"2024": 20, "2025": 20}


def _n(old: int, new: int) -> dict[str, int]:
    return {"2024": old, "2025": new}


def _themes(rows: list[tuple[str, str, int, int]]) -> list:
    return [
        theme(i, i.upper(), _n(old, new), BOTH, parent=up, level=2 if up else 1)
        for i, up, old, new in rows
    ]


def test_newest_wave_comes_first() -> None:
    """Waves run from new to old, and only those in which the question was asked."""
    run = monitor()
    assert [waves_of(q, run) for q in (run.questions[0], run.questions[3])] == [
        ("2025", "2024"),
        ("2025",),
    ]


def test_rows_are_sorted_within_their_level() -> None:
    """Most named first, children below their parent, equals as in the codebook, `overig` last, no
    row for no answer.
    """
    rows = [("a", "", 9, 2), ("a1", "a", 1, 1), ("a2", "a", 1, 2), ("b", "", 0, 5), ("c", "", 9, 5)]
    asked = question("v", "V", "?", "themes", BOTH, _themes(rows), other=_n(1, 9))
    assert [t.theme for t in shown_themes(asked, ("2025", "2024"))] == [
        "b",
        "c",
        "a",
        "a2",
        "a1",
        OTHER,
    ]
    assert NO_ANSWER not in {t.theme for t in shown_themes(asked, ("2025", "2024"))}


def test_only_sub_themes_need_to_be_named() -> None:
    """A top theme stands even at 0; a sub-theme when somebody named it in any wave."""
    asked = question(
        "v",
        "V",
        "?",
        "themes",
        BOTH,
        _themes([("a", "", 0, 0), ("a1", "a", 0, 0), ("a2", "a", 1, 0)]),
    )
    assert [t.theme for t in shown_themes(asked, ("2025", "2024"))] == ["a", "a2"]


def test_words_are_the_deepest_themes_named() -> None:
    """A parent is a word only in a wave where none of its children was named."""
    asked = question(
        "v",
        "V",
        "?",
        "cloud",
        BOTH,
        _themes([("a", "", 3, 5), ("a1", "a", 0, 4), ("a2", "a", 0, 2), ("b", "", 1, 4)]),
    )
    assert _words(asked, "2025") == (("A1", 4), ("B", 4), ("A2", 2))
    assert _words(asked, "2024") == (("A", 3), ("B", 1))
    assert [t.theme for t in ranked_themes(asked, ("2025",))] == ["a1", "b", "a2"]
    assert [t.theme for t in ranked_themes(asked, ("2025", "2024"))] == ["a", "b", "a1", "a2"]


def test_hidden_figures_are_no_words_and_do_not_sort() -> None:
    """A figure that may not be shown neither shows in a cloud nor in the order of rows."""
    hidden = _themes([("a", "", 0, 1), ("b", "", 0, 9)])
    hidden[1] = replace(hidden[1], waves={"2025": replace(figure(9, 20), suppressed=True)})
    asked = question("v", "V", "?", "cloud", BOTH, hidden)
    assert _words(asked, "2025") == (("A", 1),)
    assert [t.theme for t in shown_themes(asked, ("2025",))] == ["a", "b"]
    assert [t.theme for t in ranked_themes(asked, ("2025",))] == ["a", "b"]


def test_at_most_sixty_words() -> None:
    """The cloud holds the sixty most named; the ranked list holds all."""
    many = question(
        "v",
        "V",
        "?",
        "cloud",
        BOTH,
        [theme(f"t{i:02}", f"T{i:02}", _n(0, 1 + i % 9), BOTH) for i in range(80)],
    )
    assert len(cloud_words(many, "2025")) == 60
    assert len(ranked_themes(many, ("2025", "2024"))) == 80


def test_nobody_leads_where_nobody_named_anything() -> None:
    """The contents name no leading theme for a question without any."""
    run = edges()
    leads = {q.id: most_named(q, waves_of(q, run)) for q in run.questions}
    assert leads["leeg"] is leads["leeg-wolk"] is leads["niemand"] is None
    assert leads["iedereen"] is not None


def test_no_waves_no_rows() -> None:
    """A question that no wave asked shows its themes without figures rather than failing."""
    asked = question("v", "V", "?", "themes", {}, [theme("a", "A", {}, {})])
    assert waves_of(asked, summary([asked])) == () and WAVES
    assert most_named(asked, ()) is None


def test_words_of_few_respondents_are_left_out() -> None:
    """A cloud holds no word of fewer respondents than the question wants."""
    one = {"2025": 9}
    asked = question(
        "q",
        "V",
        "?",
        "cloud",
        one,
        [theme("a", "A", {"2025": 3}, one), theme("b", "B", {"2025": 2}, one)],
    )
    assert _words(replace(asked, least=3), "2025") == (("A", 3),)


def test_telling_words_take_the_place_of_themes() -> None:
    """Where the study asks for words, these are as large as they are telling.

    Those that tell of other answers are none.
    """
    one = {"2025": 9}
    asked = question("q", "V", "?", "cloud", one, [theme("a", "A", {"2025": 3}, one)])
    words = (
        Keyword("tijd", 4, 2.5),
        Keyword("geld", 6, 3.5),
        Keyword("de", 8, -2.0),
        Keyword("zeldzaam", 1, 9.0),
    )
    telling = replace(asked, keywords={"2025": words}, least=2)
    assert [(word.text, word.weight, word.n) for word in cloud_words(telling, "2025")] == [
        ("geld", 3.5, 6),
        ("tijd", 2.5, 4),
    ]
    assert cloud_words(telling, "2024") == ()


def test_domains_are_the_top_themes_that_hold_others() -> None:
    """Two or more top themes with others below them are domains, most named first.

    A flat codebook has none.
    """
    one = {"2025": 9}
    top = [theme(i, i.upper(), {"2025": n}, one) for i, n in (("a", 2), ("b", 7), ("c", 4))]
    below = [theme(f"{i}1", "x", {"2025": 1}, one, parent=i, level=2) for i in "ab"]
    nested = question("q", "V", "?", "themes", one, [*top, *below])
    assert [t.theme for t in domains_of(nested, ("2025",))] == ["b", "c", "a"]
    assert domains_of(question("q", "V", "?", "themes", one, top), ("2025",)) == ()


def _words(asked: QuestionSummary, wave: str) -> tuple[tuple[str, int], ...]:
    return tuple((word.text, word.n) for word in cloud_words(asked, wave) if word.weight == word.n)
