"""Rules at work: phrases, denials, junctions, special codes, and the evidence that they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CodeWith = Callable[[Any, list[str]], list[list[str]]]


@pytest.mark.parametrize(
    ("pattern", "text", "evidence"),
    [
        ("tijd", "Wij hebben Tijd.", "Tijd"),
        ("tijd", "🙂🙂 tijd", "tijd"),
        ("tijd", "\t\n  tijd  \n", "tijd"),
        ("te weinig tijd", "Er is te weinig tijd voor", "te weinig tijd"),
        ("weinig ~2 tijd", "weinig van onze tijd over", "weinig van onze tijd"),
        ("tijd ~~3 weinig", "tijd hebben we weinig", "tijd hebben we weinig"),
        ("tijd ~~3 weinig", "weinig tijd", "weinig tijd"),
        ("samenvatten", "wij vatten stukken samen.", "vatten stukken samen"),
        ("samenvatten", "om samen te vatten", "samen te vatten"),
        ("privacyfunctionaris", "de privacy functionaris", "privacy functionaris"),
        ("privacyofficer", "privacy- en securityofficer", "privacy- en securityofficer"),
        ("capaciteit*", "geen geld,uitvoeringscapaciteit!", "uitvoeringscapaciteit"),
        ("I&A", "afdeling I&A, en P&O", "I&A"),
        ("juridisch advies", "juridisch\u2009advies", "juridisch\u2009advies"),
        ("coöperatie", "de CO\u0308OPERATIE", "CO\u0308OPERATIE"),
        ("werkdruk", "hoge werk-druk", "werk-druk"),
    ],
)
def test_evidence(codings_with: Callable[..., Any], pattern: str, text: str, evidence: str) -> None:
    """The evidence is the slice of the verbatim in which the pattern was found, from its first word
    to its last."""
    (row,) = codings_with([pattern], [text]).itertuples()
    assert (row.theme, row.evidence, row.source, row.confidence) == ("t", evidence, "rules", 1.0)
    assert text[row.start : row.end] == evidence


def test_the_earliest_and_longest_evidence(codings_with: Callable[..., Any]) -> None:
    """Of several matches the earliest is told, and the longest of those that begin together, with
    its rule."""
    frame = codings_with(["tijd", "weinig", "weinig tijd"], ["geld, weinig tijd, tijd"])
    assert frame[["evidence", "why"]].values.tolist() == [["weinig tijd", "t.3"]]


def test_the_first_of_equal_rules_is_told(codings_with: Callable[..., Any]) -> None:
    """Where two rules find the same words, the one written first is the reason; a rule with an id
    is named by it."""
    frame = codings_with([{"any": ["tijd"], "id": "klok"}, "tijd"], ["tijd"])
    assert frame["why"].tolist() == ["t.klok"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("weinig tijd", True),
        ("weinig een tijd", True),
        ("weinig een twee tijd", True),
        ("weinig een twee drie tijd", False),
        ("weinig - een (twee) tijd", True),
        ("tijd weinig", False),
        ("weinig een. Tijd", False),
        ("weinig\ntijd", False),
    ],
)
def test_gap(code_with: CodeWith, text: str, found: bool) -> None:
    """A gap counts the words in between, not signs, and ends with the sentence."""
    assert code_with(["weinig ~2 tijd"], [text]) == [["t"] if found else []]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("een twee drie", True),
        ("drie twee een", False),
        ("twee een drie", True),
        ("een drie", False),
        ("twee een vier drie", True),
        ("twee een vier vijf drie", False),
    ],
)
def test_either_order_in_a_row(code_with: CodeWith, text: str, found: bool) -> None:
    """In a row of three, the word before may be anywhere near while the last must follow the
    whole."""
    assert code_with(["een ~~0 twee ~1 drie"], [text]) == [["t"] if found else []]


def test_a_word_used_twice_needs_two(code_with: CodeWith) -> None:
    """A phrase that says a word twice is not found in a text that says it once."""
    assert code_with(["stap voor stap"], ["stap voor stap", "stap voor", "voor stap"]) == [
        ["t"],
        [],
        [],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Advies van de jurist. Budget is er.",
        "Advies van de AVG. Budget is er.",
        "Advies op A4. Budget is er.",
        "Advies (intern). Budget is er.",
        "Advies van CISO's. Budget is er.",
        "Advies van I&A. Budget is er.",
    ],
)
def test_a_point_ends_a_sentence_whatever_stands_before_it(code_with: CodeWith, text: str) -> None:
    """After a word, abbreviation, number or bracket a point ends the sentence, and with it the
    pattern."""
    assert code_with(["advies ~5 budget"], [text]) == [[]]


def test_texts_do_not_run_together(code_with: CodeWith) -> None:
    """A phrase is not found over the border of two texts."""
    assert code_with(["weinig ~5 tijd"], ["te weinig", "tijd", "weinig", "tijd"]) == [
        [],
        [],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("privacy", True),
        ("geen privacy", False),
        ("geen een twee drie privacy", False),
        ("geen, privacy", True),
        ("geen. privacy", True),
        ("geen maar privacy", True),
        ("geen en privacy", False),
        ("geen/privacy", False),
        ("privacy is er niet", False),
        ("privacy is er geen", False),
        ("privacy is niet geregeld", True),
        ("privacy speelt niet, verder wel", False),
        ("privacy, dat speelt niet", True),
        ("niet alleen privacy", True),
        ("privacy, geen privacy", True),
        ("geen privacy, privacy", True),
        ("geen " + "en " * 9 + "privacy", False),
        ("geen " + "en " * 10 + "privacy", True),
    ],
)
def test_denial(code_with: CodeWith, text: str, found: bool) -> None:
    """A denial reaches ten words on in its clause; niet at the end of a clause reaches those before
    it too."""
    assert code_with(["privacy"], [text]) == [["t"] if found else []]


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("geen tijd", "geen tijd", True),
        ("geen tijd", "we hebben geen tijd", True),
        ("geen tijd", "niet dat we geen tijd hebben", False),
        ("tijd ~1 niet", "tijd is niet", True),
        ({"any": ["tijd"], "negated": "keep"}, "geen tijd", True),
        ({"all": ["tijd", "druk"], "negated": "keep"}, "geen tijd door drukte en druk", True),
        ({"all": ["tijd", "druk"]}, "druk maar geen tijd", False),
        ({"all": ["tijd"], "not": ["druk"]}, "tijd, niet druk", False),
    ],
)
def test_denial_and_rule(code_with: CodeWith, rule: Any, text: str, found: bool) -> None:
    """A denial in the pattern belongs to it; keep counts the denied; what must not stand there
    counts though denied."""
    assert code_with([rule], [text]) == [["t"] if found else []]


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("geld", "is er geld?", True),
        ("geld", "als er geld is", True),
        ({"any": ["geld"], "hypothetical": "drop"}, "er is geld", True),
        ({"any": ["geld"], "hypothetical": "drop"}, "is er geld?", False),
        ({"any": ["geld"], "hypothetical": "drop"}, "is er iets? Er is geld.", True),
        ({"any": ["geld"], "hypothetical": "drop"}, "als er geld is", False),
        ({"any": ["geld"], "hypothetical": "drop"}, "als er iets is dan geld", True),
        ({"any": ["geld"], "hypothetical": "drop"}, "als er iets is, geld", True),
        ({"any": ["is ~2 geld"], "hypothetical": "drop"}, "als het zo is dan geld", False),
        ({"any": ["geld"], "hypothetical": "drop", "negated": "keep"}, "geen geld", True),
        ({"all": ["geld", "tijd"], "hypothetical": "drop"}, "geld als er tijd is", False),
        ({"any": ["geld"], "not": ["tijd"], "hypothetical": "drop"}, "geld als er tijd is", False),
    ],
)
def test_supposition(code_with: CodeWith, rule: Any, text: str, found: bool) -> None:
    """What is asked or supposed counts, unless the rule drops it; what must not stand there counts
    though supposed."""
    assert code_with([rule], [text]) == [["t"] if found else []]


def test_suppositions_in_one_batch(code_with: CodeWith) -> None:
    """A question in one text leaves the texts beside it as they are."""
    rule = {"any": ["geld"], "hypothetical": "drop"}
    assert code_with([rule], ["geld", "geld?", "geld", "zo?", "geld"]) == [
        ["t"],
        [],
        ["t"],
        [],
        ["t"],
    ]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"all": ["een", "twee"]}, [True, True, False, False]),
        ({"all": ["een", "twee"], "scope": "answer"}, [True, True, True, False]),
        ({"all": ["een", "twee"], "scope": "mention"}, [True, False, False, False]),
        ({"any": ["een", "twee"]}, [True, True, True, True]),
        ({"any": ["een"], "not": ["twee"]}, [False, False, True, True]),
        ({"any": ["een"], "not": ["twee"], "scope": "answer"}, [False, False, False, True]),
        ({"any": ["een"], "not": ["twee"], "scope": "mention"}, [False, True, True, True]),
        ({"all": ["een"], "any": ["twee", "drie"]}, [True, True, False, False]),
        ({"all": [{"any": ["een", "vier"]}, {"all": ["twee"]}]}, [True, True, False, False]),
        ({"any": [{"all": ["een", "twee"]}, "drie"]}, [True, True, False, False]),
        ({"all": [{"any": ["een"], "not": ["twee"]}]}, [False, False, True, True]),
    ],
)
def test_junction(code_with: CodeWith, rule: Any, found: list[bool]) -> None:
    """All, any and not look as far as the rule's scope: the mention, the sentence or the answer."""
    texts = ["een met twee", "een, twee", "een. twee", "een"]
    assert code_with([rule], texts) == [["t"] if f else [] for f in found]


