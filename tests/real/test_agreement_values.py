"""Published values of coefficients of agreement, where a copy of the data is at hand."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.agreement import (
    MISSING,
    ac1,
    alpha,
    contingency,
    fleiss,
    kappa,
    masi_distances,
    numbered,
    pair_contingencies,
    percent,
    set_alpha,
)
from pipeline.model import Floats, Ints

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("TURVEN_SHARED", ROOT.parent / "shared" / "data"))
DATA = SHARED / "agreement"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no published values of agreement at {DATA}"
)

Distance = Callable[[Set[str], Set[str]], float]


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    """The worked examples by id."""
    return {
        example["id"]: example
        for example in json.loads((DATA / "reference_values.json").read_text("utf-8"))
    }


def ratings_of(rows: list[list[Any]]) -> tuple[Ints, list[Any]]:
    """Ratings of units by coders as numbers of the sorted values."""
    values = sorted({value for row in rows for value in row if value is not None})
    number = {value: i for i, value in enumerate(values)} | {None: MISSING}
    return np.array([[number[value] for value in row] for row in rows], dtype=np.int64), values


def of_table(table: list[list[int]]) -> Ints:
    """The ratings of two coders from their contingency table."""
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return np.array(cells, dtype=np.int64)


def coefficients(ratings: Ints, categories: int) -> dict[str, float]:
    """All nominal coefficients, by the names of the examples; kappa of the first two coders."""
    sums = contingency(ratings[..., None], categories)
    found = {
        "po": percent(sums),
        "pa": percent(sums),
        "alpha_nominal": alpha(sums),
        "AC1": ac1(sums),
        "pi": fleiss(sums),
        "scott_pi": fleiss(sums),
        "kappa": kappa(next(pair_contingencies(ratings[..., None], categories))),
    }
    return {name: float(value[0]) for name, value in found.items()}


def missing_rows(example: Mapping[str, Any]) -> list[list[Any]]:
    """Units by coders of an example that is given by coder."""
    return [list(row) for row in zip(*(example["input"][coder] for coder in "ABCD"), strict=True)]


def agrees(found: Mapping[str, float], example: Mapping[str, Any]) -> int:
    """How many of the published values of an example were compared; fails where one differs."""
    compared = 0
    for name, value in example["expected"].items():
        if name in found:
            assert found[name] == pytest.approx(value, abs=example["tolerance"]), (
                f"{example['id']}: {name}"
            )
            compared += 1
    return compared


@pytest.mark.parametrize(
    ("name", "values"),
    [("kripp2004_p224_binary", 1), ("kripp2004_p227_nominal3", 1), ("kripp_4raters_missing", 1)],
)
def test_krippendorff(published: dict[str, Any], name: str, values: int) -> None:
    """Krippendorff's alpha of his own examples, with missing ratings too.

    From the contingency, and as the general form with distances.
    """
    example = published[name]
    rows = missing_rows(example) if isinstance(example["input"], dict) else example["input"]
    ratings, categories = ratings_of(rows)
    assert agrees(coefficients(ratings, len(categories)), example) == values
    general = set_alpha(ratings, 1 - np.eye(len(categories)))[0]
    assert agrees({"alpha_nominal": general}, example) == values


def test_units_rated_once(published: dict[str, Any]) -> None:
    """A unit that one coder alone rated says nothing of agreement."""
    example = published["nltk_easy_missing"]
    given = {(unit, coder): value for coder, unit, value in example["input"]}
    rows = [
        [given.get((unit, coder)) for coder in ("c1", "c2", "c3")] for unit in ("d1", "d2", "d3")
    ]
    assert agrees(coefficients(ratings_of(rows)[0], 2), example) == 1


def test_nominal_alpha_of_ordered_values(published: dict[str, Any]) -> None:
    """Krippendorff's nominal alpha of values that have an order."""
    example = published["hayes_krippendorff_2007"]
    units = example["input"].split(";")
    rows = [[None if value == "." else int(value) for value in unit.split()] for unit in units]
    ratings, values = ratings_of(rows)
    assert coefficients(ratings, len(values))["alpha_nominal"] == pytest.approx(0.47651, abs=1e-5)


