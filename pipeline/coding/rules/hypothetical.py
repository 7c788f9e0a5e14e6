"""Which words of a batch are only asked or supposed: `hoe zit het met privacy?`, `als we straks budget hebben`.

They count like any others unless a rule says `hypothetical: drop`. A question is a sentence with a question mark; a supposition reaches
from its cue to the end of the clause, or to a word (`dan`) with which the main clause begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.rules.cues import Cues, covered, until
from pipeline.coding.rules.spans import Spans
from pipeline.model import Bools, Tokens


@dataclass(frozen=True)
class Suppositions:
    """For every token whether it is asked or supposed."""

    supposed: Bools

    def suppose(self, spans: Spans) -> Bools:
        """Which matches begin or end in a question or a supposition."""
        return self.supposed[spans.first] | self.supposed[spans.last]


def suppositions(cues: Cues, tokens: Tokens) -> Suppositions:
    """The asked and supposed tokens of the batch."""
    size, clause = len(tokens), tokens.clause
    asked = np.isin(tokens.sentence, tokens.sentence[cues.questions.first])
    idle = covered(cues.supposes_nothing.first, cues.supposes_nothing.last + 1, size)
    begins = np.unique(cues.supposes.first[~idle[cues.supposes.first]])
    ends = np.searchsorted(clause, clause[begins], side="right")
    return Suppositions(
        asked | covered(begins, until(ends, cues.ends_supposition, begins, size), size)
    )
