"""Files that somebody hands in."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import DocumentError, UnreadableFileError


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
        if isinstance(error, OSError) and path.is_dir():
            raise UnreadableFileError(path, "a folder; give a file") from None
        raise UnreadableFileError(path, getattr(error, "strerror", None) or str(error)) from None


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file; `UnreadableFileError` when it can't be read.

    `DocumentError` with the line for a byte that is not UTF-8.
    """
    content = read_content(path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DocumentError(path, line, "not UTF-8; save the file as UTF-8") from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