def test_junction_evidence(codings_with: Callable[..., Any]) -> None:
    """The evidence of a junction is that of its first member, within the scope where the whole
    holds."""
    frame = codings_with([{"all": ["een", "twee"]}], ["een. twee. twee en een"])
    assert frame[["start", "evidence"]].values.tolist() == [[19, "een"]]


def test_most_precise_theme(code_with: CodeWith) -> None:
    """A parent gives way to its sub-theme, however deep, and not to its sister's child."""
    rules = {"a": ["aap", "noot"], "a/b": ["boom"], "b/c": ["noot", "cel"], "d": ["noot", "dag"]}
    texts = ["aap", "aap en boom", "aap, cel", "noot", "boom en cel", "dag en aap", "boom, dag"]
    assert code_with(rules, texts) == [
        ["a"],
        ["b"],
        ["c"],
        ["c", "d"],
        ["c"],
        ["a", "d"],
        ["b", "d"],
    ]


def test_special_codes(code_with: CodeWith) -> None:
    """A special code is given only where no theme was found; geen-antwoord goes before overig."""
    rules = {"a": ["aap"], "geen-antwoord": ["nergens ~3 bekend"], "overig": ["anders", "bekend"]}
    texts = [
        "aap anders",
        "anders dan anders",
        "het is nergens bij ons bekend",
        "nergens bekend, aap",
        "iets",
    ]
    assert code_with(rules, texts) == [["a"], ["overig"], ["geen-antwoord"], ["a"], []]


