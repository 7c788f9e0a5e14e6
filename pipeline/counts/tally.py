"""The tally: respondents per theme, added up batch by batch, so that counting needs no more memory than the table it makes.

Each respondent answers a question once per wave, so the batches of a wave can be added without knowing who was in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.model import NO_ANSWER, SOURCES, Codebook, Ints

Cell = tuple[str, str]
"""Segment variable and value; ("", "") is everybody."""

EVERYBODY: Cell = ("", "")


@dataclass
class _Counts:
    """Of one question, wave and cell: answers, and respondents per code and strongest source (codes, sources)."""

    asked: int
    without_answer: int
    uncoded: int
    by_source: npt.NDArray[np.int64]


class Tally:
    """The counts of one question."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self._number = {code: i for i, code in enumerate(book.codes)}
        self._up = [[self._number[a] for a in (code, *book.ancestors(code))] for code in book.codes]
        self._counts: dict[tuple[str, Cell], _Counts] = {}

    def add(
        self,
        wave: str,
        answers: int,
        segments: Mapping[str, tuple[Ints, tuple[str, ...]]],
        answer: Ints,
        code: Ints,
        source: Ints,
    ) -> None:
        """Adds a batch of answers of one wave.

        `segments[variable]` holds each answer's value as a number and the values so numbered (an empty value is no segment). The codings:
        `answer` (0..answers), `code` (of `book.codes`) and `source` (of `model.SOURCES`), one row each.
        """
        answer, code, source = self._with_parents(answer, code, source)
        self._add(wave, EVERYBODY, np.ones(answers, dtype=bool), answer, code, source)
        for variable, (numbers, values) in segments.items():
            for number, value in enumerate(values):
                if value:
                    self._add(wave, (variable, value), numbers == number, answer, code, source)

    def cells(self, wave: str) -> list[Cell]:
        """Everybody, then the segments met in that wave, sorted."""
        return sorted(cell for w, cell in self._counts if w == wave)

    def waves(self) -> list[str]:
        """The waves met, sorted."""
        return sorted({wave for wave, _ in self._counts})

    def base(self, wave: str, cell: Cell = EVERYBODY) -> tuple[int, int, int]:
        """Answers asked for, of these without an answer, and of the others uncoded."""
        counts = self._counts.get((wave, cell))
        return (counts.asked, counts.without_answer, counts.uncoded) if counts else (0, 0, 0)

    def respondents(self, code: str, wave: str, cell: Cell = EVERYBODY) -> dict[str, int]:
        """Respondents with the code, by their strongest source."""
        counts = self._counts.get((wave, cell))
        row = counts.by_source[self._number[code]].tolist() if counts else [0] * len(SOURCES)
        return dict(zip(SOURCES, row, strict=True))

    def _with_parents(self, answer: Ints, code: Ints, source: Ints) -> tuple[Ints, Ints, Ints]:
        """A row for each code and its parents, once per answer and code, with the strongest source."""
        sizes = np.array([len(up) for up in self._up])
        starts = np.cumsum(sizes) - sizes
        flat = np.array([n for up in self._up for n in up], dtype=np.int64)
        times = sizes[code]
        row = np.repeat(np.arange(len(code)), times)
        inner = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
        code_up = flat[starts[code][row] + inner] if len(row) else row
        key = answer[row] * len(self._up) + code_up
        order = np.lexsort((source[row], key))
        first = np.concatenate((np.ones(min(1, len(order)), dtype=bool), key[order][1:] != key[order][:-1]))
        kept = order[first]
        return answer[row][kept], code_up[kept], source[row][kept]

    def _add(
        self, wave: str, cell: Cell, inside: npt.NDArray[np.bool_], answer: Ints, code: Ints, source: Ints
    ) -> None:
        shape = (len(self._up), len(SOURCES))
        counts = self._counts.setdefault((wave, cell), _Counts(0, 0, 0, np.zeros(shape, dtype=np.int64)))
        here = inside[answer]
        flat = np.bincount(code[here] * len(SOURCES) + source[here], minlength=shape[0] * shape[1])
        counts.by_source += flat.reshape(shape)
        counts.asked += int(inside.sum())
        counts.without_answer += int((code[here] == self._number[NO_ANSWER]).sum())
        counts.uncoded += int(inside.sum()) - len(np.unique(answer[here]))
