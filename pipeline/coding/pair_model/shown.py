"""What shows the themes of a question: texts of the codebook, of its bank, and of labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from pipeline.coding.pair_model.segments import segment_texts, split_segments
from pipeline.coding.theme_model import ContentWords
from pipeline.model import NO_ANSWER, OTHER, BankText, Bools, Codebook, Floats, Ints, Linguist


class Kind(IntEnum):
    """Where a text that shows a theme comes from."""

    EXAMPLE = 0
    BANK = 1
    DEFINITION = 2
    COUNTEREXAMPLE = 3
    LABEL = 4
    CLAUSE_OF_LABEL = 5


WEIGHTS = {
    Kind.EXAMPLE: 1.0,
    Kind.BANK: 0.7,
    Kind.DEFINITION: 0.5,
    Kind.COUNTEREXAMPLE: 0.6,
    Kind.LABEL: 1.0,
    Kind.CLAUSE_OF_LABEL: 0.3,
}
"""How much each kind weighs. A clause of an answer with several codes may hold any of them."""

_SHORTEST_PIECE = 4
_BETWEEN_PIECES = re.compile(r"[;,.]\s+|\s\(|\)|\s(?:of|en|or|and|und|oder|et|ou)\s")


@dataclass(frozen=True)
class LabelledText:
    """A text with the codes that people gave it; texts of one respondent share a group."""

    text: str
    codes: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class ShownTexts:
    """n texts that show the m codes of a codebook.

    `targets`: (n, m), the codes each has, with their parents; a counterexample has the theme that
    it speaks against. `kind`: (n,). `answer`: (n,), the number of the labelled answer, else -1.
    """

    texts: tuple[str, ...]
    targets: Bools
    kind: Ints
    answer: Ints

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, rows: Ints | Bools) -> ShownTexts:
        """Return the shown texts in those rows."""
        texts = np.array(self.texts, dtype=object)[rows].tolist()
        return ShownTexts(tuple(texts), self.targets[rows], self.kind[rows], self.answer[rows])

    def numbered(self, examples: Sequence[str]) -> ShownTexts:
        """Return the texts with the number of each example, as if it were a labelled answer."""
        number = {text: place for place, text in enumerate(examples)}
        is_example = self.is_kind(Kind.EXAMPLE)
        answer = [
            number.get(text, -1) if shown else -1
            for text, shown in zip(self.texts, is_example.tolist(), strict=True)
        ]
        return replace(self, answer=np.array(answer, dtype=np.int64))

    @property
    def weights(self) -> Floats:
        """The weight of each text, (n,)."""
        return np.array([WEIGHTS[kind] for kind in Kind])[self.kind]

    def is_kind(self, *kinds: Kind) -> Bools:
        """Return which texts are of these kinds, (n,)."""
        return np.isin(self.kind, kinds)


@dataclass(frozen=True)
class _Row:
    text: str
    codes: frozenset[str]
    kind: Kind
    answer: int = -1


def shown_texts(book: Codebook, labelled: Sequence[LabelledText], linguist: Linguist) -> ShownTexts:
    """Return all that shows the themes of a codebook."""
    rows = [*_of_codebook(book), *_of_bank(book.bank), *_of_labels(labelled, linguist)]
    says_something = _with_content([row.text for row in rows], linguist)
    rows = [row for row, says in zip(rows, says_something, strict=True) if says]
    targets = np.zeros((len(rows), len(book.codes)), dtype=bool)
    for number, row in enumerate(rows):
        codes = row.codes if row.kind == Kind.COUNTEREXAMPLE else book.with_parents(row.codes)
        targets[number, [book.numbers[code] for code in codes]] = True
    return ShownTexts(
        texts=tuple(row.text for row in rows),
        targets=targets,
        kind=np.array([row.kind for row in rows], dtype=np.int64),
        answer=np.array([row.answer for row in rows], dtype=np.int64),
    )


def _with_content(texts: Sequence[str], linguist: Linguist) -> list[bool]:
    """Return which texts have a content word: the piece "More" of a definition shows nothing."""
    tokens = linguist.tokens(texts)
    before = np.concatenate(([0], np.cumsum(ContentWords(linguist).among(tokens))))
    has_content: list[bool] = (before[tokens.first[1:]] > before[tokens.first[:-1]]).tolist()
    return has_content


def _of_codebook(book: Codebook) -> Iterator[_Row]:
    themes_of_example: dict[str, set[str]] = {}
    for placed in book.placed:
        theme = placed.theme
        own = frozenset([theme.id])
        for example in theme.examples:
            themes_of_example.setdefault(example, set()).add(theme.id)
        for text in theme.counterexamples:
            yield _Row(text, own, Kind.COUNTEREXAMPLE)
        for text in dict.fromkeys((theme.label, *_pieces(theme.definition, theme.use_when))):
            yield _Row(text, own, Kind.DEFINITION)
    # an example of several themes is one answer, not several that contradict each other
    for text, themes in themes_of_example.items():
        yield _Row(text, frozenset(themes), Kind.EXAMPLE)


def _pieces(*texts: str) -> Iterator[str]:
    """Yield the parts of definitions that each say one thing."""
    for text in texts:
        for piece in _BETWEEN_PIECES.split(text):
            if len(piece.strip()) >= _SHORTEST_PIECE:
                yield piece.strip()


def _of_bank(bank: Iterable[BankText]) -> Iterator[_Row]:
    for labelled in bank:
        yield _Row(labelled.text, frozenset(labelled.codes), Kind.BANK)


def _of_labels(labelled: Sequence[LabelledText], linguist: Linguist) -> Iterator[_Row]:
    tokens = linguist.tokens([answer.text for answer in labelled])
    segments = split_segments(tokens)
    texts = segment_texts(tokens, segments)
    columns = (segments.text.tolist(), segments.is_whole.tolist(), texts)
    for number, is_whole, text in zip(*columns, strict=True):
        codes = frozenset(labelled[number].codes)
        tells_all = is_whole or len(codes - {NO_ANSWER, OTHER}) <= 1
        kind = Kind.LABEL if tells_all else Kind.CLAUSE_OF_LABEL
        yield _Row(text, codes, kind, number)
