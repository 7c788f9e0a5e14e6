"""The tally: respondents per theme, added up batch by batch in the memory of the table it makes.

Each respondent answers a question once per wave, so batches of a wave can be added without
identifying respondents. To compare waves the tally can remember who had which code, in a few bytes
each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipeline.counts.tally_batch import CodingRows, TallyBatch
from pipeline.counts.values import CROSS, EVERYBODY, Cell, CodedAnswers, Counts, Hashes, Overlap
from pipeline.model import NO_ANSWER, Bools, Codebook, Ints


@dataclass
class _Remembered:
    """Who answered in a wave: hashes of ids, and which codes each has, packed in bits."""

    who: list[Hashes] = field(default_factory=list)
    bits: list[npt.NDArray[np.uint8]] = field(default_factory=list)

    def merge(self, other: _Remembered) -> None:
        self.who += other.who
        self.bits += other.bits


class Tally:
    """The counts of one question.

    `crossings` are the variables counted together; with `weights` shares are weighted.
    """

    def __init__(
        self, book: Codebook, crossings: Sequence[Sequence[str]] = (), *, weights: bool = False
    ) -> None:
        self.book = book
        self.weights = weights
        self._crossings = tuple(map(tuple, crossings))
        self._number = {code: i for i, code in enumerate(book.codes)}
        self._up = [[self._number[a] for a in (code, *book.ancestors(code))] for code in book.codes]
        self._counts: dict[str, dict[Cell, Counts]] = {}
        self._remembered: dict[str, _Remembered] = {}

    def add(self, wave: str, coded: CodedAnswers) -> None:
        """Add a batch of answers of one wave."""
        coded = coded.within_filter()
        batch = self._batch(coded)
        cells = self._counts.setdefault(wave, {})
        batch.add_to(cells, "", np.zeros(coded.answers, dtype=np.int64), ("",))
        for variable, (numbers, values) in coded.segments.items():
            batch.add_to(cells, variable, np.where(_filled(numbers, values), numbers, -1), values)
        for crossing in self._crossings:
            crossed = _crossed([coded.segments[name] for name in crossing])
            batch.add_to(cells, CROSS.join(crossing), *crossed)
        if coded.who is not None:
            remembered = self._remembered.setdefault(wave, _Remembered())
            remembered.who.append(coded.who)
            remembered.bits.append(batch.packed())

    def merge(self, other: Tally) -> None:
        """Add the counts of another tally of the same question, of other respondents."""
        for wave, cells in other._counts.items():
            own_cells = self._counts.setdefault(wave, {})
            for cell, counts in cells.items():
                own_cells.setdefault(cell, Counts.zeros(len(self._up))).merge(counts)
        for wave, remembered in other._remembered.items():
            self._remembered.setdefault(wave, _Remembered()).merge(remembered)

    def cells(self, wave: str) -> list[Cell]:
        """Return everybody, then the segments met in that wave, sorted."""
        return sorted(self._counts.get(wave, ()))

    def waves(self) -> list[str]:
        """Return the waves met, sorted."""
        return sorted(self._counts)

    def counts(self, wave: str, cell: Cell = EVERYBODY) -> Counts:
        """Return the counts of that cell; zeros if it was not met."""
        return self._counts.get(wave, {}).get(cell) or Counts.zeros(len(self._up))

    def overlap(self, before: str, now: str) -> Overlap | None:
        """Return the respondents in the bases of both waves; None if they are not remembered."""
        if before not in self._remembered or now not in self._remembered:
            return None
        who_before, bits_before = self._recalled(before)
        who_now, bits_now = self._recalled(now)
        _, at_before, at_now = np.intersect1d(who_before, who_now, return_indices=True)
        had = self._unpacked(bits_before[at_before])
        has = self._unpacked(bits_now[at_now])
        nothing = self._number[NO_ANSWER]
        in_base = ~(had[:, nothing] | has[:, nothing])
        had, has = had[in_base], has[in_base]
        return Overlap(
            both=int(in_base.sum()),
            in_both=(had & has).sum(0),
            before_only=(had & ~has).sum(0),
            now_only=(~had & has).sum(0),
        )

    def codes_of(self, wave: str, who: Hashes) -> tuple[Ints, Bools]:
        """Return which of these respondents were asked in that wave, and their codes, a row each.

        `who` are hashes of ids; the first array holds indices of it. Codes include parents.
        """
        if wave not in self._remembered:
            return np.zeros(0, dtype=np.int64), np.zeros((0, len(self._up)), dtype=bool)
        known, bits = self._recalled(wave)
        _, at, at_known = np.intersect1d(who, known, return_indices=True)
        return at.astype(np.int64), self._unpacked(bits[at_known])

    def _recalled(self, wave: str) -> tuple[Hashes, npt.NDArray[np.uint8]]:
        kept = self._remembered[wave]
        return np.concatenate(kept.who), np.concatenate(kept.bits)

    def _unpacked(self, bits: npt.NDArray[np.uint8]) -> Bools:
        return np.unpackbits(bits, axis=1, count=len(self._up)).astype(bool)

    def _batch(self, coded: CodedAnswers) -> TallyBatch:
        """Return the codings with a row for each code and its parents.

        A row is unique per answer and code, with the strongest source.
        """
        codes = len(self._up)
        sizes = np.array([len(up) for up in self._up])
        starts = np.cumsum(sizes) - sizes
        flat = np.array([number for up in self._up for number in up], dtype=np.int64)
        own = CodingRows.of(coded).unique(codes)
        times = sizes[own.code]
        row = np.repeat(np.arange(len(own.code)), times)
        inner = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
        code_up = flat[starts[own.code][row] + inner] if len(row) else row
        mentions = CodingRows(own.answer[row], code_up, own.source[row], own.guess[row])
        return TallyBatch(
            answers=coded.answers,
            codes=codes,
            nothing=self._number[NO_ANSWER],
            own=own,
            mentions=mentions,
            rows=mentions.unique(codes),
            weights=coded.weights,
        )


def _filled(numbers: Ints, values: Sequence[str]) -> Bools:
    filled = np.array([bool(value) for value in values], dtype=bool)
    if not len(filled):
        return np.zeros(len(numbers), dtype=bool)
    # a missing value has the number -1
    return filled[numbers] & (numbers >= 0)


def _crossed(segments: Sequence[tuple[Ints, tuple[str, ...]]]) -> tuple[Ints, tuple[str, ...]]:
    """Return the values of several variables as one; -1 if one of them is missing."""
    key = np.zeros(len(segments[0][0]), dtype=np.int64)
    filled = np.ones(len(key), dtype=bool)
    for numbers, values in segments:
        key = key * max(1, len(values)) + numbers
        filled &= _filled(numbers, values)
    keys, place = np.unique(key[filled], return_inverse=True)
    numbers = np.full(len(key), -1, dtype=np.int64)
    numbers[filled] = place
    sizes = [max(1, len(values)) for _, values in segments]
    at_each = np.unravel_index(keys, sizes)
    names = (
        CROSS.join(values[at] for (_, values), at in zip(segments, row, strict=True))
        for row in zip(*at_each, strict=True)
    )
    return numbers, tuple(names)
