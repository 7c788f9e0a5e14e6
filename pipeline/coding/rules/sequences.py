"""Turns patterns into sequences of slots: every way in which people write the same.

`privacyfunctionaris` is also written with a space, with a hyphen, or as
`privacy- en securityfunctionaris`; `samenvatten` also as `vatten ... samen`. Each way is one
sequence; a pattern matches where one of its sequences does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise, product

from pipeline.coding.rules.slots import Filler, Kind, SlotIndex
from pipeline.language import Language
from pipeline.model import Linguist, Pattern, Step, Term

_VERB_REACH = 8
_HEAD_REACH = 3
_SHORTEST_JOINED = 3
_MOST_JOINED = 24
_HEAD_KINDS: tuple[Kind, ...] = ("suffix", "word")


@dataclass(frozen=True)
class Place:
    """One place of a sequence: its slot, and its relation to the place before it.

    `final`: only a new clause may follow. `listed`: a list separator must follow. `same_clause`: of
    a verb in two parts, which a negation between them negates.
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
        self._grammar = language.grammar

    def of(self, pattern: Pattern) -> tuple[Sequence, ...]:
        """Return every sequence for the pattern, the plain one first."""
        steps = [self._step(step) for step in pattern.steps]
        usual = [plain or next(iter(ways), ()) for plain, ways in steps]
        sequences: list[Sequence] = []
        if all(plain for plain, _ in steps):
            sequences.append(_in_a_row(usual))
        for at, (_, ways) in enumerate(steps):
            sequences += [_in_a_row([*usual[:at], way, *usual[at + 1 :]]) for way in ways]
        sequences += self._joined(pattern.steps)
        return tuple(dict.fromkeys(filter(None, sequences)))

    def _step(self, step: Step) -> tuple[Sequence, list[Sequence]]:
        """Return the step as one slot (all its alternatives of one word), and as several slots."""
        fillers: list[Filler] = []
        ways: list[Sequence] = []
        for term in step.terms:
            words = self._words(term)
            if len(words) == 1:
                fillers.append(words[0])
                ways += self._ways(words[0], step)
            else:
                ways.append(_led(tuple(Place(self._index.slot([word])) for word in words), step))
                if term.kind == "word" and all(word.text.isalpha() for word in words):
                    fillers.append(Filler("word", "".join(word.text for word in words)))
        plain = _led((self._place(fillers),), step) if fillers else ()
        return plain, ways

    def _words(self, term: Term) -> list[Filler]:
        """Return the fillers of a term; several if it is written as several words."""
        pieces = [p for p in self._linguist.split(term.text) if any(map(str.isalnum, p))]
        if len(pieces) < 2:
            return [Filler(term.kind, pieces[0] if pieces else term.text)]
        kinds: list[Kind] = ["exact" if term.kind == "exact" else "word"] * len(pieces)
        if term.kind in {"prefix", "infix"}:
            kinds[-1] = "prefix"
        if term.kind in {"suffix", "infix"}:
            kinds[0] = "suffix"
        return [Filler(kind, piece) for kind, piece in zip(kinds, pieces, strict=True)]

    def _place(self, fillers: Iterable[Filler]) -> Place:
        return Place(self._index.slot(fillers))

    def _ways(self, filler: Filler, step: Step) -> Iterator[Sequence]:
        if filler.kind != "word":
            return
        for way in self._apart(filler.text.lower()):
            yield _led(way, step)
        word = self._linguist.describe(filler.text)
        for verb in dict.fromkeys((word.folded, word.lemma)):
            for way in self._separated(verb):
                yield _led(way, step)

    def _apart(self, word: str) -> Iterator[Sequence]:
        """Yield a compound as several words, or with its head shared (`privacy- en ...officer`)."""
        pieces = _pieces(word, self._linguist.parts(word))
        if len(pieces) < 2:
            return
        for cuts in range(1, 1 << (len(pieces) - 1)):
            *fronts, head = _grouped(pieces, cuts)
            places = [self._place(self._forms("form", [front])) for front in fronts]
            yield (*places, self._place([Filler("word", head)]))
        yield from self._shared_head(["".join(pieces[:-1])], [pieces[-1]])

    def _shared_head(self, fronts: list[str], heads: list[str]) -> Iterator[Sequence]:
        """Yield `privacy- en securityofficer` and `privacy/security officer` (shared head)."""
        hanging = self._place(self._forms("hanging", fronts))
        listed = self._place(self._forms("form", fronts))
        head = self._place([Filler(kind, h) for h in heads for kind in _HEAD_KINDS])
        yield hanging, replace(head, gap=_HEAD_REACH)
        yield replace(listed, listed=True), replace(head, gap=_HEAD_REACH - 1)

    def _forms(self, kind: Kind, fronts: list[str]) -> list[Filler]:
        """Return the first parts of compounds, with and without the letter that links them."""
        bare = [front.removesuffix(self._grammar.usual_link) for front in fronts]
        return [Filler(kind, form) for form in (*fronts, *bare)]

    def _separated(self, lemma: str) -> Iterator[Sequence]:
        """Yield a separable verb in two: `vatten ... samen`, `samen te vatten`, `samen gevat`."""
        split = self._linguist.particle(lemma)
        if split is None:
            return
        particle, verb = split
        apart, rest = self._place([Filler("form", particle)]), self._place([Filler("word", verb)])
        is_preposition = particle in self._grammar.prepositions
        yield (rest, replace(apart, gap=_VERB_REACH, same_clause=True, final=is_preposition))
        if not is_preposition:
            # samen te vatten, samen laten vatten
            yield apart, replace(rest, gap=1, same_clause=True)
            return
        yield apart, rest
        if self._grammar.infinitive_marker:
            yield apart, self._place([Filler("form", self._grammar.infinitive_marker)]), rest

    def _joined(self, steps: tuple[Step, ...]) -> Iterator[Sequence]:
        """Yield a phrase of plain words as one (`privacy functionaris`), or sharing its head."""
        if not _is_plain_phrase(steps):
            return
        fillers = [
            Filler("word", text)
            for words in product(*(step.terms for step in steps))
            for text in self._written_as_one(words)
        ]
        if len(fillers) <= _MOST_JOINED:
            yield (self._place(fillers),)
        if len(steps) == 2:
            fronts, heads = ([term.text.lower() for term in step.terms] for step in steps)
            yield from self._shared_head(fronts, heads)

    def _written_as_one(self, words: tuple[Term, ...]) -> Iterator[str]:
        for links in product(("", self._grammar.usual_link), repeat=len(words) - 1):
            pairs = zip((word.text for word in words), (*links, ""), strict=True)
            yield "".join(chain.from_iterable(pairs)).lower()


