"""What the classifier would say without any rule; only to see what it is worth by itself."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.coding.classifier.best_sets import best_sets
from pipeline.coding.classifier.token_classifier import most_precise
from pipeline.model import NO_ANSWER, OTHER, Bools, Codebook


def classifier_alone(
    book: Codebook, probabilities: npt.NDArray[np.float64], nothing: Bools
) -> Bools:
    """The most precise codes by probabilities (answers, codes) alone.

    `nothing` marks texts that are recognised as non-answers, which comes before rules and classifier alike. Special codes yield to themes.
    """
    number = {code: i for i, code in enumerate(book.codes)}
    chosen = best_sets(probabilities)
    has_theme = chosen[:, : len(book.theme_ids)].any(axis=1)
    chosen[has_theme, number[NO_ANSWER]] = False
    if not book.other_beside_themes:
        chosen[has_theme, number[OTHER]] = False
    chosen[chosen[:, number[NO_ANSWER]], number[OTHER]] = False
    chosen[nothing] = False
    chosen[nothing, number[NO_ANSWER]] = True
    ancestors = [[number[a] for a in book.ancestors(code)] for code in book.codes]
    return most_precise(chosen, ancestors)
