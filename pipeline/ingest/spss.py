"""SPSS files: value labels instead of codes, missing values as empty cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.ingest.cells import as_header, as_text
from pipeline.ingest.export import Block, Export


@dataclass(frozen=True, kw_only=True)
class SpssExport(Export):
    """An SPSS file; `names` are its variables as written.

    Case 1 is row 2, as in the same data saved as CSV. No case is skipped: an empty one lacks a
    respondent's id.
    """

    names: tuple[str, ...]

    def blocks(self, needed: Sequence[int], rows: int) -> Iterator[Block]:
        """Yield the needed variables, at most `rows` cases at a time; only these are read."""
        spss, names = _pyreadstat(), [self.names[at] for at in needed]
        options = {
            "apply_value_formats": True,
            "formats_as_category": False,
            "usecols": list(dict.fromkeys(names)),
        }
        first = 2
        try:
            chunks = spss.read_file_in_chunks(
                spss.read_sav, str(self.path), chunksize=rows, **options
            )
            for frame, _ in chunks:
                if frame.empty:
                    continue
                texts = {name: list(map(as_text, frame[name].tolist())) for name in frame.columns}
                numbers = list(range(first, first + len(frame)))
                yield Block(numbers, [texts[name] for name in names], [])
                first += len(frame)
        except (spss.ReadstatError, spss.PyreadstatError, UnicodeDecodeError) as error:
            raise UnreadableFileError(self.path, f"not a readable SPSS file: {error}") from None


def open_spss(path: Path) -> SpssExport:
    """Return the SPSS file at path; `MissingExtraError` without the library that reads it."""
    spss = _pyreadstat()
    try:
        _, meta = spss.read_sav(str(path), metadataonly=True)
    except (spss.ReadstatError, spss.PyreadstatError, UnicodeDecodeError) as error:
        raise UnreadableFileError(path, f"not a readable SPSS file: {error}") from None
    labels = {name: label for name, label in meta.column_names_to_labels.items() if label}
    return SpssExport(
        path=path,
        columns=as_header(meta.column_names),
        format="sav",
        encoding=meta.file_encoding or "",
        labels=labels,
        names=tuple(meta.column_names),
    )


def _pyreadstat() -> Any:
    # imported on use: an optional part, and slow to load
    try:
        import pyreadstat
    except ImportError:
        raise MissingExtraError("SPSS files", "spss") from None
    return pyreadstat