def _is_plain_phrase(steps: tuple[Step, ...]) -> bool:
    """Whether two or three plain words are adjacent, which people may write as one."""
    if not 2 <= len(steps) <= 3 or any(step.gap for step in steps):
        return False
    terms = [term for step in steps for term in step.terms]
    if any(term.kind != "word" for term in terms):
        return False
    return all(len(term.text) >= _SHORTEST_JOINED and term.text.isalpha() for term in terms)


def _led(places: Sequence, step: Step) -> Sequence:
    """Return the places, the first with the properties of the step."""
    head, *rest = places
    return (replace(head, gap=step.gap, either_order=step.either_order), *rest)


def _in_a_row(sequences: list[Sequence]) -> Sequence:
    return tuple(chain.from_iterable(sequences))


def _pieces(word: str, parts: tuple[str, ...]) -> list[str]:
    """Return the parts as they are in a word, linking letters with the part before them."""
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
    return [word[b:e] for b, e in pairwise([*begins, len(word)])]


def _grouped(pieces: list[str], cuts: int) -> list[str]:
    """Return the pieces joined, except where a bit of `cuts` separates one from the next."""
    groups = [pieces[0]]
    for number, piece in enumerate(pieces[1:]):
        if cuts >> number & 1:
            groups.append(piece)
        else:
            groups[-1] += piece
    return groups
