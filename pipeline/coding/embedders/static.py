"""Static embeddings of the house's own, read by model2vec: a text is the mean of its tokens.

They come from a folder; nothing is ever downloaded. Only safetensors are read, because the other
formats can run code when loaded.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.coding.embedders.embedder import EmbeddingModel, SentenceEmbedder
from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.files import MODEL_FILES, WEIGHTS, embedding_files

_RUN_CODE = {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib"}


def static_embedder(folder: Path) -> SentenceEmbedder:
    """Return the embedder in a folder written by model2vec.

    That is config.json, model.safetensors and tokenizer.json. `UnreadableFileError` for any other,
    `MissingExtraError` if model2vec isn't installed.
    """
    _check_folder(folder)
    static_model = _static_model()
    try:
        static = static_model.from_pretrained(folder)
        tried = _encode(static, [" ".join(static.tokens[:50])])
        usable = np.isfinite(static.embedding).all() and tried.shape[1] > 0
    except Exception as error:
        # however the library or the files fail, the folder is what the user can fix
        what = f"no embeddings that model2vec can read: {error}"
        raise UnreadableFileError(folder, what) from None
    if not usable:
        raise UnreadableFileError(folder, f"{WEIGHTS} holds what is no number")
    model = EmbeddingModel(
        name=folder.resolve().name,
        title="static embeddings of your own",
        dimension=int(static.dim),
        package="model2vec",
        runtime="model2vec",
        files=tuple(embedding_files(folder)),
    )
    again = partial(static_embedder, folder.resolve())
    # a sum of some rows of a table takes less time than to look whether it is kept
    encode = partial(_encode, static)
    return SentenceEmbedder(model.hashed(), load=lambda: encode, again=again, keep=False)


def _encode(static: Any, texts: Sequence[str]) -> npt.NDArray[Any]:
    encoded: npt.NDArray[Any] = static.encode(
        list(texts), max_length=None, normalize=False, use_multiprocessing=False
    )
    return encoded


def _check_folder(folder: Path) -> None:
    missing = [path.name for path in embedding_files(folder) if not path.is_file()]
    unsafe = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _RUN_CODE)
    if WEIGHTS in missing and unsafe:
        what = (
            f"{unsafe[0]} can run code when it is loaded; turven reads weights from {WEIGHTS} or "
            f"model.onnx alone"
        )
        raise UnreadableFileError(folder, what)
    if missing:
        needed = f"{', '.join(MODEL_FILES[:-1])} and {MODEL_FILES[-1]}"
        what = (
            f"no {missing[0]}; a model of model2vec has {needed}, an exported encoder model.onnx "
            f"and tokenizer.json"
        )
        raise UnreadableFileError(folder, what)


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
