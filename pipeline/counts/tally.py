"""The tally: respondents per theme, added up batch by batch, so that counting needs no more memory than the table it makes.

Each respondent answers a question once per wave, so the batches of a wave can be added without knowing who was in them. To compare waves the tally
can remember who had which code, in a few bytes each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipeline.model import NO_ANSWER, SOURCES, Bools, Codebook, Floats, Ints

Cell = tuple[str, str]
"""Segment variable and value; ("", "") is everybody. A crossing of variables is named `a × b`, its values `x × y`."""

EVERYBODY: Cell = ("", "")

CROSS = " × "
"""Stands between the names and the values of segments that are crossed."""

Hashes = npt.NDArray[np.uint64]
Segments = Mapping[str, tuple[Ints, tuple[str, ...]]]
"""By variable: each answer's value as a number, and the values so numbered; an empty value is no segment."""


@dataclass
class Counts:
    """Of one question, wave and cell, with K codes: respondents asked, of these without an answer, and of the others uncoded.

    by_source: (K, sources) respondents with the code or one below it, by strongest source. mentions: (K,) codings of the code and those below it.
    weighted: (K,) sum of the weights of those respondents. weight, weight2: sums of the weights in the base, and of their squares.
    """

    by_source: Ints
    mentions: Ints
    weighted: Floats
    asked: int = 0
    without_answer: int = 0
    uncoded: int = 0
    weight: float = 0.0
    weight2: float = 0.0

    @classmethod
    def of(cls, codes: int) -> Counts:
        """Nobody yet."""
        shape = (codes, len(SOURCES))
        return cls(
            np.zeros(shape, dtype=np.int64), np.zeros(codes, dtype=np.int64), np.zeros(codes)
        )

    @property
    def base(self) -> int:
        """Respondents who gave an answer."""
        return self.asked - self.without_answer


@dataclass(frozen=True)
class Overlap:
    """Respondents in the bases of two waves: `both` of them, and by code, (K,), how many had it in both waves, only before, only now."""

    both: int
    in_both: Ints
    before_only: Ints
    now_only: Ints


@dataclass
class _Remembered:
    """Who answered in a wave: hashes of ids, and packed in bits whether each is in the base and which codes it has."""

    who: list[Hashes] = field(default_factory=list)
    bits: list[npt.NDArray[np.uint8]] = field(default_factory=list)


