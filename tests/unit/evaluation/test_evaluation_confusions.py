"""What is mistaken for what."""

from __future__ import annotations

from evaluation_sets import sets

from pipeline.evaluation import Example, confusions
from pipeline.model import Codebook


def test_pairs_misses_and_extras(book: Codebook) -> None:
    """A theme in place of another is a pair; a lack alone is a miss, a surplus alone an extra; most frequent first."""
    truth = sets("d", "d", "o", "d", "ab", "")
    found = sets("o", "o", "d", "", "ab", "d")
    texts, who = (
        ["twee", "een", "ander", "mis", "goed", "extra"],
        ["r1", "r2", "r3", "r4", "r5", "r6"],
    )
    told = [(c.given, c.found, c.n) for c in confusions(book, truth, found, texts, who)]
    assert told == [("d", "overig", 2), ("d", "", 1), ("overig", "d", 1), ("", "d", 1)]


def test_examples_are_short_and_few(book: Codebook) -> None:
    """At most three answers show a confusion, the shortest."""
    texts = ["langste van vijf", "x", "lang", "kort", "yy"]
    found = confusions(book, sets(*["d"] * 5), sets(*[""] * 5), texts, list("abcde"))[0]
    assert (found.n, [e.verbatim for e in found.examples]) == (5, ["x", "yy", "kort"])
    assert found.examples[0] == Example("b", "x")


def test_only_the_deepest_difference(book: Codebook) -> None:
    """A sister for a sister is one pair: their parent is right. A child too many is an extra, with nothing missing."""
    sister = confusions(book, sets("ab"), sets("ac"), ["t"], ["r"])
    assert [(c.given, c.found) for c in sister] == [("b", "c")]
    assert [(c.given_label, c.found_label) for c in sister] == [("B", "C")]
    assert [(c.given, c.found) for c in confusions(book, sets("a"), sets("ab"), ["t"], ["r"])] == [
        ("", "b")
    ]
    assert [(c.given, c.found) for c in confusions(book, sets("ab"), sets("d"), ["t"], ["r"])] == [
        ("b", "d")
    ]


def test_all_right(book: Codebook) -> None:
    """Where every set is right nothing is mistaken."""
    assert confusions(book, sets("ab", ""), sets("ab", ""), ["t", "u"], ["r", "s"]) == ()
