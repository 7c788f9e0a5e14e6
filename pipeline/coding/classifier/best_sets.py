"""The set of codes with the highest expected F1 for an answer.

Method: Ye, Chai, Lee & Chieu (2012), "Optimizing F-measure: a tale of two approaches"; codes are
taken as independent given their probabilities, so the best set of k codes is the k most likely
ones, and its expected F1 follows from two Poisson-binomial distributions.
"""

from __future__ import annotations

import numpy as np

from pipeline.model import Bools, Codebook, Floats

MOST_CODES = 12
_CONSIDERED = 24
_LEAST = 1e-4


def best_sets(
    probabilities: Floats, *, at_least_one: bool = False, fixed: Bools | None = None
) -> Bools:
    """Return the set of codes with the highest expected F1 for every answer, (answers, codes).

    probabilities: (answers, codes), each 0..1. `fixed` marks codes that belong to the set whatever
    their probability. A row is empty if an empty set scores best, unless `at_least_one`.
    """
    answers, codes = probabilities.shape
    chosen = np.zeros((answers, codes), dtype=bool)
    if not codes or not answers:
        return chosen
    rank = probabilities if fixed is None else np.where(fixed, 2.0 + probabilities, probabilities)
    order = np.argsort(-rank, axis=1, kind="stable")[:, :_CONSIDERED]
    scores = _expected_f1(np.take_along_axis(probabilities, order, axis=1))
    sizes = np.arange(scores.shape[1])
    if fixed is not None:
        fewest = np.minimum(fixed.sum(axis=1), sizes[-1])
        scores[sizes < fewest[:, None]] = -1.0
    if at_least_one:
        scores[:, 0] = -1.0
    size = scores.argmax(axis=1)
    is_taken = np.arange(order.shape[1]) < size[:, None]
    np.put_along_axis(chosen, order, is_taken, axis=1)
    return chosen if fixed is None else chosen | fixed


def set_probability(probabilities: Floats, chosen: Bools) -> Floats:
    """Return the probability that each answer's set is exactly right, (answers,).

    Codes are taken as independent.
    """
    each = np.where(chosen, probabilities, 1 - probabilities)
    product: Floats = np.exp(np.log(np.clip(each, _LEAST, 1.0)).sum(axis=1))
    return product


def classifier_only_sets(book: Codebook, probabilities: Floats, nothing: Bools) -> Bools:
    """Return the most precise codes by the classifier without rules, (answers, codes).

    For evaluation only. `nothing` marks texts recognised as non-answers, which take precedence over
    rules and classifier.
    """
    chosen = book.matrix_of_compatible(best_sets(probabilities))
    return book.matrix_most_precise(book.matrix_with_non_answers(chosen, nothing))


def _expected_f1(p: Floats) -> Floats:
    """Return the expected F1 of taking the first k codes, k = 0 .. MOST_CODES; (answers, k).

    p: (answers, codes) in the order of taking.
    """
    answers, codes = p.shape
    most = min(codes, MOST_CODES)
    # behind[k][:, b]: probability that b of the codes after the k-th are right
    behind = [np.ones((answers, 1))]
    for column in range(codes - 1, -1, -1):
        behind.append(_with(behind[-1], p[:, column], MOST_CODES))
    behind.reverse()
    scores = np.zeros((answers, most + 1))
    scores[:, 0] = behind[0][:, 0]
    ahead = np.ones((answers, 1))
    for k in range(1, most + 1):
        ahead = _with(ahead, p[:, k - 1], MOST_CODES)
        right = np.arange(ahead.shape[1])[:, None]
        others = np.arange(behind[k].shape[1])[None, :]
        gain = 2 * right / (k + right + others)
        scores[:, k] = np.einsum("na,ab,nb->n", ahead, gain, behind[k])
    return scores


def _with(counts: Floats, p: Floats, most: int) -> Floats:
    """Return the distribution of a count with one more code of that probability, up to `most`."""
    longer = np.zeros((len(counts), min(counts.shape[1] + 1, most + 1)))
    longer[:, : counts.shape[1]] += counts * (1 - p)[:, None]
    longer[:, 1:] += (counts * p[:, None])[:, : longer.shape[1] - 1]
    return longer
