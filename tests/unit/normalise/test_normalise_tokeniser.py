"""The tokeniser of chunks against spaCy's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.normalise import SpacyLinguist

REGISTER = Path(__file__).parents[4] / "shared" / "data" / "register" / "algoritmes.json"

TEXTS = [
    "Te weinig tijd, geld en mensen.",
    "tijd,geld;mensen/kennis",
    "CISO/FG (trekker), I&A-adviseur & PO.",
    "- vergaderingen uitwerken\n- sql query's\n•CISO\n* brief",
    "1. functie 2.functie 3) functie a) b. c.",
    "Dhr. J. de Vries c.s. o.a. bijv. m.b.t. n.v.t. d.m.v. i.v.m. a.u.b.",
    "'s avonds z'n m'n foto's CISO’s ‘zo’ “zo” \"zo\" „zo” `zo`",
    "Dat is zo.Dat ook.En dat!Ja?Nee…Hmm...nou....",
    "https://www.gemeente.nl/ai?x=1&y=2 info@gemeente.nl www.test.nl gemeente.nl",
    "€ 5.000,- of €5.000 en 10% van 1.000.000,50 - circa 3,5x",
    "AI-officer privacy- en securityofficer e-mail AI–team AI—team AI‑team -streep streep-",
    "🙂 👩🏽\u200d💻👍👍 :) :-) ;) <3 :D xD ^_^ (y)",
    "tijd.geen geld.Maar wel mensen A.I. A.I B1-niveau 2024/2025 24/7 C++ C# .NET",
    "((dubbel)) [haak] {haak} <haak> |pijp| \\terug\\ ~tilde~ #hash @naam *ster* _streep_",
    "é coöperatie geïnteresseerd naïef ideeën e\u0301e\u0301n één",
    "een\xa0vaste spatie\u2009en\u3000een\ttab\r\nregel",
    "x" * 999 + " en " + "y" * 1000,
    "!!! ??? ... --- ===== ,,, ;;; :: // \\\\",
    "ja! nee? zo: dan, en; (of) hmm.",
    "ja!! nee?! zo:- dan,, (en) of)) hmm.) hm.,",
    "niet! geen. niks, nee) dan: kan; AI. ICT. etc. enz. nr. blz. mw.",
    "Dit is 'n test en zo'n ding; 't kan. Zo´n, zo`n",
    "а́ Привет мир 你好 世界 مرحبا ß ﬁ ½ m² H₂O №5",
    "\u200bnul\u200bbreed \ufeffbom zacht\u00adstreepje",
    "can't don't it's U.S. U.K. e.g. i.e. Mr. Dr.",
    "don 'cause ca n't g'day 'em (c) o.O",
    "x,y x;y x:y x|y x+y x=y x>y x\u2022y x\u00b7y",
    "1,5 1.5 1:2 1/2 1-2 1–2 12:30u 12.30 5km 5-10km 20%",
    "",
    "   ",
    ".",
    "a.",
    "ab. abc. abcd. ABC. aBc. Abc. éa. aaé.",
    "'a' 'ab' a' a'' ''a a'b a'b'c",
]


def theirs(linguist: SpacyLinguist, text: str) -> list[tuple[str, int]]:
    """spaCy's tokens of the whole text and their places; white space left out."""
    return [(t.text, t.idx) for t in linguist._nlp.tokenizer(text) if not t.is_space]


def ours(linguist: SpacyLinguist, texts: list[str]) -> list[list[tuple[str, int]]]:
    """The linguist's tokens of each text and their places."""
    tokens = linguist.tokens(texts)
    rows = list(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))
    first = tokens.first.tolist()
    return [
        [(text[s:e], s) for s, e in rows[first[i] : first[i + 1]]] for i, text in enumerate(texts)
    ]


@pytest.mark.parametrize("number", range(len(TEXTS)), ids=[ascii(t[:30]) for t in TEXTS])
def test_same_tokens_as_spacy(linguist: SpacyLinguist, number: int) -> None:
    """Reading a text chunk by chunk gives exactly the tokens that spaCy gives of the whole."""
    text = TEXTS[number]
    assert ours(linguist, [text]) == [theirs(linguist, text)]


def test_same_tokens_together(linguist: SpacyLinguist) -> None:
    """Texts read in one batch give the tokens that spaCy gives of each."""
    assert ours(linguist, TEXTS) == [theirs(linguist, text) for text in TEXTS]


def test_a_word_holds_what_the_text_says(linguist: SpacyLinguist) -> None:
    """The lexicon's word of a token is the slice of the verbatim that it covers."""
    tokens = linguist.tokens(TEXTS)
    said = [tokens.lexicon[word].text for word in tokens.word.tolist()]
    assert said == [token for text in ours(linguist, TEXTS) for token, _ in text]


@pytest.mark.skipif(not REGISTER.exists(), reason="the algorithm register is not on this machine")
def test_same_tokens_as_spacy_in_the_register(linguist: SpacyLinguist) -> None:
    """All 1,530 goals of the Dutch algorithm register are read as spaCy reads them."""
    register = json.loads(REGISTER.read_text(encoding="utf-8"))["algoritmes"]
    texts = list(dict.fromkeys(entry["doel"] for entry in register if entry["doel"]))
    assert len(texts) > 500
    wrong = [
        (mine, spacys)
        for mine, spacys in zip(
            ours(linguist, texts), (theirs(linguist, t) for t in texts), strict=True
        )
        if mine != spacys
    ]
    assert not wrong, (
        f"{len(wrong)} texts; the first differs in {set(wrong[0][0]) ^ set(wrong[0][1])}"
    )


def test_a_very_long_chunk_is_one_token(linguist: SpacyLinguist) -> None:
    """A pasted key of more than a thousand signs is one token, however many signs would part it."""
    ((_, (key, _), _),) = ours(linguist, ["sleutel " + "a,b;" * 300 + " einde"])
    assert len(key) == 1200


def test_a_word_keeps_its_number(linguist: SpacyLinguist) -> None:
    """A word read again, in another text and batch, has the number that it had."""
    first = linguist.tokens(["zeldzaamwoord staat hier"])
    again = linguist.tokens(["en hier", "staat zeldzaamwoord"])
    assert first.word[0] == again.word[3]
    assert first.word[2] == again.word[1]