def test_gwet_with_missing(published: dict[str, Any]) -> None:
    """AC1 of four coders who did not code everything."""
    ratings, values = ratings_of(missing_rows(published["kripp_4raters_missing"]))
    assert agrees(coefficients(ratings, len(values)), published["irrCAC_raw4raters_AC1"]) == 1


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("cohen1960_p45", 3),
        ("cohen1960_p37_AC1", 1),
        ("gwet_paradox_2x2", 2),
        ("gwet_likert5", 2),
        ("irrCAC_cont3x3abstractors", 3),
        ("artstein_poesio2008_ex1", 3),
    ],
)
def test_two_coders(published: dict[str, Any], name: str, values: int) -> None:
    """Cohen's kappa, Scott's pi (Fleiss' kappa of two) and AC1 from contingency tables."""
    example = published[name]
    assert (
        agrees(coefficients(of_table(example["input"]), len(example["input"])), example) == values
    )


def test_fleiss(published: dict[str, Any]) -> None:
    """Fleiss' kappa of all categories, and of each against the others, as themes are measured."""
    example = published["fleiss1971"]
    ratings, values = ratings_of([[int(rating) for rating in unit] for unit in example["input"]])
    found = {"kappa": float(fleiss(contingency(ratings[..., None], len(values)))[0])}
    each = np.stack([(ratings == category) for category in range(len(values))], axis=-1).astype(
        np.int64
    )
    found |= {
        f"k{category + 1}": float(k) for category, k in enumerate(fleiss(contingency(each, 2)))
    }
    assert agrees(found, example) == 6


def set_distance(one: Set[str], other: Set[str]) -> float:
    """Passonneau's distance of 2004: how the sets lie; the empty set lies within every other."""
    if one == other:
        return 0.0
    return 1 / 3 if one <= other or other <= one else 2 / 3 if one & other else 1.0


def masi_of_dkpro(one: Set[str], other: Set[str]) -> float:
    """The other measure called MASI, (1 - J) M'."""
    return (
        0.0
        if one == other
        else (1 - len(one & other) / len(one | other)) * set_distance(one, other)
    )


def jaccard(one: Set[str], other: Set[str]) -> float:
    """1 - J."""
    return 0.0 if one == other else 1 - len(one & other) / len(one | other)


def nominal(one: Set[str], other: Set[str]) -> float:
    """0 where the sets are the same, 1 where they are not (Krippendorff 2004, p. 223)."""
    return 0.0 if one == other else 1.0


def distances(sets: Sequence[Set[str]], distance: Distance) -> Floats:
    """The distance between every two sets."""
    return np.array([[distance(one, other) for other in sets] for one in sets])


def test_label_sets(published: dict[str, Any]) -> None:
    """Alpha of sets of codes with every distance that was computed for the example.

    The MASI distance here is the one of Passonneau and NLTK.
    """
    example = published["multilabel_sets_dkpro"]
    ratings, sets = numbered([[frozenset(coder) for coder in unit] for unit in example["input"]])
    named: dict[str, Distance] = {
        "setdist": set_distance,
        "masi_dkpro": masi_of_dkpro,
        "jaccard": jaccard,
        "nominal": nominal,
    }
    apart = {name: distances(sets, distance) for name, distance in named.items()}
    apart["masi_passonneau_1-JM"] = masi_distances(sets)
    found = {f"alpha_{name}": set_alpha(ratings, each)[0] for name, each in apart.items()}
    assert agrees(found, example) == 2
    for name, value in found.items():
        assert value == pytest.approx(example["recomputed"][name], abs=1e-6), name


def identities() -> npt.NDArray[np.int64]:
    """The codes of both coders, 1 to 15."""
    with (DATA / "identities_codes.csv").open(encoding="utf-8", newline="") as file:
        return np.array(
            [[int(row["coder1"]), int(row["coder2"])] for row in csv.DictReader(file)],
            dtype=np.int64,
        )


def test_identities() -> None:
    """1,446 answers, two coders: agreement, kappa and alpha as published, of 15 codes and of 6."""
    codes = identities()
    assert len(codes) == 1446
    found = coefficients(codes - 1, 15)
    assert [found[name] for name in ("po", "kappa", "alpha_nominal")] == pytest.approx(
        [0.8831, 0.7447, 0.7444], abs=5e-5
    )
    # codes 1 to 8, of who somebody is, are one, and so are 13 to 15, which name nothing
    six = np.where(codes <= 8, 0, np.where(codes >= 13, 5, codes - 8))
    found = coefficients(six, 6)
    assert found["po"] == pytest.approx(0.905, abs=5e-4)
    assert [found[name] for name in ("kappa", "alpha_nominal")] == pytest.approx(
        [0.787, 0.786], abs=5e-4
    )
