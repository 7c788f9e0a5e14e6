"""Turns patterns into sequences of slots: a pattern and every other way in which people write the same.

`privacyfunctionaris` is also written with a space, with a hyphen, or as `privacy- en securityfunctionaris`; `samenvatten` also as
`vatten ... samen`. Each way is one sequence; a pattern matches where one of its sequences does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from pipeline.coding.rules.slots import Filler, SlotIndex
from pipeline.language import Language
from pipeline.model import Linguist, Pattern, Step, Term

_VERB_REACH = 8
_HEAD_REACH = 3
_LINKS = ("", "s")
_SHORTEST_JOINED = 3
_MOST_JOINED = 24


@dataclass(frozen=True)
class Place:
    """One place of a sequence: its slot, and how it stands to the place before it.

    `final`: nothing but a new clause may follow. `listed`: a sign or word that parts a list must follow. `same_clause`: of a verb in two
    parts, which a denial between them denies.
    """

    slot: int
    gap: int = 0
    either_order: bool = False
    same_clause: bool = False
    final: bool = False
    listed: bool = False


Sequence = tuple[Place, ...]


class SequenceMaker:
    """Makes sequences of one language's patterns in one slot index."""

    def __init__(self, linguist: Linguist, index: SlotIndex, language: Language) -> None:
        self._linguist = linguist
        self._index = index
        self._language = language

    def of(self, pattern: Pattern) -> tuple[Sequence, ...]:
        """Every sequence that stands for the pattern, without doubles, the plain one first."""
        plain, others = zip(*(self._step(step) for step in pattern.steps), strict=True)
        found: dict[Sequence, None] = {}
        if all(plain):
            found[tuple(place for places in plain for place in places)] = None
        for at, ways in enumerate(others):
            for way in ways:
                rows = [
                    way if i == at else plain[i] or (others[i] or [()])[0]
                    for i in range(len(plain))
                ]
                found[tuple(place for places in rows for place in places)] = None
        for joined in self._joined(pattern):
            found[joined] = None
        return tuple(sequence for sequence in found if sequence)

    def _step(self, step: Step) -> tuple[Sequence, list[Sequence]]:
        """The step as one slot (all its alternatives of one word), and its ways of several slots."""
        fillers: list[Filler] = []
        ways: list[Sequence] = []
        for term in step.terms:
            words = self._words(term)
            if len(words) == 1:
                fillers.append(words[0])
                ways += self._ways(words[0], step)
            else:
                ways.append(self._led(tuple(Place(self._index.slot([w])) for w in words), step))
                if term.kind == "word" and all(w.text.isalpha() for w in words):
                    fillers.append(Filler("word", "".join(w.text for w in words)))
        plain = self._led((Place(self._index.slot(fillers)),), step) if fillers else ()
        return plain, ways

    def _words(self, term: Term) -> list[Filler]:
        pieces = [p for p in self._linguist.split(term.text) if any(c.isalnum() for c in p)] or [
            term.text
        ]
        kinds = ["exact" if term.kind == "exact" else "word"] * len(pieces)
        if term.kind in {"prefix", "infix"}:
            kinds[-1] = term.kind if len(pieces) == 1 else "prefix"
        if term.kind in {"suffix", "infix"}:
            kinds[0] = term.kind if len(pieces) == 1 else "suffix"
        return [Filler(kind, piece) for kind, piece in zip(kinds, pieces, strict=True)]  # type: ignore[arg-type]

    def _led(self, places: Sequence, step: Step) -> Sequence:
        head, *rest = places
        return (replace(head, gap=step.gap, either_order=step.either_order), *rest)

    def _ways(self, filler: Filler, step: Step) -> Iterator[Sequence]:
        if filler.kind != "word":
            return
        word = self._linguist.describe(filler.text)
        verbs = dict.fromkeys((word.folded, word.lemma))
        for way in (
            *self._apart(filler.text.lower()),
            *(way for verb in verbs for way in self._separated(verb)),
        ):
            yield self._led(way, step)

    def _apart(self, word: str) -> Iterator[Sequence]:
        """A compound written as several words, or with its head shared (`privacy- en securityofficer`)."""
        pieces = _pieces(word, self._linguist.parts(word))
        if len(pieces) < 2:
            return
        for cuts in range(1, 1 << (len(pieces) - 1)):
            groups = _grouped(pieces, cuts)
            fronts = [
                [Filler("form", link) for link in dict.fromkeys((g, g.removesuffix("s")))]
                for g in groups[:-1]
            ]
            yield (
                *(Place(self._index.slot(f)) for f in fronts),
                Place(self._index.slot([Filler("word", groups[-1])])),
            )
        yield from self._shared_head(["".join(pieces[:-1])], [pieces[-1]])

    def _shared_head(self, fronts: list[str], heads: list[str]) -> Iterator[Sequence]:
        """`privacy- en securityofficer`, `privacy/security officer`: the first item leaves its head to the last."""
        forms = [
            form for front in fronts for form in dict.fromkeys((front, front.removesuffix("s")))
        ]
        head = self._index.slot([Filler(kind, h) for h in heads for kind in ("suffix", "word")])
        yield (
            Place(self._index.slot([Filler("hanging", form) for form in forms])),
            Place(head, _HEAD_REACH),
        )
        yield (
            Place(self._index.slot([Filler("form", form) for form in forms]), listed=True),
            Place(head, _HEAD_REACH - 1),
        )

    def _separated(self, lemma: str) -> Iterator[Sequence]:
        """A separable verb in two: `vatten ... samen`, `samen te vatten`, `samen gevat`."""
        split = self._linguist.particle(lemma)
        if split is None:
            return
        particle, verb = split
        apart = self._index.slot([Filler("form", particle)])
        rest = self._index.slot([Filler("word", verb)])
        yield (
            Place(rest),
            Place(
                apart, _VERB_REACH, same_clause=True, final=particle in self._language.prepositions
            ),
        )
        if particle not in self._language.prepositions:
            # samen te vatten, samen laten vatten
            yield Place(apart), Place(rest, gap=1, same_clause=True)
            return
        yield Place(apart), Place(rest)
        if self._language.infinitive_marker:
            yield (
                Place(apart),
                Place(self._index.slot([Filler("form", self._language.infinitive_marker)])),
                Place(rest),
            )

    def _joined(self, pattern: Pattern) -> Iterator[Sequence]:
        """A phrase of plain words written as one (`privacy functionaris` -> privacyfunctionaris), or sharing its head."""
        steps = pattern.steps
        if not 2 <= len(steps) <= 3 or any(
            s.gap or t.kind != "word" for s in steps for t in s.terms
        ):
            return
        if any(
            len(t.text) < _SHORTEST_JOINED or not t.text.isalpha() for s in steps for t in s.terms
        ):
            return
        fillers = []
        for words in product(*(step.terms for step in steps)):
            for links in product(_LINKS, repeat=len(words) - 1):
                text = "".join(w.text + link for w, link in zip(words, (*links, ""), strict=True))
                fillers.append(Filler("word", text.lower()))
        if len(fillers) <= _MOST_JOINED:
            yield (Place(self._index.slot(fillers)),)
        if len(steps) == 2:
            yield from self._shared_head(*([t.text.lower() for t in step.terms] for step in steps))


def _pieces(word: str, parts: tuple[str, ...]) -> list[str]:
    """The parts as they stand in the word, linking letters with the part before them."""
    if not parts:
        return []
    begins = []
    at = 0
    for part in parts:
        at = word.find(part, at)
        if at < 0:
            return []
        begins.append(at)
        at += len(part)
    return [word[b:e] for b, e in zip(begins, [*begins[1:], len(word)], strict=True)]


def _grouped(pieces: list[str], cuts: int) -> list[str]:
    groups = [pieces[0]]
    for number, piece in enumerate(pieces[1:]):
        if cuts >> number & 1:
            groups.append(piece)
        else:
            groups[-1] += piece
    return groups
