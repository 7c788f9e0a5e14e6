"""Which words of a batch are only asked or hypothetical: `als we straks budget hebben`.

They count like any others unless a rule says `hypothetical: drop`. A question is a sentence with a
question mark; a hypothetical part reaches from its cue to the end of the clause, or to a word
(`dan`) that begins the main clause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.rules.cues import Cues, covered, until
from pipeline.coding.rules.spans import Spans
from pipeline.model import Bools, Tokens


@dataclass(frozen=True)
class Hypothetical:
    """For every token whether it is asked or hypothetical."""

    tokens: Bools

    def reaches(self, spans: Spans) -> Bools:
        """Return which matches begin or end in a question or a hypothetical part."""
        return self.tokens[spans.first] | self.tokens[spans.last]


def find_hypothetical(cues: Cues, tokens: Tokens) -> Hypothetical:
    """Return the asked and hypothetical tokens of the batch."""
    size, clause = len(tokens), tokens.clause
    asked = np.isin(tokens.sentence, tokens.sentence[cues.questions.first])
    idle = covered(cues.supposes_nothing.first, cues.supposes_nothing.last + 1, size)
    begins = np.unique(cues.supposes.first[~idle[cues.supposes.first]])
    clause_ends = np.searchsorted(clause, clause[begins], side="right")
    ends = until(clause_ends, cues.ends_hypothetical, begins, size)
    return Hypothetical(asked | covered(begins, ends, size))
