"""The files of a model folder that a study may name."""

from __future__ import annotations

from pathlib import Path

WEIGHTS = "model.safetensors"
MODEL_FILES = ("config.json", WEIGHTS, "tokenizer.json")


def embedding_files(folder: Path) -> list[Path]:
    """Return the files of a model folder that are read."""
    return [folder / name for name in MODEL_FILES]
