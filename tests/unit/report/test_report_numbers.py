"""How numbers are written."""

from dataclasses import replace

import pytest
from samples import figure, monitor

from pipeline.language import language
from pipeline.report.words.numbers import NOTHING, NumberFormats, is_small, plain, sentence

NL = NumberFormats(language("nl"), "gemeente", "gemeenten")
EN = NumberFormats(language("en"), "municipality", "municipalities")
SOURCES = ("rules", "classifier", "reviewer")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (20 / 30, "67%"),
        (5 / 30, "17%"),
        (0.145, "15%"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.004, "<1%"),
        (0.005, "1%"),
        (0.9951, ">99%"),
        (None, NOTHING),
    ],
)
def test_shares_are_whole_per_cents(share: float | None, text: str) -> None:
    """Halves go up, and neither some nor almost all are rounded to none or all."""
    assert NL.percent(share) == text


@pytest.mark.parametrize(
    ("difference", "text"),
    [(0.125, "+13"), (-0.125, "−13"), (0.115, "+12"), (0.004, "0"), (-0.004, "0"), (None, NOTHING)],
)
def test_differences_are_whole_points(difference: float | None, text: str) -> None:
    """Halves go away from zero, as in shares, on the page, in chapters and in pictures alike."""
    assert NL.points(difference) == text


def test_figure_has_its_n() -> None:
    """A share stands with its number of respondents."""
    assert NL.figure(figure(20, 30)) == "67% (n=20)"
    assert NL.interval(figure(20, 30)) == "49% tot 81%"
    assert EN.interval(figure(20, 30)) == "49% to 81%"
    assert NL.sources(figure(20, 30), SOURCES) == "13 / 4 / 3"


def test_figure_tells_how_many_are_guesses() -> None:
    """Where respondents rest on guesses alone the figure says how many; else it says nothing."""
    one, two = figure(20, 30, n_guess=1), figure(20, 30, n_guess=2)

    assert NL.figure_with_guesses(one) == "67% (n=20), waarvan 1 vermoeden"
    assert EN.figure_with_guesses(two) == "67% (n=20), of which 2 guesses"
    assert NL.figure_with_guesses(figure(20, 30)) == "67% (n=20)"
    assert NL.guesses(figure(20, 30, n_guess=2, suppressed=True)) == ""


def test_base_tells_how_many_codings_are_guesses() -> None:
    """A base says it of its codings, if there are guesses and nothing is hidden."""
    said = "3 van de 37 coderingen zijn vermoedens: nog door geen label gesteund"

    assert NL.guessed(3, 37) == [said]
    assert NL.guessed(0, 37) == []
    assert NL.guessed(None, None) == []


def test_thousands_follow_the_language() -> None:
    """Dutch writes a point where English writes a comma."""
    assert (NL.number(1234567), EN.number(1234567)) == ("1.234.567", "1,234,567")
    assert NL.figure(figure(1234, 2468)) == "50% (n=1.234)"


def test_base_stands_in_brackets() -> None:
    """The base names its unit, singular for one, and an empty base is said in words."""
    assert NL.base(30) == "[n=30 gemeenten]"
    assert NL.base(1) == "[n=1 gemeente]"
    assert EN.base(1200) == "[n=1,200 municipalities]"
    assert NL.base(0) == "niemand beantwoordde deze vraag"


def test_hidden_figure_shows_no_number() -> None:
    """Where a disclosure rule hides a figure, nothing of it is written."""
    hidden = replace(figure(2, 30), suppressed=True)
    written = [
        NL.figure(hidden),
        NL.count(hidden),
        NL.share(hidden),
        NL.interval(hidden),
        NL.sources(hidden, SOURCES),
    ]
    assert not any(character.isdigit() for text in written for character in text)


def test_missing_figures_are_dashes() -> None:
    """A wave without the theme, or without a base, has a dash."""
    for missing in (None, figure(0, 0)):
        assert NL.figure(missing) == NL.share(missing) == NL.interval(missing) == NOTHING
    assert NL.count(None) == NL.sources(None, SOURCES) == NOTHING


def test_small_bases_warn() -> None:
    """From 1 to 19 a base is small; 0 is no base at all."""
    assert [n for n in (0, 1, 19, 20) if is_small(n)] == [1, 19]
    literacy = monitor().questions[-1]
    assert NL.base_of(literacy, "2025") == "2025 [n=18 gemeenten] · klein aantal"


def test_who_gave_no_answer_is_told() -> None:
    """What the base lacks or holds besides stands in words, singular where it is one."""
    embedded = monitor().questions[3]
    assert NL.left_out(embedded, "2025") == [
        "21 gemeenten gaven geen antwoord",
        "1 antwoord is nog niet gecodeerd en telt wel mee in de basis",
    ]
    assert EN.one_or_many("no_answer", 1) == "1 municipality gave no answer"


def test_texts_for_pictures_are_one_line() -> None:
    """Line ends and unprintable signs become a space."""
    assert plain("een\n\ttwee\x01 drie\ud800") == "een twee drie"
    assert sentence("gemeentegrootte") == "Gemeentegrootte"


def test_catalogues_hold_the_same_texts() -> None:
    """Each text of the report is there in both languages."""
    assert set(language("nl").texts) == set(language("en").texts)