class Tally:
    """The counts of one question. `crossings` are the variables counted together; with `weights` the shares are weighted."""

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

    def add(
        self,
        wave: str,
        answers: int,
        segments: Segments,
        answer: Ints,
        code: Ints,
        source: Ints,
        *,
        weights: Floats | None = None,
        who: Hashes | None = None,
        inside: Bools | None = None,
    ) -> None:
        """Adds a batch of answers of one wave.

        The codings: `answer` (0..answers), `code` (of `book.codes`) and `source` (of `model.SOURCES`), one row each. Of each answer: `weights`,
        `who` gave it as a hash of their id (without it nobody is remembered), and whether it is `inside` the question's filter.
        """
        if inside is not None:
            new = np.cumsum(inside) - 1
            kept = inside[answer]
            answer, code, source = new[answer[kept]].astype(np.int64), code[kept], source[kept]
            segments = {
                name: (numbers[inside], values) for name, (numbers, values) in segments.items()
            }
            weights = None if weights is None else weights[inside]
            who = None if who is None else who[inside]
            answers = int(inside.sum())
        batch = self._batch(answers, answer, code, source, weights)
        cells = self._counts.setdefault(wave, {})
        batch.add_to(cells, "", np.zeros(answers, dtype=np.int64), ("",))
        for variable, (numbers, values) in segments.items():
            batch.add_to(cells, variable, np.where(_filled(numbers, values), numbers, -1), values)
        for crossing in self._crossings:
            batch.add_to(
                cells, CROSS.join(crossing), *_crossed([segments[name] for name in crossing])
            )
        if who is not None:
            remembered = self._remembered.setdefault(wave, _Remembered())
            remembered.who.append(who)
            remembered.bits.append(batch.packed())

    def cells(self, wave: str) -> list[Cell]:
        """Everybody, then the segments met in that wave, sorted."""
        return sorted(self._counts.get(wave, ()))

    def waves(self) -> list[str]:
        """The waves met, sorted."""
        return sorted(self._counts)

    def counts(self, wave: str, cell: Cell = EVERYBODY) -> Counts:
        """The counts of that cell; of nobody where it was not met."""
        return self._counts.get(wave, {}).get(cell) or Counts.of(len(self._up))

    def base(self, wave: str, cell: Cell = EVERYBODY) -> tuple[int, int, int]:
        """Answers asked for, of these without an answer, and of the others uncoded."""
        counts = self.counts(wave, cell)
        return counts.asked, counts.without_answer, counts.uncoded

    def overlap(self, before: str, now: str) -> Overlap | None:
        """The respondents in the bases of both waves; None where the tally does not remember them."""
        if before not in self._remembered or now not in self._remembered:
            return None
        (who, bits), (again, bits_again) = (self._recalled(wave) for wave in (before, now))
        _, at, at_again = np.intersect1d(who, again, return_indices=True)
        size = len(self._up)
        had = np.unpackbits(bits[at], axis=1, count=size).astype(bool)
        has = np.unpackbits(bits_again[at_again], axis=1, count=size).astype(bool)
        in_base = ~(had[:, self._number[NO_ANSWER]] | has[:, self._number[NO_ANSWER]])
        had, has = had[in_base], has[in_base]
        return Overlap(
            int(in_base.sum()), (had & has).sum(0), (had & ~has).sum(0), (~had & has).sum(0)
        )

    def codes_of(self, wave: str, who: Hashes) -> tuple[Ints, Bools]:
        """Of these respondents (hashes of ids) the places of those who were asked in that wave, and their codes with parents, a row each."""
        if wave not in self._remembered:
            return np.zeros(0, dtype=np.int64), np.zeros((0, len(self._up)), dtype=bool)
        known, bits = self._recalled(wave)
        _, at, at_known = np.intersect1d(who, known, return_indices=True)
        return at.astype(np.int64), np.unpackbits(
            bits[at_known], axis=1, count=len(self._up)
        ).astype(bool)

    def _recalled(self, wave: str) -> tuple[Hashes, npt.NDArray[np.uint8]]:
        kept = self._remembered[wave]
        return np.concatenate(kept.who), np.concatenate(kept.bits)

    def _batch(
        self, answers: int, answer: Ints, code: Ints, source: Ints, weights: Floats | None
    ) -> _Batch:
        """The codings with a row for each code and its parents; once per answer and code, with the strongest source."""
        sizes = np.array([len(up) for up in self._up])
        starts = np.cumsum(sizes) - sizes
        flat = np.array([n for up in self._up for n in up], dtype=np.int64)
        answer, code, source = _strongest(answer, code, source, len(self._up))
        times = sizes[code]
        row = np.repeat(np.arange(len(code)), times)
        inner = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
        code_up = flat[starts[code][row] + inner] if len(row) else row
        mentioned = (answer[row], code_up)
        all_up = _strongest(answer[row], code_up, source[row], len(self._up))
        return _Batch(answers, len(self._up), self._number[NO_ANSWER], *all_up, mentioned, weights)


