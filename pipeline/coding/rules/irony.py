"""Which words of a batch are meant ironically: `wat een "tijdwinst"`, `tijdwinst ;-)`.

A mark of irony reaches the few words that it mocks (`zogenaamde tijdwinst`), what stands before it
(a wink, `(sic)`, `... not`) or the whole sentence (`yeah right`), back to a word such as `maar` and
no further than the sentence. Behind its full stop it belongs to the sentence before it. Between
quotation marks only what usually is a benefit is mocked: names and terms are quoted, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.rules.clauses import Clauses, first_in, last_in, marked
from pipeline.coding.rules.cues import Cues, covered
from pipeline.coding.rules.negation import Negation
from pipeline.coding.rules.spans import Spans, joined_spans
from pipeline.model import Bools, Ints, Tokens

_MOCKED = 2
"""Words that a cue such as `zogenaamde` mocks."""

_QUOTED = 3
"""Words between quotation marks at most."""


@dataclass(frozen=True)
class _Sentences:
    """The sentences of a batch; `words` counts the words before each token, (tokens + 1,)."""

    tokens: Tokens
    words: Ints

    @classmethod
    def of(cls, tokens: Tokens) -> _Sentences:
        is_word = np.diff(tokens.place, prepend=-1) > 0
        return cls(tokens, np.concatenate(([0], np.cumsum(is_word))))

    def begins(self, at: Ints) -> Ints:
        """Return the first token of each token's sentence."""
        return np.searchsorted(self.tokens.sentence, self.tokens.sentence[at])

    def ends(self, at: Ints) -> Ints:
        """Return the end (exclusive) of each token's sentence."""
        return np.searchsorted(self.tokens.sentence, self.tokens.sentence[at], side="right")

    def opened_by(self, marks: Spans) -> Bools:
        """Return which marks have no word before them in their sentence."""
        opened: Bools = self.words[self.begins(marks.first)] == self.words[marks.first]
        return opened

    def closed_by(self, marks: Spans) -> Bools:
        """Return which marks have no word behind them in their sentence."""
        closed: Bools = self.words[marks.last + 1] == self.words[self.ends(marks.last)]
        return closed

    def before(self, marks: Spans) -> tuple[Ints, Ints]:
        """Return the sentence before each mark; the one before that if the mark opens its own."""
        begins = self.begins(marks.first)
        previous = self.begins(np.maximum(begins - 1, 0))
        in_text = self.tokens.text_of(previous) == self.tokens.text_of(begins)
        opens = self.opened_by(marks)
        return (np.where(opens & in_text, previous, begins), np.where(opens, begins, marks.first))


def find_irony(cues: Cues, clauses: Clauses, tokens: Tokens) -> Negation:
    """Return the tokens that are meant ironically."""
    size, sentences = len(tokens), _Sentences.of(tokens)
    behind = cues.mocks.last + 1
    ends = np.minimum(clauses.ends(cues.mocks.last), behind + _MOCKED)
    ends = first_in(clauses.verbs, behind, np.maximum(ends, behind))
    marks = _marks(cues, sentences)
    begins, ends_before = sentences.before(joined_spans([marks, cues.mocks_sentence]))
    contrasts = marked(cues.contrasts, size)
    begins = last_in(contrasts, begins, ends_before)
    mocking = cues.mocks_sentence.last
    ends_behind = first_in(contrasts, mocking, sentences.ends(mocking))
    quoted = _quoted(cues, sentences)
    return Negation(
        from_before=covered(behind, ends, size),
        from_behind=covered(
            np.concatenate((begins, mocking, quoted.first)),
            np.concatenate((ends_before, ends_behind, quoted.last + 1)),
            size,
        ),
    )


def _marks(cues: Cues, sentences: _Sentences) -> Spans:
    """Return the marks that mock what stands before them."""
    sentence = sentences.tokens.sentence
    # a plain smile is sincere, unless something is overstated
    overstated = np.isin(sentence[cues.smiles.first], sentence[cues.overstates.first])
    behind, alone = cues.mocks_behind, cues.mocks_alone
    # `helpt het? niet echt` answers a question
    previous = np.maximum(sentences.begins(alone.first) - 1, 0)
    asked = np.isin(sentence[previous], sentence[cues.questions.first])
    is_alone = sentences.opened_by(alone) & sentences.closed_by(alone) & ~asked
    return joined_spans(
        [
            cues.mocks_back,
            cues.smiles.at(overstated),
            behind.at(sentences.closed_by(behind)),
            alone.at(is_alone),
        ]
    )


def _quoted(cues: Cues, sentences: _Sentences) -> Spans:
    """Return the benefits between quotation marks that are a part of what the sentence says."""
    spans, words = cues.benefits, sentences.words
    begins, ends = sentences.begins(spans.first), sentences.ends(spans.first)
    quotes = marked(cues.quotes, len(words) - 1)
    opened = np.concatenate(([0], np.cumsum(quotes)))
    opening = last_in(quotes, begins, spans.first) - 1
    closing = first_in(quotes, spans.last, ends)
    counts = (opened[spans.first] - opened[begins]) % 2 == 1
    counts &= (closing < ends) & (words[closing] - words[opening] <= _QUOTED)
    counts &= words[ends] - words[begins] > words[closing] - words[opening]
    named = marked(cues.names, len(words) - 1)[np.maximum(opening - 1, 0)]
    return spans.at(counts & ~named)
