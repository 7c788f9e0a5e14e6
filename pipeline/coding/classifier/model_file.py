"""A trained classifier as a file of plain arrays, and back: nothing in the file can run.

The file is an .npz: a zip of arrays, stored and not compressed. `about` is JSON in UTF-8 (names,
words, n-grams, pairs); the rest are numbers. Reading trusts nothing: names, kinds, sizes and shapes
of the arrays are checked before a number is used, and arrays of objects are refused. A restored
model gives bit-identical predictions.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.coding.classifier.calibration import BESIDE, BesideOthers, Calibration
from pipeline.coding.classifier.features import Features, FoldedWords
from pipeline.coding.classifier.lines import Lines
from pipeline.coding.classifier.number_archive import MOST_BYTES, Arrays, read_arrays
from pipeline.coding.classifier.scorer import Scorer
from pipeline.coding.classifier.vectors import SentenceVectors
from pipeline.coding.embedders import Embedder
from pipeline.errors import MisuseError, UnreadableFileError

FORMAT = 2
"""Incremented when the content of a file changes; files of another format are refused."""

_NUMBERS = (
    *("word_idf", "gram_idf", "pair_idf", "weights", "bias", "margins", "chances"),
    *("frequency", "draw", "shift", "slope"),
)
_BESIDE = ("beside_level", "beside_weights")
_KINDS: dict[str, type[np.generic]] = {
    "about": np.uint8,
    **dict.fromkeys((*_NUMBERS, *_BESIDE, "middle"), np.float64),
}


@dataclass(frozen=True)
class SavedModel:
    """A classifier as saved: version of turven, language, names of codes, and its scorer.

    `always_coded`: every text gets a code.
    """

    turven: str
    language: str
    classes: Sequence[Any]
    always_coded: bool
    scorer: Scorer


def save_model(model: SavedModel, path: Path | str) -> None:
    """Write the model to exactly that path, all or nothing; the same model gives the same bytes.

    `MisuseError` if it can't be written.
    """
    path = Path(path)
    about = json.dumps(_about(model)).encode("ascii")
    arrays: dict[str, Any] = {
        "about": np.frombuffer(about, dtype=np.uint8),
        **_arrays(model.scorer),
    }
    if sum(array.nbytes for array in arrays.values()) > MOST_BYTES:
        raise MisuseError(
            f"{path}: the model is larger than a model file may be ({MOST_BYTES >> 20} MB)"
        )
    try:
        # written beside its destination, so that one rename puts it in place
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".turven-") as folder:
            made = Path(folder) / "model.npz"
            with made.open("wb") as file:
                np.savez(file, **arrays)
                file.flush()
                os.fsync(file.fileno())
            made.replace(path)
    except OSError as error:
        raise MisuseError(
            f"{path}: a model can't be written here: {error.strerror or error}"
        ) from None


def load_model(
    path: Path | str, embedder_named: Callable[[str], Embedder | None] = lambda _: None
) -> SavedModel:
    """Return the model in a file that `save_model` wrote; `UnreadableFileError` for any other file.

    `embedder_named` gives the embedder, given the name of the one that the model learned with ('':
    none). It must be that very embedder, and none for a model that learned without.
    """
    try:
        arrays = read_arrays(Path(path), _KINDS)
        about = json.loads(arrays["about"].tobytes() if "about" in arrays else b"null")
        _check_about(about)
        learned_with = about["embeddings"]
        embedder = embedder_named(learned_with["folder"] if learned_with else "")
        _check_embedder(learned_with, embedder)
        _check_numbers(about, arrays)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(path, f"no classifier that turven can load: {error}") from None
    return SavedModel(
        about["turven"],
        about["language"],
        about["classes"],
        about["always_coded"],
        _scorer(about, arrays, embedder),
    )


def _about(model: SavedModel) -> dict[str, Any]:
    classes = [name.item() if isinstance(name, np.generic) else name for name in model.classes]
    odd = [name for name in classes if not isinstance(name, str | int | float)]
    if odd:
        raise MisuseError(
            f"a theme named {odd[0]!r} can't be saved; name themes by texts or numbers"
        )
    features = model.scorer.features
    return {
        "format": FORMAT,
        "turven": model.turven,
        "language": model.language,
        "classes": classes,
        "always_coded": model.always_coded,
        "words": list(features.words),
        "grams": list(features.grams),
        "pairs": features.pairs,
        "embeddings": _embeddings(model.scorer.vectors),
    }


def _embeddings(vectors: SentenceVectors | None) -> dict[str, Any] | None:
    """Return the file's record of the embedder; the embedder itself stays in its folder."""
    return None if vectors is None else _record(vectors.embedder)


def _record(embedder: Embedder) -> dict[str, Any]:
    return {
        "folder": embedder.name,
        "dimension": embedder.dimension,
        "sha256": embedder.fingerprint,
    }


def _arrays(scorer: Scorer) -> Arrays:
    calibration = scorer.calibration
    idf = zip(_NUMBERS, scorer.features.idf, strict=False)
    found = {
        **dict(idf),
        "weights": np.vstack((scorer.weights, scorer.vector_weights)),
        "bias": scorer.bias,
        "margins": calibration.margins,
        "chances": calibration.chances,
        "frequency": calibration.frequency,
        "draw": calibration.draw,
        "shift": calibration.lines.shift,
        "slope": calibration.lines.slope,
    }
    if calibration.beside is not None:
        found["beside_level"] = np.atleast_1d(calibration.beside.level)
        found["beside_weights"] = calibration.beside.weights
    if scorer.vectors is not None:
        found["middle"] = scorer.vectors.middle
    return {name: np.ascontiguousarray(array, dtype=_KINDS[name]) for name, array in found.items()}


