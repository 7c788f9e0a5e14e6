"""Which words of a batch are named only to set them aside: `verslagen in plaats van mails`.

A cue reaches to the end of its clause; where it opens a sentence, to the verb or the subject of the
main clause. `los van A` excepts A instead where the rest is denied (`los van A geen problemen`).
"""

from __future__ import annotations

import numpy as np

from pipeline.coding.rules.clauses import Clauses
from pipeline.coding.rules.cues import Cues, covered, until
from pipeline.coding.rules.negation import Negation
from pipeline.coding.rules.spans import joined_spans
from pipeline.model import Tokens

_SKIPPED = 2
"""Words from a cue on that begin no main clause (`rather than use chatbots, we ...`)."""


def find_set_aside(cues: Cues, clauses: Clauses, tokens: Tokens) -> Negation:
    """Return the tokens that are set aside."""
    size = len(tokens)
    exempted = np.isin(tokens.sentence[cues.excepts.first], tokens.sentence[cues.exempts.first])
    forward = joined_spans([cues.sets_aside, cues.excepts.at(~exempted)])
    phrases = cues.sets_nothing_aside
    forward = forward.at(~covered(phrases.first, phrases.last + 1, size)[forward.first])
    ends = until(clauses.ends(forward.last), cues.ends_negation, forward.last + 1, size)
    main = clauses.main_begins(np.minimum(forward.last + _SKIPPED, ends), ends)
    opens = forward.first <= clauses.begins(forward.first) + 1
    back = cues.sets_aside_back.first
    return Negation(
        from_before=covered(forward.last + 1, np.where(opens, main, ends), size),
        from_behind=covered(clauses.begins(back), back, size),
    )
