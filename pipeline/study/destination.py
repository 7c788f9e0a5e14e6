"""Where outputs may go: never over what a study reads, nor over anything that this program did not make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import MisuseError
from pipeline.files import embedding_files
from pipeline.study.study import Study


def keep_inputs_safe(
    folder: Path, study: Study, is_earlier: Callable[[Path], bool], what: str
) -> None:
    """`MisuseError` unless the folder may be replaced as a whole; `is_earlier` knows an earlier folder of its kind, `what` names the kind."""
    target = folder.resolve()
    for path in inputs_of(study):
        if path.resolve().is_relative_to(target):
            raise MisuseError(
                f"{folder} holds {path.name}, which the {what} reads; choose another folder with --out"
            )
    if Path.cwd().is_relative_to(target):
        raise MisuseError(f"{folder} is where you are; choose a folder of its own with --out")
    if target.exists() and not is_earlier(target):
        raise MisuseError(
            f"{folder} exists and is no earlier {what} of turven; choose another folder with --out"
        )


def inputs_of(study: Study) -> list[Path]:
    """The files that the study consists of: itself, exports, codings as published, labels, codebooks, embeddings, template, house style."""
    exports = [
        study.path(file) for wave in study.waves for file in (*wave.files, wave.published) if file
    ]
    books = [study.codebook_path(question) for question in study.questions]
    models = embedding_files(study.path(study.embeddings)) if study.embeddings else []
    template = [study.path(study.template)] if study.template else []
    labels = [study.path(file) for file in study.labels]
    return [
        study.file,
        *exports,
        *labels,
        *dict.fromkeys(books),
        *models,
        *template,
        *study.house_files,
    ]


def as_named(path: Path, study: Study) -> str:
    """The path as the study file names it, so that a manifest doesn't tell where the study lies."""
    return (
        Path(path).relative_to(study.folder).as_posix()
        if path.is_relative_to(study.folder)
        else path.name
    )
