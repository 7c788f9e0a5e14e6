"""Protects inputs: outputs never replace what a study reads, or what turven did not make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import MisuseError
from pipeline.files import bank_path, embedding_files
from pipeline.study.study import Study


def keep_inputs_safe(
    folder: Path, study: Study, is_earlier: Callable[[Path], bool], what: str
) -> None:
    """Check that the folder may be replaced as a whole; `MisuseError` says why not.

    `is_earlier` recognises an earlier folder of its kind, `what` names the kind.
    """
    target = folder.resolve()
    for path in inputs_of(study):
        if path.resolve().is_relative_to(target):
            why = f"{folder} holds {path.name}, which the {what} reads"
            raise MisuseError(f"{why}; choose another folder with --out")
    if Path.cwd().is_relative_to(target):
        raise MisuseError(f"{folder} is where you are; choose a folder of its own with --out")
    if target.exists() and not is_earlier(target):
        why = f"{folder} exists and is no earlier {what} of turven"
        raise MisuseError(f"{why}; choose another folder with --out")


def default_folder(study: Study, kind: str = "") -> Path:
    """Return outputs/<study> under the current folder; with a kind outputs/<study>-<kind>."""
    return Path("outputs") / (f"{study.study}-{kind}" if kind else study.study)


def inputs_of(study: Study) -> list[Path]:
    """Return the files of the study: itself, all it names, and the banks and replies it has."""
    names = [name for wave in study.waves for name in (*wave.files, wave.published) if name]
    named = [study.path(name) for name in (*names, *study.labels)]
    codebooks = dict.fromkeys(study.codebook_path(question) for question in study.questions)
    banks = [bank for bank in map(bank_path, codebooks) if bank.is_file()]
    folder = study.embeddings_folder
    embeddings = embedding_files(folder) if folder else []
    template = [study.path(study.template)] if study.template else []
    replies = [path for path in map(study.replies_path, study.questions) if path.is_file()]
    others = [*banks, *embeddings, *replies, *template, *study.house_files]
    return [study.file, *named, *codebooks, *others]


def as_named(path: Path, study: Study) -> str:
    """Return the path as the study file names it: a manifest doesn't reveal where the study is."""
    if path.is_relative_to(study.folder):
        return path.relative_to(study.folder).as_posix()
    return path.name
