"""What a stage may ask of sentence embeddings; coding/ provides one, from a folder on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Embedder(Protocol):
    """Turns texts into vectors in which texts of like meaning lie near each other.

    `name` is for people, `dimension` the length of a vector; `fingerprint` is the same for the same model only.
    """

    name: str
    dimension: int
    fingerprint: str

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """A vector of length 1 for every text, (texts, dimension); zeros where the model knows nothing in it.

        A text's vector doesn't depend on the texts beside it.
        """
        ...