def test_a_non_answer_has_no_theme(codings_with: Callable[..., Any]) -> None:
    """An answer that answers nothing is geen-antwoord for that reason, without evidence, whatever a
    rule would find."""
    frame = codings_with(["idee", "leeg"], ["geen idee", "", "leeg", "idee"])
    assert frame["theme"].tolist() == ["geen-antwoord"] * 3 + ["t"]
    assert frame["why"].tolist() == ["non-answer: geen idee", "empty", "non-answer: leeg", "t.1"]
    assert frame["evidence"].tolist() == ["", "", "", "idee"]
    assert frame["start"].isna().tolist() == [True, True, True, False]


def test_an_answer_without_theme_is_told(codings_with: Callable[..., Any]) -> None:
    """An answer in which nothing is found has one row with an empty theme and source none."""
    frame = codings_with(["tijd"], ["geld", "tijd", "mensen"])
    assert frame["answer"].tolist() == [0, 1, 2]
    assert frame["theme"].tolist() == ["", "t", ""]
    assert frame["source"].tolist() == ["none", "rules", "none"]


def test_no_texts(codings_with: Callable[..., Any]) -> None:
    """Nothing in, an empty table with all columns out."""
    frame = codings_with(["tijd"], [])
    assert len(frame) == 0
    assert {"answer", "theme", "source", "confidence", "start", "end", "evidence", "why"} <= set(
        frame.columns
    )


def test_a_codebook_without_rules(code_with: CodeWith) -> None:
    """A codebook may have no rules: answers are uncoded, non-answers recognised."""
    assert code_with({"a": [], "b": []}, ["tijd", "nvt", ""]) == [
        [],
        ["geen-antwoord"],
        ["geen-antwoord"],
    ]


@pytest.mark.slow
def test_rules_do_not_disturb_each_other(code_with: CodeWith) -> None:
    """A rule finds the same beside two hundred others as it does alone."""
    texts = [
        "te weinig tijd",
        "wij vatten stukken samen",
        "privacy- en securityofficer",
        "geen capiciteit",
        "iets anders",
    ]
    rules = {
        "a": ["weinig ~1 tijd"],
        "b": ["samenvatten"],
        "c": ["privacyofficer"],
        "d": [{"any": ["capaciteit"], "negated": "keep"}],
    }
    crowd = {f"r{i}": [f"zeldzaam{i}woord", f"tijd{i} ~~2 woord{i}*"] for i in range(200)}
    assert (
        code_with({**crowd, **rules}, texts)
        == code_with(rules, texts)
        == [["a"], ["b"], ["c"], ["d"], []]
    )
