"""What is mistaken for what."""

from __future__ import annotations

from evaluation_sets import sets

from pipeline.evaluation import Example, confusions
from pipeline.model import Codebook


def make_answers(*texts: str) -> list[Example]:
    """Answers of the respondents r1, r2 and so on."""
    return [Example(f"r{number}", text) for number, text in enumerate(texts, 1)]


def test_pairs_misses_and_extras(book: Codebook) -> None:
    """A theme in place of another is a pair, a lack a miss, a surplus an extra.

    The most frequent come first.
    """
    truth = sets("d", "d", "o", "d", "ab", "")
    found = sets("o", "o", "d", "", "ab", "d")
    answers = make_answers("twee", "een", "ander", "mis", "goed", "extra")
    told = [(c.given, c.found, c.n) for c in confusions(book, truth, found, answers)]
    assert told == [("d", "overig", 2), ("d", "", 1), ("overig", "d", 1), ("", "d", 1)]


def test_examples_are_short_and_few(book: Codebook) -> None:
    """At most three answers show a confusion, the shortest."""
    answers = make_answers("langste van vijf", "x", "lang", "kort", "yy")
    found = confusions(book, sets(*["d"] * 5), sets(*[""] * 5), answers)[0]
    assert (found.n, [e.verbatim for e in found.examples]) == (5, ["x", "yy", "kort"])
    assert found.examples[0] == Example("r2", "x")


def test_only_the_deepest_difference(book: Codebook) -> None:
    """A sister for a sister is one pair: their parent is right. A child too many is an extra."""
    answers = make_answers("t")
    (sister,) = confusions(book, sets("ab"), sets("ac"), answers)
    assert (sister.given, sister.found) == ("b", "c")
    assert (sister.given_label, sister.found_label) == ("B", "C")
    (child,) = confusions(book, sets("a"), sets("ab"), answers)
    assert (child.given, child.found) == ("", "b")
    (other,) = confusions(book, sets("ab"), sets("d"), answers)
    assert (other.given, other.found) == ("b", "d")


def test_all_right(book: Codebook) -> None:
    """Where every set is right nothing is mistaken."""
    assert confusions(book, sets("ab", ""), sets("ab", ""), make_answers("t", "u")) == ()
