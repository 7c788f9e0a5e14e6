"""The queue: which answers a person should label next, why, and with what chance each was picked.

The part by chance is drawn first, from all candidates, so what is chosen afterwards never touches its chances: shares estimated from it are
unbiased whatever the strategy.
"""

from __future__ import annotations

import numpy as np

from pipeline.errors import MisuseError, did_you_mean
from pipeline.review.candidates import Candidates, Pick, Reason
from pipeline.review.sampling import draw, inclusion
from pipeline.review.strategies import STRATEGIES


def queue(
    candidates: Candidates,
    size: int,
    *,
    strategy: str,
    rng: np.random.Generator,
    random_share: float | None = None,
) -> tuple[Pick, ...]:
    """At most `size` picks, fewer where the strategy finds no more; `random_share` of them drawn by chance (by default as the strategy says).

    Drawn and chosen picks take turns, each kind in an order of which any beginning may be taken. The order of the candidates changes nothing.
    `MisuseError` for an unknown strategy and for a size or share that can't be.
    """
    check_wishes(size, strategy, random_share)
    order = np.array(
        sorted(range(len(candidates)), key=candidates.keys.__getitem__), dtype=np.int64
    )
    sorted_ones, how = candidates.take(order), STRATEGIES[strategy]
    size = min(size, len(order))
    share = how.random_share(candidates) if random_share is None else random_share
    by_chance = round_up(size * share)
    chance = inclusion(sorted_ones.counts / sorted_ones.chance, by_chance)
    drawn = draw(chance, rng).tolist()
    left = np.setdiff1d(np.arange(len(order)), drawn)
    chosen = how.choose(sorted_ones, left, size - by_chance) if by_chance < size else []
    known = chance * sorted_ones.chance
    picks = [Pick(int(order[i]), "random", Reason("random"), float(known[i])) for i in drawn]
    others = [Pick(int(order[i]), strategy, reason, float("nan")) for i, reason in chosen]
    places = [(at + 0.5) / len(part) for part in (picks, others) for at in range(len(part))]
    return tuple(
        pick
        for _, pick in sorted(
            zip(places, picks + others, strict=True), key=lambda placed: placed[0]
        )
    )


def check_wishes(size: int, strategy: str, random_share: float | None = None) -> None:
    """`MisuseError` when no queue can be made like this."""
    if strategy not in STRATEGIES:
        raise MisuseError(
            f"no strategy '{strategy}'; there are {', '.join(STRATEGIES)}.{did_you_mean(strategy, STRATEGIES)}"
        )
    if size < 1:
        raise MisuseError(f"a queue of {size} answers is none; ask for 1 or more")
    if random_share is not None and not 0 <= random_share <= 1:
        raise MisuseError(f"random share {random_share} is no share; write a number from 0 to 1")


def round_up(number: float) -> int:
    """The next whole number, so that a small queue still has a part by chance."""
    return int(np.ceil(round(number, 9)))
