"""Sentence embeddings for the classifier, off by default.

They are static embeddings from a local folder, read by model2vec; nothing is ever downloaded. Only
safetensors are read, because the other formats can run code when loaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp

from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.files import MODEL_FILES, WEIGHTS, embedding_files
from pipeline.model import Floats

EMBEDDING_WEIGHT = 2.0
"""The length of an answer's vector beside its words, n-grams and pairs, which together are 3 (short
answers) to 6 long: a vector helps most with few words. Random vectors, the worst possible, cost
.003 of F1 on the example study at this weight.
"""

_RUN_CODE = {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib"}
_AT_ONCE = 4096


class Embedder(Protocol):
    """Turns texts into vectors, close together for texts with similar meaning.

    `name` is for people, `dimension` the length of a vector; `fingerprint` identifies the model.
    """

    name: str
    dimension: int
    fingerprint: str

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for every text, (texts, dimension).

        It is zero if the model knows nothing in the text, and doesn't depend on other texts.
        """
        ...


class StaticEmbedder:
    """Static embeddings from a folder: a text is the mean of its tokens' vectors."""

    def __init__(self, folder: Path, model: Any) -> None:
        self.name = folder.resolve().name
        self.dimension = int(model.dim)
        self.fingerprint = _fingerprint(folder)
        self._folder = folder
        self._model = model

    def __reduce__(self) -> tuple[Any, ...]:
        # a pickle stores the folder, not the weights
        return _read_again, (self._folder.resolve(), self.fingerprint)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for every text, (texts, dimension)."""
        if not texts:
            return np.zeros((0, self.dimension))
        given = [text.encode("utf-8", "replace").decode() for text in texts]
        encoded = self._model.encode(
            given, max_length=None, normalize=False, use_multiprocessing=False
        )
        vectors = np.asarray(encoded, dtype=np.float64)
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Floats = vectors / np.where(length > 0, length, 1.0)
        return unit


def read_embedder(folder: Path | str) -> Embedder:
    """Return the embedder in a folder written by model2vec.

    That is config.json, model.safetensors and tokenizer.json. `UnreadableFileError` for any other,
    `MissingExtraError` if model2vec isn't installed.
    """
    folder = Path(folder)
    _check_folder(folder)
    static_model = _static_model()
    try:
        model = static_model.from_pretrained(folder)
        embedder = StaticEmbedder(folder, model)
        tried = embedder.embed([" ".join(model.tokens[:50])])
        usable = np.isfinite(model.embedding).all() and tried.shape[1] > 0
    except Exception as error:
        # however the library or the files fail, the folder is what the user can fix
        raise UnreadableFileError(
            folder, f"no embeddings that model2vec can read: {error}"
        ) from None
    if not usable:
        raise UnreadableFileError(folder, f"{WEIGHTS} holds what is no number")
    return embedder


def _read_again(folder: Path, fingerprint: str) -> Embedder:
    embedder = read_embedder(folder)
    if embedder.fingerprint != fingerprint:
        raise UnreadableFileError(folder, "other embeddings than those that were pickled")
    return embedder


def embedding_rows(embedder: Embedder, texts: Sequence[str]) -> sp.csr_matrix:
    """Return the texts' vectors as features of length `EMBEDDING_WEIGHT`, (texts, dimension)."""
    # as a sparse matrix: its product is summed in one order on every machine, whatever other
    # texts there are
    parts = [sp.csr_matrix(EMBEDDING_WEIGHT * embedder.embed(part)) for part in _parts(texts)]
    return sp.vstack(parts, format="csr")


def embedding_scores(embedder: Embedder, texts: Sequence[str], weights: Floats) -> Floats:
    """Return the scores added by the texts' vectors, (texts, codes).

    weights: (dimension, codes).
    """
    return np.vstack([embedding_rows(embedder, part) @ weights for part in _parts(texts)])


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, max(1, len(texts)), _AT_ONCE):
        yield texts[at : at + _AT_ONCE]


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise UnreadableFileError(
            folder, "no such folder; embeddings are read from a folder of yours, never downloaded"
        )
    missing = [path.name for path in embedding_files(folder) if not path.is_file()]
    unsafe = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _RUN_CODE)
    if WEIGHTS in missing and unsafe:
        what = (
            f"{unsafe[0]} can run code when it is loaded; turven reads weights from {WEIGHTS} alone"
        )
        raise UnreadableFileError(folder, what)
    if missing:
        needed = f"{', '.join(MODEL_FILES[:-1])} and {MODEL_FILES[-1]}"
        what = f"no {missing[0]}; a model of model2vec has {needed}"
        raise UnreadableFileError(folder, what)


def _fingerprint(folder: Path) -> str:
    made = sha256()
    for path in embedding_files(folder):
        made.update(sha256(path.read_bytes()).digest())
    return made.hexdigest()


def _static_model() -> Any:
    # so that the library never uses the network
    os.environ["HF_HUB_OFFLINE"] = "1"
    # a run forks its own processes
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from model2vec import StaticModel
    except ImportError:
        raise MissingExtraError("embeddings", "embeddings") from None
    return StaticModel
