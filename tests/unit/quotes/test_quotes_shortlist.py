"""Which verbatims are chosen to show a theme."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import CODINGS
from pipeline.quotes import Shortlist
from pipeline.quotes.shortlist import KEPT

Coded = tuple[str, str, list[tuple[str, float, str]]]
"""Respondent, verbatim, and (theme, confidence, evidence) of each coding."""


def frames(rows: list[Coded], size: str = "groot") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers and codings of one question and wave."""
    answers = pd.DataFrame(
        {
            "wave": "2025",
            "respondent_id": [r for r, _, _ in rows],
            "question": "q",
            "text": [t for _, t, _ in rows],
            "grootte": size,
        },
        dtype=object,
    )
    lines = [(r, t, *coding) for r, t, codings in rows for coding in codings]
    return answers, CODINGS.frame(
        {
            "wave": ["2025"] * len(lines),
            "respondent_id": [line[0] for line in lines],
            "question": ["q"] * len(lines),
            "theme": [line[2] for line in lines],
            "source": ["rules"] * len(lines),
            "confidence": [line[3] for line in lines],
            "guess": [False] * len(lines),
            "start": [line[1].index(line[4]) if line[4] else None for line in lines],
            "end": [line[1].index(line[4]) + len(line[4]) if line[4] else None for line in lines],
            "evidence": [line[4] for line in lines],
            "why": ["r"] * len(lines),
        }
    )


def filled(rows: list[Coded], **more: str) -> Shortlist:
    """A shortlist that took these in at once."""
    shortlist = Shortlist(240, **more)
    shortlist.add(*frames(rows))
    return shortlist


SURE = (
    "sure",
    "Wij hebben veel te weinig tijd om dit goed te doen naast ons werk",
    [("tijd", 1.0, "te weinig tijd")],
)
DOUBT = (
    "doubt",
    "De aandacht verslapt omdat alles tegelijk moet gebeuren in de zomer",
    [("tijd", 0.4, "tegelijk")],
)
BESIDE = (
    "beside",
    "Geld, mensen en kennis ontbreken, privacy is lastig, en tijd is er ook niet",
    [("tijd", 1.0, "tijd"), ("geld", 1.0, "Geld"), ("privacy", 1.0, "privacy")],
)
SHORT = ("short", "weinig tijd", [("tijd", 1.0, "tijd")])
NOTHING = ("nothing", "geen", [("geen-antwoord", 1.0, "")])


def test_the_most_fitting_first() -> None:
    """Sure and of one theme before unsure, beside others, and too short to say anything."""
    chosen = filled([DOUBT, SHORT, BESIDE, SURE, NOTHING]).chosen("q", "tijd", 3)
    assert chosen[0].respondent_id == "sure"
    assert "short" not in [choice.respondent_id for choice in chosen]
    assert chosen[0].text[chosen[0].start : chosen[0].end] == "te weinig tijd"


def test_sizes_count_respondents() -> None:
    """Who answered nothing is not in the base; a short answer counts though it is not shown."""
    shortlist = filled([DOUBT, SHORT, BESIDE, SURE, NOTHING], part="grootte")
    assert shortlist.size("q", "tijd") == (4, 4)
    assert shortlist.size("q", "geld", "groot") == (1, 4)
    assert shortlist.size("q", "geld", "klein") == (0, 0)


def test_none_is_like_another() -> None:
    """Of verbatims that share most of their words one is shown."""
    twin = ("twin", SURE[1].replace("naast ons werk", "naast het werk"), SURE[2])
    chosen = filled([SURE, twin, DOUBT]).chosen("q", "tijd", 5)
    assert len(chosen) == 2


def test_special_codes_are_no_quotes() -> None:
    """Nothing is quoted for overig, or for an answer without a theme."""
    rows: list[Coded] = [
        ("o", "Iets heel anders dan al het andere hier", [("overig", 1.0, "")]),
        ("n", "Niets gevonden in deze lange zin hier", [("", 0.0, "")]),
    ]
    shortlist = filled(rows)
    assert not shortlist._best
    assert shortlist.size("q", "tijd") == (0, 2)


@pytest.mark.slow
@given(st.permutations(list(range(60))), st.integers(1, 59))
def test_order_and_parts_change_nothing(order: list[int], cut: int) -> None:
    """The same verbatims are chosen in whichever order and parts the answers come; few are held."""
    rows: list[Coded] = []
    for i in range(60):
        own = f"{'abcdefghij'[i % 10] * 5} {'klmnopqrst'[i // 10] * 4}"
        text = f"tijd {'woord ' * (i % 7 + 4)}nummer {own}"
        rows.append((f"r{i:02}", text, [("tijd", 0.5 + i % 5 / 10, "tijd")]))
    whole, parts = filled(rows), Shortlist(240)
    shuffled = [rows[i] for i in order]
    parts.add(*frames(shuffled[:cut]))
    parts.add(*frames(shuffled[cut:]))
    assert parts.chosen("q", "tijd", 6) == whole.chosen("q", "tijd", 6)
    assert parts.size("q", "tijd") == (60, 60)
    assert len(parts._best["q", "tijd"]) == KEPT
