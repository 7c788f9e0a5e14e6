"""Probabilities from a reply's log-probabilities: how much of the model's choice was for true.

At the token where a code's true or false begins, the server tells what else it could have been;
the probability is the part of these that say true. A model's own probabilities are no rates of
being right: calibration on labels makes them so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp, isfinite
from typing import Any

DECIMALS = 4
SUREST = 0.9999
"""The highest probability: what a server rounds to 1 is no certainty."""

_VALUE = re.compile(r'"(t\d+)"\s*:\s*(true|false)')
_BEFORE_A_VALUE = ' \t\r\n":'
_ROUNDING = 1e-3
"""How far above 0 a log-probability may be by rounding."""


def probabilities_of(content: str, logprobs: object, codes: int) -> tuple[float, ...] | None:
    """Return the probability that each code is true, by its id t1, t2, ...

    None where log-probabilities are missing, malformed or of another text, or give no alternative
    to what was said anywhere (a server that forces the form of a reply may tell 0 for all).
    """
    tokens = _tokens(logprobs)
    at = "".join(text for text, _ in tokens).find(content)
    if not tokens or at < 0:
        return None
    starts = {found[1]: at + found.start(2) for found in _VALUE.finditer(content)}
    places = _places(tokens)
    try:
        masses = [_masses(*tokens[places[starts[f"t{i}"]]]) for i in range(1, codes + 1)]
    except (KeyError, IndexError, ValueError, TypeError):
        return None
    is_telling = any(min(mass) > 0 for mass in masses)
    if not is_telling or len({places[start] for start in starts.values()}) < codes:
        return None
    return tuple(_share(*mass) for mass in masses)


def _tokens(logprobs: object) -> list[tuple[str, dict[str, Any]]]:
    """Return the tokens of a reply, each with all that is told of it; none if malformed."""
    told = logprobs.get("content") if isinstance(logprobs, dict) else None
    if not isinstance(told, list):
        return []
    tokens = []
    for token in told:
        if not isinstance(token, dict) or not isinstance(token.get("token"), str):
            return []
        tokens.append((token["token"], token))
    return tokens


def _places(tokens: Sequence[tuple[str, object]]) -> list[int]:
    """Return the number of the token that each character belongs to."""
    return [number for number, (text, _) in enumerate(tokens) for _ in text]


def _masses(text: str, token: dict[str, Any]) -> tuple[float, float]:
    """Return the probability of the alternatives that say true, and of those that say false.

    `ValueError` for a number that is no log-probability.
    """
    options = {text: _probability(token["logprob"])}
    for option in token.get("top_logprobs") or ():
        options.setdefault(option["token"], _probability(option["logprob"]))
    true = sum(p for option, p in options.items() if _begins("true", option))
    false = sum(p for option, p in options.items() if _begins("false", option))
    if not true + false:
        raise ValueError("no alternative says true or false")
    return true, false


def _begins(value: str, option: str) -> bool:
    """Whether a token is or begins that value, after what stands before it."""
    bare = option.lstrip(_BEFORE_A_VALUE)
    return bool(bare) and (value.startswith(bare) or bare.startswith(value))


def _probability(logprob: object) -> float:
    is_number = isinstance(logprob, int | float) and not isinstance(logprob, bool)
    if not is_number or not isfinite(float(logprob)) or float(logprob) > _ROUNDING:  # type: ignore[arg-type]
        raise ValueError(f"{logprob!r} is no log-probability")
    return exp(min(0.0, float(logprob)))  # type: ignore[arg-type]


def _share(true: float, false: float) -> float:
    return round(min(SUREST, max(1 - SUREST, true / (true + false))), DECIMALS)