def _scorer(about: dict[str, Any], arrays: Arrays, embedder: Embedder | None) -> Scorer:
    pairs = [(left, right) for left, right in about["pairs"]]
    idf = (arrays["word_idf"], arrays["gram_idf"], arrays["pair_idf"])
    beside = None
    if "beside_level" in arrays:
        beside = BesideOthers(float(arrays["beside_level"][0]), arrays["beside_weights"])
    calibration = Calibration(
        margins=arrays["margins"],
        chances=arrays["chances"],
        frequency=arrays["frequency"],
        draw=arrays["draw"],
        lines=Lines(arrays["shift"], arrays["slope"]),
        beside=beside,
    )
    return Scorer(
        Features.restored(about["words"], about["grams"], pairs, idf),
        FoldedWords(about["words"]),
        arrays["weights"],
        arrays["bias"],
        calibration,
        None if embedder is None else SentenceVectors(embedder, arrays["middle"]),
    )


def _check_about(about: Any) -> None:
    """Raise a `ValueError` for the first entry that is not as `_about` makes it."""
    if not isinstance(about, dict):
        raise ValueError("it doesn't say what it is")
    if about.get("format") != FORMAT:
        raise ValueError(
            f"its format is {about.get('format')!r}, this turven reads {FORMAT}; train it again"
        )
    for name, fits in _FITS.items():
        if name not in about or not fits(about[name]):
            raise ValueError(f"its {name} is not what a classifier has")
    known = set(about["words"])
    if any(left not in known or right not in known for left, right in about["pairs"]):
        raise ValueError("a pair of words holds a word that it doesn't have")


def _check_embedder(wanted: dict[str, Any] | None, given: Embedder | None) -> None:
    if wanted is None and given is not None:
        raise ValueError("it learned without embeddings, so load it without")
    if wanted is not None and given is None:
        raise ValueError(
            f"it learned with the embeddings {wanted['folder']!r}; name them: load(..., "
            f"embeddings=...)"
        )
    if wanted is None or given is None:
        return
    # the same embedder may be in a folder with another name
    if {**wanted, "folder": given.name} != _record(given):
        raise ValueError(
            f"it learned with the embeddings {wanted['folder']!r}, and those of {given.name!r} "
            f"differ"
        )


def _check_numbers(about: dict[str, Any], arrays: Arrays) -> None:
    """Raise a `ValueError` for the first array that is missing, misshapen or impossible."""
    for name, shape in _shapes(about, arrays).items():
        if name not in arrays:
            raise ValueError(f"{name} is missing")
        if arrays[name].shape != shape:
            raise ValueError(f"{name} has shape {arrays[name].shape}, expected {shape}")
        if not np.isfinite(arrays[name]).all():
            raise ValueError(f"{name} holds what is no number")
    for name in ("chances", "frequency", "draw"):
        if ((arrays[name] < 0) | (arrays[name] > 1)).any():
            raise ValueError(f"{name} holds a share outside 0 to 1")
    if (np.diff(arrays["margins"]) < 0).any():
        raise ValueError("margins don't rise")


def _shapes(about: dict[str, Any], arrays: Arrays) -> dict[str, tuple[int, ...]]:
    words, grams, pairs, codes = (
        len(about[name]) for name in ("words", "grams", "pairs", "classes")
    )
    vector = about["embeddings"]["dimension"] if about["embeddings"] else 0
    points = max(1, arrays["margins"].size) if "margins" in arrays else 1
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(_NUMBERS, (codes,))
    shapes |= {"word_idf": (words,), "gram_idf": (grams,), "pair_idf": (pairs,)}
    shapes |= {
        "weights": (words + grams + pairs + vector, codes),
        "margins": (points,),
        "chances": (points,),
    }
    if vector:
        shapes["middle"] = (vector,)
    if arrays.keys() & set(_BESIDE):
        shapes |= {"beside_level": (1,), "beside_weights": (BESIDE,)}
    return shapes


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _distinct(value: Any) -> bool:
    return _texts(value) and len(set(value)) == len(value)


def _pairs(value: Any) -> bool:
    return isinstance(value, list) and all(_texts(pair) and len(pair) == 2 for pair in value)


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str | int | float) for name in value)


def _language(value: Any) -> bool:
    # only letters, since spaCy imports a module of that name
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isalpha()
        and value.islower()
        and 2 <= len(value) <= 3
    )


def _vectors(value: Any) -> bool:
    kinds = {"folder": str, "dimension": int, "sha256": str}
    return value is None or (
        isinstance(value, dict)
        and {name: type(part) for name, part in value.items()} == kinds
        and value["dimension"] > 0
    )


_FITS: dict[str, Callable[[Any], bool]] = {
    "turven": lambda value: isinstance(value, str),
    "language": _language,
    "classes": _names,
    "always_coded": lambda value: isinstance(value, bool),
    "words": _distinct,
    "grams": _distinct,
    "pairs": _pairs,
    "embeddings": _vectors,
}
