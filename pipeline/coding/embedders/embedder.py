"""Sentence vectors: texts of like meaning lie close together.

An embedder is made of a model (`EmbeddingModel`, what is said of it) and a function that encodes
texts. What they share is here: vectors are rounded, of length 1, kept, and never made twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.coding.embedders.kept import KeptVectors
from pipeline.errors import UnreadableFileError
from pipeline.model import Floats

Encode = Callable[[Sequence[str]], npt.NDArray[np.floating[Any]]]
"""Returns the vectors of texts, (texts, dimension), of any length; a text's doesn't depend on the
other texts, nor on the number of threads.
"""

ROUNDING = 32_767
"""Numbers of a vector of length 1 are whole multiples of one in so many, which two bytes hold.

Rounding changes the cosine of two texts by at most .00005 (the example study's, `use` and `e5`). It
makes the arithmetic that follows exact, and vectors from the cache those that a model would give.
"""

_AT_ONCE = 512
"""Texts that are encoded before they are kept, so that little is lost if a run is stopped."""


class Embedder(Protocol):
    """Turns texts into vectors, close together for texts with similar meaning.

    `name` is for people, `dimension` the length of a vector; `fingerprint` identifies the model.
    """

    @property
    def name(self) -> str:
        """The name of the model."""
        ...

    @property
    def dimension(self) -> int:
        """The number of numbers in a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """The hash of the model: other weights have another."""
        ...

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for every text, (texts, dimension).

        It is zero if the model knows nothing in the text, and doesn't depend on other texts.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class EmbeddingModel:
    """What is said of an embedding model, in the manifest and elsewhere.

    name: as the study names it, or the name of its folder. title: the model in words. package: what
    is installed, with the model or to read it. runtime: the library that computes. files: all that
    is read of the model. tested: the hash of the weights of a package that turven was tested with.
    """

    name: str
    title: str
    dimension: int
    package: str
    runtime: str
    files: tuple[Path, ...]
    tested: str = ""

    @cached_property
    def weights(self) -> str:
        """The hash of the files, which takes .1 s for 30 MB."""
        made = sha256()
        for path in self.files:
            made.update(_file_hash(path))
        return made.hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """The hash of the model: of its weights, and of a package's version."""
        if not self.tested:
            return self.weights
        return sha256(f"{self.package} {self.version} {self.weights}".encode()).hexdigest()

    def hashed(self) -> EmbeddingModel:
        """Return the model with its hash made now, while its files are those that were read."""
        _ = self.fingerprint
        return self

    @property
    def version(self) -> str:
        """The version of the package."""
        return _version(self.package)

    @property
    def is_expected(self) -> bool | None:
        """Whether a package has the weights that turven was tested with; None for other models."""
        return self.weights == self.tested if self.tested else None

    @property
    def cache_name(self) -> str:
        """What vectors are kept under: the model, and the version of what computes them."""
        return f"{self.fingerprint} {self.runtime} {_version(self.runtime)}"


class SentenceEmbedder:
    """An embedder that reads its weights when a text must be encoded, and encodes no text twice.

    `again` makes the same embedder in another process. Vectors of a model that is faster than any
    cache (`keep=False`) are made when asked for.
    """

    def __init__(
        self,
        model: EmbeddingModel,
        *,
        again: Callable[[], SentenceEmbedder],
        load: Callable[[], Encode],
        keep: bool = True,
    ) -> None:
        self.model = model
        self._load = load
        self._again = again
        self._keep = keep
        self._lock = Lock()
        self._loaded: Encode | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # a pickle holds the place of the weights, not the weights
        return _same_embedder, (self._again, self.fingerprint)

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.model.name

    @property
    def dimension(self) -> int:
        """The number of numbers in a vector."""
        return self.model.dimension

    @property
    def fingerprint(self) -> str:
        """The hash of the model: other weights have another."""
        return self.model.fingerprint

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for every text, (texts, dimension).

        It is zero if the text is blank or the model knows nothing in it. It is a multiple of whole
        numbers, the same to the last bit in whatever company, order, thread or process a text
        comes, and whether it was kept or not.
        """
        if not texts:
            return np.zeros((0, self.dimension))
        readable = [_readable(text) for text in texts]
        distinct = list(dict.fromkeys(readable))
        vectors = self._kept_vectors(distinct) if self._keep else self._encode(distinct)
        number = {text: number for number, text in enumerate(distinct)}
        return _unit(vectors)[[number[text] for text in readable]]

    @cached_property
    def _kept(self) -> KeptVectors:
        return KeptVectors(self.model.cache_name, self.dimension)

    def _kept_vectors(self, texts: Sequence[str]) -> npt.NDArray[np.int16]:
        """Return the rounded vectors of distinct texts, from the cache where they are kept."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.int16)
        kept = self._kept.read(texts)
        for row, vector in kept.items():
            vectors[row] = vector
        missing = [row for row in range(len(texts)) if row not in kept]
        for at in range(0, len(missing), _AT_ONCE):
            rows = missing[at : at + _AT_ONCE]
            part = [texts[row] for row in rows]
            vectors[rows] = self._encode(part)
            self._kept.write(part, vectors[rows])
        return vectors

    def _encode(self, texts: Sequence[str]) -> npt.NDArray[np.int16]:
        """Return the rounded vectors of texts by the model."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.int16)
        said = [row for row, text in enumerate(texts) if text.strip()]
        if not said:
            return vectors
        # one at a time: a library sets its number of threads for the whole process
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            vectors[said] = _rounded(self._loaded([texts[row] for row in said]))
        return vectors


def loading_failed(model: EmbeddingModel, error: Exception) -> UnreadableFileError:
    """Return the error for a package that is installed and can't be used."""
    what = f"{model.package} can't be used: {error}; install it again"
    return UnreadableFileError(f"embeddings {model.name}", what)


def _same_embedder(again: Callable[[], SentenceEmbedder], fingerprint: str) -> SentenceEmbedder:
    embedder = again()
    if embedder.fingerprint != fingerprint:
        raise UnreadableFileError(embedder.name, "other embeddings than those that were pickled")
    return embedder


def _readable(text: str) -> str:
    """Return the text as models can read it: half characters and zeros are no letters."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _rounded(vectors: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.int16]:
    """Return the vectors at length `ROUNDING`, in whole numbers; zero where they are no numbers."""
    exact = np.asarray(vectors, dtype=np.float64)
    exact = np.where(np.isfinite(exact).all(axis=1, keepdims=True), exact, 0.0)
    whole: npt.NDArray[np.int16] = np.rint(_unit(exact) * ROUNDING).astype(np.int16)
    return whole


def _unit(vectors: npt.NDArray[Any]) -> Floats:
    """Return the vectors at length 1, or 0 where they are zero.

    Of whole numbers the sum of squares is exact, in whatever order it is added up.
    """
    wide = vectors.astype(np.float64)
    length = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    unit: Floats = wide / np.where(length > 0, length, 1.0)
    return unit


def _file_hash(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            made = sha256()
            while block := file.read(1 << 20):
                made.update(block)
    except OSError as error:
        raise UnreadableFileError(path, f"can't be read: {error.strerror}") from None
    return made.digest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
