"""Files that somebody hands in."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UnreadableFileError


def read_content(path: Path, *, max_bytes: int | None = None, too_large: str = "") -> bytes:
    """Return the content of a file; `UnreadableFileError` when it can't be read.

    So is one of more than `max_bytes`, with `too_large` as the reason.
    """
    try:
        if max_bytes is not None and path.stat().st_size > max_bytes:
            raise UnreadableFileError(path, too_large)
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(path, "no such file") from None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path, getattr(error, "strerror", None) or str(error)) from None
