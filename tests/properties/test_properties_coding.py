"""What holds for any text: it is coded or reported, evidence slices it, company and white space
change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

RULES = {
    "tijd": ["weinig ~2 tijd", "tijd ~~3 tekort", "geen tijd"],
    "middelen": ["capaciteit*", "*geld*"],
    "middelen/mensen": [{"any": ["mensen", "medewerker"], "negated": "keep"}],
    "privacy": ["AVG", "privacyofficer", {"all": ["privacy", "zorg"], "not": ["opgelost"]}],
    "samenvatten": [
        "samenvatten",
        {"all": ["stuk", "brief"], "scope": "answer"},
        {"all": ["team", "AI"], "scope": "mention"},
    ],
    "geen-antwoord": ["nergens"],
    "overig": ["anders"],
}

WORDS = [
    "te",
    "weinig",
    "tijd",
    "tekort",
    "geen",
    "niet",
    "niet alleen",
    "maar",
    "en",
    "privacy",
    "privacy-",
    "securityofficer",
    "zorgen",
    "opgelost",
    "AVG",
    "A.V.G.",
    "wij",
    "vatten",
    "stukken",
    "samen",
    "brieven",
    "capaciteitsgebrek",
    "capiciteit",
    "geldzorgen",
    "mensen",
    "Medewerkers",
    "AI-team",
    "team",
    "AI",
    "nergens",
    "anders",
    "nvt",
    "n.v.t.",
    "geen idee",
    "-",
    "?",
    "•",
    "1.",
    "2)",
    "€",
    "🙂",
    "e\u0301e\u0301n",
    "I&A.",
    "http://x.nl/a?b",
    "x" * 70,
    "\ud83d",
    "\u200d",
    "\x00",
]
BETWEEN = [
    "",
    " ",
    "  ",
    ", ",
    ". ",
    "; ",
    "/",
    "\n",
    "\t",
    "\xa0",
    " - ",
    "\n- ",
    "! ",
    " (",
    ") ",
    "\u2028",
]
SPACES = " \t\n\r\xa0\u2009\u3000"

answers = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.lists(st.sampled_from(WORDS) | st.sampled_from(BETWEEN), max_size=24).map("".join),
    st.lists(
        st.tuples(st.sampled_from(WORDS), st.sampled_from(BETWEEN)).map("".join), max_size=14
    ).map("".join),
)
blank = st.text(st.sampled_from(SPACES), max_size=4)
few = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Code = Callable[[list[str]], pd.DataFrame]


@pytest.fixture(scope="session")
def code(codebook: Callable[[Any], Any]) -> Code:
    """Codes texts by `RULES`."""
    from pipeline.coding.code_texts import code as verb

    book = codebook(RULES)
    return lambda texts: verb(texts, book)


@pytest.fixture(scope="session")
def quick(coder: Callable[[Any], Any]) -> Callable[[list[str]], list[list[tuple[Any, ...]]]]:
    """Codes texts with one coder made once: of each text its codes, reasons, starts and ends."""
    from pipeline.language import language
    from pipeline.normalise import NonAnswers

    made, non_answers = coder(RULES), NonAnswers(language("nl"))

    def rows(texts: list[str]) -> list[list[tuple[Any, ...]]]:
        coded = made.code(texts, [non_answers.why(text) for text in texts])
        found: list[list[tuple[Any, ...]]] = [[] for _ in texts]
        columns = (coded.text, coded.code, coded.why, coded.start, coded.end)
        for text, *row in zip(*(c.tolist() for c in columns), strict=True):
            found[text].append(tuple(row))
        return found

    return rows


@few
@given(texts=st.lists(answers, max_size=6))
def test_any_text_is_coded_or_reported(code: Code, texts: list[str]) -> None:
    """Every text has a theme or special code with its reason, or an empty theme from nobody; none
    has both."""
    frame = code(texts)
    assert sorted(frame["answer"].unique()) == list(range(len(texts)))
    coded = frame["theme"] != ""
    assert (frame.loc[coded, "why"] != "").all()
    assert set(frame.loc[coded, "source"]) <= {"rules"}
    assert set(frame.loc[~coded, "source"]) <= {"none"}
    assert not frame.duplicated(["answer", "theme"]).any()
    for _, themes in frame.groupby("answer")["theme"]:
        assert len(themes) == 1 or not set(themes) & {"", "geen-antwoord", "overig"}


@pytest.mark.slow
@few
@given(texts=st.lists(answers, max_size=6))
def test_evidence_slices_the_verbatim(code: Code, texts: list[str]) -> None:
    """Evidence is what stands in the verbatim between its start and end, without white space around
    it, never empty."""
    frame = code(texts)
    has = frame["start"].notna()
    for row in frame[has].itertuples():
        assert row.evidence == texts[row.answer][row.start : row.end]
        assert row.evidence.strip() == row.evidence != ""
    assert (frame.loc[~has, "evidence"] == "").all()
    assert frame.loc[~has, "end"].isna().all()
    assert has[
        frame["why"].str.contains(r"\.\d+$") & frame["theme"].isin(["tijd", "mensen", "privacy"])
    ].all()


@few
@given(data=st.data(), texts=st.lists(answers, min_size=1, max_size=6))
def test_order_and_repeats_change_nothing(
    quick: Any, data: st.DataObject, texts: list[str]
) -> None:
    """However often and in whatever order texts are given, each gets the same codings."""
    alone = dict(zip(texts, quick(texts), strict=True))
    many = data.draw(st.lists(st.sampled_from(texts), max_size=12))
    assert quick(many) == [alone[text] for text in many]


@few
@given(texts=st.lists(answers, min_size=1, max_size=8), cut=st.integers(0, 8))
def test_company_changes_nothing(quick: Any, texts: list[str], cut: int) -> None:
    """Texts coded together get what they get one by one, and in two batches."""
    together = quick(texts)
    assert together == [quick([text])[0] for text in texts]
    assert together == quick(texts[:cut]) + quick(texts[cut:])


@few
@given(text=answers, before=blank, behind=blank)
def test_white_space_around_shifts_offsets_alone(
    quick: Any, text: str, before: str, behind: str
) -> None:
    """White space around a text changes neither its codes nor the reasons; evidence moves with the
    text."""
    plain, spaced = quick([text]), quick([before + text + behind])
    shift = len(before)
    moved = [
        (c, why, s + shift, e + shift) if s >= 0 else (c, why, s, e) for c, why, s, e in plain[0]
    ]
    assert spaced[0] == moved


@few
@given(left=answers, right=answers)
def test_lines_are_read_apart(quick: Any, left: str, right: str) -> None:
    """A theme found in one line by a rule that looks no further is found as well when another line
    is added."""
    of_line = {0, 1, 2}  # tijd, middelen, mensen: simple patterns
    one, both = quick([left]), quick([f"{left}\n{right}"])
    if one[0] and one[0][0][2] >= 0:
        codes = {row[0] for row in one[0]} & of_line
        kept = {row[0] for row in both[0]}
        # a sub-theme stands for its parent
        assert all(code in kept or (code == 1 and 2 in kept) for code in codes)
