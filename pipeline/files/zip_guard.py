"""Opens untrusted archives: those that could fill the memory are refused before unpacking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from pipeline.errors import UnreadableFileError

_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")
_ERRORS = (BadZipFile, EOFError, NotImplementedError, RuntimeError, ZlibError, OSError)
_SMALL = 100 << 20
"""Bytes that any archive may unpack to, whatever its ratio."""


@contextmanager
def open_zip(
    path: Path, content: Path | IO[bytes], *, max_bytes: int, damaged: str, max_ratio: float = 1e9
) -> Iterator[ZipFile]:
    """Open an archive, with limits on unpacked bytes and on their ratio to its own size.

    `UnreadableFileError` for any other; its message is `damaged` if it can't be unpacked, here or
    by the caller. `path` names the file in messages; `content` is the file itself.
    """
    try:
        with ZipFile(content) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts)
            is_bomb = unpacked > _SMALL and unpacked > max_ratio * packed
            if unpacked > max_bytes or is_bomb:
                what = f"unpacks to {unpacked >> 20} MB, more than is safe to open"
                raise UnreadableFileError(path, what)
            yield archive
    except _ERRORS:
        raise UnreadableFileError(path, damaged) from None


def is_unsafe_markup(markup: bytes) -> bool:
    """Whether XML declares entities, or is in an encoding that would hide such a declaration."""
    return _DECLARES.search(markup) is not None or b"\x00" in markup
