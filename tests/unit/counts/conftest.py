"""A codebook with a parent and two children, and tables made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from pipeline.model import ANSWERS, CODINGS, Codebook, Theme

Row = tuple[str, str, str]


@pytest.fixture(scope="session")
def book() -> Codebook:
    """Themes a (children a1, a2) and b."""
    children = (Theme("a1", "A1"), Theme("a2", "A2"))
    return Codebook("q", "Vraag", "nl", "1", (Theme("a", "A", themes=children), Theme("b", "B")))


@pytest.fixture(scope="session")
def answers() -> Callable[..., pd.DataFrame]:
    """Makes the answers of respondents r0, r1 ... of a wave, one segment value for each."""

    def make(segments: Sequence[str], wave: str = "1") -> pd.DataFrame:
        size = len(segments)
        names = [f"r{i}" for i in range(size)]
        frame = ANSWERS.frame(
            {
                "wave": [wave] * size,
                "respondent_id": names,
                "question": ["q"] * size,
                "text": names,
                "file": ["x"] * size,
                "row": range(size),
            }
        )
        return frame.assign(s=pd.Series(list(segments), dtype=object))

    return make


@pytest.fixture(scope="session")
def codings() -> Callable[..., pd.DataFrame]:
    """Makes codings of (respondent, theme, source); the sources in `guessing` only guess."""

    def make(rows: Sequence[Row], wave: str = "1", guessing: Sequence[str] = ()) -> pd.DataFrame:
        size = len(rows)
        who, themes, sources = zip(*rows, strict=True) if rows else ((), (), ())
        blank, none = [""] * size, [None] * size
        return CODINGS.frame(
            {
                "wave": [wave] * size,
                "respondent_id": who,
                "question": ["q"] * size,
                "theme": themes,
                "source": sources,
                "confidence": [1.0] * size,
                "guess": [source in guessing for source in sources],
                "start": none,
                "end": none,
                "evidence": blank,
                "why": blank,
            }
        )

    return make