@dataclass(frozen=True)
class _Batch:
    """One batch, ready to be counted: rows of `answer`, `code` and `source` once per answer and code, and those of the codings `mentioned`."""

    answers: int
    codes: int
    nothing: int
    answer: Ints
    code: Ints
    source: Ints
    mentioned: tuple[Ints, Ints]
    weights: Floats | None

    def add_to(
        self, cells: dict[Cell, Counts], variable: str, numbers: Ints, values: Sequence[str]
    ) -> None:
        """Counts the answers of each value, whose number each answer has (-1: none)."""
        k, v, s = self.codes, len(values), len(SOURCES)
        seen = np.bincount(numbers[numbers >= 0], minlength=v)
        at, mentioned_at = numbers[self.answer], numbers[self.mentioned[0]]
        here, mentioned_here = at >= 0, mentioned_at >= 0
        key = at[here] * k + self.code[here]
        by_source = np.bincount(key * s + self.source[here], minlength=v * k * s).reshape(v, k, s)
        mentions = np.bincount(
            mentioned_at[mentioned_here] * k + self.mentioned[1][mentioned_here], minlength=v * k
        ).reshape(v, k)
        empty = np.ones(self.answers, dtype=bool)
        empty[self.answer] = False
        uncoded = np.bincount(numbers[empty & (numbers >= 0)], minlength=v)
        weighted, weight, weight2 = self._weighted(numbers, key, here, v)
        for i, value in enumerate(values):
            if seen[i]:
                counts = cells.setdefault((variable, value), Counts.of(k))
                counts.asked += int(seen[i])
                counts.without_answer += int(by_source[i, self.nothing].sum())
                counts.uncoded += int(uncoded[i])
                counts.by_source += by_source[i]
                counts.mentions += mentions[i]
                counts.weighted += weighted[i]
                counts.weight += float(weight[i])
                counts.weight2 += float(weight2[i])

    def packed(self) -> npt.NDArray[np.uint8]:
        """A row of bits for each answer: which codes it has."""
        has = np.zeros((self.answers, self.codes), dtype=bool)
        has[self.answer, self.code] = True
        return np.packbits(has, axis=1)

    def _weighted(
        self, numbers: Ints, key: Ints, here: Bools, v: int
    ) -> tuple[Floats, Floats, Floats]:
        if self.weights is None:
            return np.zeros((v, self.codes)), np.zeros(v), np.zeros(v)
        by_code = np.bincount(
            key, weights=self.weights[self.answer[here]], minlength=v * self.codes
        )
        in_base = numbers >= 0
        in_base[self.answer[self.code == self.nothing]] = False
        own = self.weights[in_base]
        weight, weight2 = (
            np.bincount(numbers[in_base], weights=part, minlength=v).astype(np.float64)
            for part in (own, own * own)
        )
        return by_code.reshape(v, self.codes).astype(np.float64), weight, weight2


def _strongest(answer: Ints, code: Ints, source: Ints, codes: int) -> tuple[Ints, Ints, Ints]:
    """The rows once per answer and code, with the strongest source."""
    key = answer * codes + code
    order = np.lexsort((source, key))
    first = np.concatenate(
        (np.ones(min(1, len(order)), dtype=bool), key[order][1:] != key[order][:-1])
    )
    kept = order[first]
    return answer[kept], code[kept], source[kept]


def _filled(numbers: Ints, values: Sequence[str]) -> Bools:
    filled = np.array([bool(value) for value in values], dtype=bool)
    return filled[numbers] if len(filled) else np.zeros(len(numbers), dtype=bool)


def _crossed(segments: Sequence[tuple[Ints, tuple[str, ...]]]) -> tuple[Ints, tuple[str, ...]]:
    """The values of several variables as those of one; who lacks one of them is in no cell."""
    key = np.zeros(len(segments[0][0]), dtype=np.int64)
    filled = np.ones(len(key), dtype=bool)
    for numbers, values in segments:
        key = key * max(1, len(values)) + numbers
        filled &= _filled(numbers, values)
    met, place = np.unique(key[filled], return_inverse=True)
    numbers = np.full(len(key), -1, dtype=np.int64)
    numbers[filled] = place
    names = []
    for one in met.tolist():
        parts = []
        for _, values in reversed(segments):
            one, at = divmod(one, max(1, len(values)))
            parts.append(values[at])
        names.append(CROSS.join(reversed(parts)))
    return numbers, tuple(names)
