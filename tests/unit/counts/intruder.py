"""An intruder, who works out by linear programming what each hidden figure can be."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from pipeline.counts import CROSS
from pipeline.model import NO_ANSWER, OTHER

Key = tuple[str, str, str]


def ranges(published: pd.DataFrame, *, weights_follow: str = "") -> dict[Key, tuple[float, float]]:
    """Return lowest and highest value of each hidden figure of one question and wave.

    By segment variable, segment and theme. The intruder reads everything that is published and
    knows how such tables come about: figures are numbers of respondents in a base; the values of a
    variable add up to everybody but for those without a value, and so do crossed ones; a parent has
    the respondents of its children and perhaps others; whoever is coded has a top theme, or overig
    and no theme; and the variable that weights follow, if any.
    """
    rows = {
        (r.segment_variable, r.segment, r.theme): r
        for r in published.itertuples()
        if r.theme != NO_ANSWER
    }
    number = {key: i for i, key in enumerate(rows)}
    equal: list[tuple[dict[int, float], float]] = []
    at_most: list[tuple[dict[int, float], float]] = []
    bounds = [
        (0.0, float(row.base)) if row.suppressed else (float(row.n), float(row.n))
        for row in rows.values()
    ]
    themes = list(dict.fromkeys(theme for _, _, theme in rows))
    cells = list(dict.fromkeys((variable, value) for variable, value, _ in rows))
    parent = {row.theme: row.parent for row in rows.values()}
    top = [theme for theme in themes if rows[(*cells[0], theme)].level == 1]
    for total, parts in lines(cells):
        for theme in themes:
            lacking = rows[(*total, theme)].base - sum(rows[(*part, theme)].base for part in parts)
            terms = {
                number[(*total, theme)]: 1.0,
                **{number[(*part, theme)]: -1.0 for part in parts},
            }
            if lacking == 0:
                equal.append((terms, 0.0))
            else:
                at_most += [(terms, float(lacking)), ({i: -f for i, f in terms.items()}, 0.0)]
            told = [rows[(*cell, theme)] for cell in (total, *parts)]
            if (
                parts[0][0] == weights_follow
                and lacking == 0
                and not told[0].suppressed
                and not any(r.weighted_base != r.weighted_base for r in told)
            ):
                # weights follow the segments, so the weighted figure is a second sum of them
                each = [r.weighted_base / r.base if r.base else 0.0 for r in told[1:]]
                terms = {number[(*part, theme)]: w for part, w in zip(parts, each, strict=True)}
                equal.append((terms, float(told[0].weighted)))
    for cell in cells:
        for theme in themes:
            if parent[theme]:
                at_most.append(
                    ({number[(*cell, theme)]: 1.0, number[(*cell, parent[theme])]: -1.0}, 0.0)
                )
        row, other = rows[(*cell, OTHER)], number[(*cell, OTHER)]
        most = float(row.base if row.coded is pd.NA else row.coded)
        at_most += [({number[(*cell, t)]: 1.0, other: 1.0}, most) for t in top]
        if row.coded is not pd.NA:
            at_most.append(({**{number[(*cell, t)]: -1.0 for t in top}, other: -1.0}, -most))
        for theme in themes:
            below = [t for t in themes if parent[t] == theme]
            mentions = rows[(*cell, theme)].mentions
            if below and mentions is not pd.NA:
                shown = [rows[(*cell, t)].mentions for t in below]
                if not any(m is pd.NA for m in shown):
                    continue
                known = sum(m for m in shown if m is not pd.NA)
                hidden = {
                    number[(*cell, t)]: 1.0 for t, m in zip(below, shown, strict=True) if m is pd.NA
                }
                at_most.append((hidden, float(mentions - known)))
    found = {}
    for key, row in rows.items():
        if row.suppressed:
            ends = [
                _extreme(number[key], sign, len(number), equal, at_most, bounds) for sign in (1, -1)
            ]
            found[key] = (ends[0], -ends[1])
    return found


def lines(cells: list[tuple[str, str]]) -> list[tuple[tuple[str, str], list[tuple[str, str]]]]:
    """The cells that add up, each with its total."""
    found: dict[tuple[tuple[str, str], str], list[tuple[str, str]]] = {}
    for variable, value in cells:
        names, values = variable.split(CROSS), value.split(CROSS)
        if not variable:
            continue
        for out in range(len(names)):
            rest = tuple(
                CROSS.join(x for j, x in enumerate(of) if j != out) for of in (names, values)
            )
            if rest in cells:
                found.setdefault((rest, variable), []).append((variable, value))
    return [(total, parts) for (total, _), parts in found.items()]


def _extreme(
    cell: int,
    sign: int,
    size: int,
    equal: list[tuple[dict[int, float], float]],
    at_most: list[tuple[dict[int, float], float]],
    bounds: list[tuple[float, float]],
) -> float:
    goal = np.zeros(size)
    goal[cell] = sign

    def dense(
        sums: list[tuple[dict[int, float], float]],
    ) -> tuple[np.ndarray | None, np.ndarray | None]:
        table = np.zeros((len(sums), size))
        for i, (terms, _) in enumerate(sums):
            for at, factor in terms.items():
                table[i, at] = factor
        return (table, np.array([told for _, told in sums])) if sums else (None, None)

    (a_eq, b_eq), (a_ub, b_ub) = dense(equal), dense(at_most)
    result = linprog(
        goal, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=bounds, method="highs"
    )
    assert result.status == 0, result.message
    return float(result.fun)
