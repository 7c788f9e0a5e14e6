"""Splitting texts at white space, with offsets that hold for any text."""

from __future__ import annotations

import pytest

from pipeline.normalise.chunks import split_chunks

TEXTS = [
    "geen tijd",
    "  voor\tna  ",
    "regel een\nregel twee\r\nregel drie",
    "vaste\xa0spatie en\u2009smalle\u3000brede",
    "🙂 blij 👩🏽\u200d💻 codeert 𝒜 met 𝕋",
    "lone \ud83d surrogate\udc00",
    "",
    "   ",
    "\n\n",
    "\u2028alinea\u2029\x85einde\x1c",
    "é en e\u0301",
    "a",
    "\ufeffbom",
    "nul\x00teken",
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_chunk_stands_where_it_says(text: str) -> None:
    """Every chunk begins at its offset in the text; a lone surrogate is read as the replacement
    character."""
    chunks = split_chunks([text])
    shown = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert [
        shown[s : s + len(said)]
        for said, s in zip(chunks.characters, chunks.start.tolist(), strict=True)
    ] == chunks.characters
    assert chunks.characters == shown.split()


def test_chunks_of_many_texts_are_those_of_each() -> None:
    """Texts read together give the chunks, places and texts that they give alone, whatever stands
    beside them."""
    together = split_chunks(TEXTS)
    found = list(
        zip(together.text.tolist(), together.characters, together.start.tolist(), strict=True)
    )
    alone = []
    for number, text in enumerate(TEXTS):
        chunks = split_chunks([text])
        alone += [
            (number, said.replace("\ud83d", "\ufffd"), s)
            for said, s in zip(chunks.characters, chunks.start.tolist(), strict=True)
        ]
    assert found == alone


def test_no_texts() -> None:
    """Nothing, or texts of white space alone, hold no chunks."""
    assert split_chunks([]).characters == []
    assert split_chunks(["", " ", "\n"]).characters == []
    assert len(split_chunks(["", " ", "\n"]).text) == 0


@pytest.mark.parametrize(
    "sign", ["\n", "\r\n", "\t", "\v", "\f", "\x85", "\u2028", "\u2029"], ids=ascii
)
def test_a_line_break_parts_chunks(sign: str) -> None:
    """Chunks on two lines, or in two cells parted by a tab, have different numbers of breaks before
    them."""
    before, after = split_chunks([f"een{sign}twee"]).breaks.tolist()
    assert before < after


@pytest.mark.parametrize("sign", [" ", "\xa0", "\u2009", "\u3000", "  "], ids=ascii)
def test_a_space_parts_no_lines(sign: str) -> None:
    """Chunks with only spaces between them have as many breaks before them."""
    before, after = split_chunks([f"een{sign}twee"]).breaks.tolist()
    assert before == after


def test_a_zero_width_space_is_part_of_a_word() -> None:
    """Invisible signs that are no white space part nothing."""
    assert split_chunks(["a\u200bb"]).characters == ["a\u200bb"]
