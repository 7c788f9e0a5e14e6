"""The embeddings that a study may name, and the files of a model folder of the house's own."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import UnreadableFileError

NO_EMBEDDINGS = "off"
PACKAGED_EMBEDDINGS = ("use", "e5")
"""The embeddings that are no folder; a folder of that name is written `./use`."""

WEIGHTS = "model.safetensors"
MODEL_FILES = ("config.json", WEIGHTS, "tokenizer.json")

ONNX_FILES = ("model.onnx", "onnx/model.onnx")
ONNX_SETTINGS = (
    "config.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
)
"""Files that a folder with an exported encoder may have beside the model and tokenizer.json."""

_LOCATION = re.compile(rb"\n\x08location\x12([\x01-\x7f])")
"""How a graph names a file with its weights: the key, and the length of the name that follows."""


def is_embeddings_folder(setting: str) -> bool:
    """Whether a setting names a folder, and no package or none."""
    return setting not in ("", NO_EMBEDDINGS, *PACKAGED_EMBEDDINGS)


def onnx_file(folder: Path) -> Path | None:
    """Return the exported encoder in a model folder; None if it holds another kind of model."""
    # models of model2vec may have an export beside them, which is no encoder of sentences
    if "normalize" in read_settings(folder / "config.json"):
        return None
    return next((folder / name for name in ONNX_FILES if (folder / name).is_file()), None)


def embedding_files(folder: Path) -> list[Path]:
    """Return the files of a model folder that are read."""
    graph = onnx_file(folder)
    if graph is None:
        return [folder / name for name in MODEL_FILES]
    settings = [folder / name for name in ONNX_SETTINGS if (folder / name).is_file()]
    return [graph, *external_weights(graph), folder / "tokenizer.json", *settings]


def external_weights(graph: Path) -> list[Path]:
    """Return the files beside a graph that hold weights of it; most graphs hold their own.

    `UnreadableFileError` for a file elsewhere.
    """
    names = sorted(set(_external_names(graph)))
    for name in names:
        if not (graph.parent / name).is_file() or Path(name).name != name:
            raise UnreadableFileError(graph, f"no file {name} beside it, which holds its weights")
    return [graph.parent / name for name in names]


def read_settings(file: Path) -> dict[str, object]:
    """Return the settings in a JSON file of a model; none if it is missing or no such file."""
    try:
        settings = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) else {}


def _external_names(graph: Path) -> Iterator[str]:
    if not graph.stat().st_size:
        return
    with graph.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for found in _LOCATION.finditer(content):
            length = found[1][0]
            yield content[found.end() : found.end() + length].decode("utf-8", "replace")
