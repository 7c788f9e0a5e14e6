"""Vectors that were made before: in memory, and in a file in the user's cache folder.

The file holds hashes and vectors, no texts, and is the user's alone. It can always be thrown away,
and a file that is damaged, foreign or locked is as good as none: nothing here raises an error.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from pipeline.files import cache_folders

FILE = "vectors-1.sqlite"
"""The number is raised when the content of the file changes."""

MOST_BYTES = 512 << 20
"""Size of the file from which the older half of its vectors is dropped."""

MOST_IN_MEMORY = 64 << 20
"""Bytes of vectors held by a process for each model."""

PATIENCE = 2.0
"""Seconds to wait for another run that is writing; after that the vectors are not kept."""

_AT_ONCE = 500
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY, key BLOB UNIQUE, vector BLOB)"
_HALF = "DELETE FROM vectors WHERE id <= (SELECT (min(id) + max(id)) / 2 FROM vectors)"

Whole = npt.NDArray[np.int16]


class KeptVectors:
    """The kept vectors of one model, each of `dimension` whole numbers of two bytes."""

    def __init__(self, model: str, dimension: int) -> None:
        self._model = model.encode()
        self._dimension = dimension
        self._memory: dict[bytes, bytes] = {}
        self._most = MOST_IN_MEMORY // (2 * dimension)
        self._lock = Lock()

    def read(self, texts: Sequence[str]) -> dict[int, Whole]:
        """Return the vectors that are kept, by the number of their text."""
        keys = [self._key(text) for text in texts]
        known = {key: self._memory.get(key) for key in keys}
        stored = _read_file([key for key, vector in known.items() if vector is None])
        for key, content in stored.items():
            known[key] = _checked(key, content, 2 * self._dimension)
        vectors = {key: vector for key, vector in known.items() if vector is not None}
        self._remember(vectors)
        return {row: _numbers(vectors[key]) for row, key in enumerate(keys) if key in vectors}

    def write(self, texts: Sequence[str], vectors: Whole) -> None:
        """Keep the vectors of texts, (texts, dimension)."""
        rows = zip(texts, vectors.astype("<i2"), strict=True)
        made = {self._key(text): vector.tobytes() for text, vector in rows}
        self._remember(made)
        _write_file({key: vector + _checksum(key, vector) for key, vector in made.items()})

    def _key(self, text: str) -> bytes:
        return sha256(self._model + sha256(text.encode("utf-8")).digest()).digest()

    def _remember(self, vectors: Mapping[bytes, bytes]) -> None:
        with self._lock:
            self._memory.update(vectors)
            surplus = max(0, len(self._memory) - self._most)
            for key in list(islice(self._memory, surplus)):
                del self._memory[key]


def _numbers(vector: bytes) -> Whole:
    return np.frombuffer(vector, dtype="<i2").astype(np.int16)


def _checksum(key: bytes, vector: bytes) -> bytes:
    return zlib.crc32(vector, zlib.crc32(key)).to_bytes(4, "little")


def _checked(key: bytes, content: object, width: int) -> bytes | None:
    """Return the vector in the file's content, or None if it is not as it was written."""
    if not isinstance(content, bytes) or len(content) != width + 4:
        return None
    vector = content[:width]
    return vector if content[width:] == _checksum(key, vector) else None


def _read_file(keys: Sequence[bytes]) -> dict[bytes, object]:
    """Return what the file holds for these keys."""
    file = vectors_file()
    stored: dict[bytes, object] = {}
    if file is None or not keys:
        return stored
    with suppress(OSError, sqlite3.Error):
        if not _is_private(file):
            return stored
        with closing(sqlite3.connect(file, timeout=PATIENCE)) as database:
            for part in _parts(keys):
                marks = ",".join("?" * len(part))
                rows = database.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part
                )
                stored.update(rows)
    return stored


def _write_file(contents: Mapping[bytes, bytes]) -> None:
    """Add to the file what it doesn't hold yet, in one transaction."""
    file = vectors_file()
    if file is None:
        return
    with suppress(OSError, sqlite3.Error):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # made here, because SQLite would let others read it
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        if not _is_private(file):
            return
        with closing(sqlite3.connect(file, timeout=PATIENCE)) as database, database:
            database.execute(_TABLE)
            if _used_bytes(database) > MOST_BYTES:
                database.execute(_HALF)
            database.executemany(
                "INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)", contents.items()
            )


def vectors_file() -> Path | None:
    """Return the file that vectors are kept in; None if the user wants none."""
    folder = next(cache_folders(), None)
    return None if folder is None else folder / FILE


def _is_private(file: Path) -> bool:
    """Whether the file is there and the user's alone; on Windows its folder is."""
    if not file.is_file():
        return False
    if os.name == "nt":
        return True
    about = file.stat()
    return about.st_uid == os.getuid() and not about.st_mode & 0o077


def _used_bytes(database: sqlite3.Connection) -> int:
    pages, free, size = (
        int(database.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _parts(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for at in range(0, len(keys), _AT_ONCE):
        yield keys[at : at + _AT_ONCE]
