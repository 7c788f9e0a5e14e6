"""Arrays of numbers read from an untrusted .npz file: sizes first, no Python parser, no objects.

Not safetensors: it would be a core dependency to save 39 lines here and none in `model_file`, which
checks what the numbers mean. It reads sizes first too, but accepts duplicate names, and writes
arrays that are not contiguous with wrong values.
"""

from __future__ import annotations

import math
import re
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import UnreadableFileError

Arrays = Mapping[str, npt.NDArray[Any]]

MOST_BYTES = 2 * 1024**3
"""Larger files, or files whose arrays claim to be, are refused before any array is read."""

_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(?P<length>..)\{'descr': '(?P<kind>[|<]\w{2})', 'fortran_order': False, "
    rb"'shape': \((?P<shape>(?:\d{1,12},? ?){0,4})\), \} *\n",
    re.DOTALL,
)
"""The header that numpy writes for an array in C order; no other is read."""

_BROKEN = (
    zipfile.BadZipFile,
    RuntimeError,
    EOFError,
    LookupError,
    OverflowError,
    MemoryError,
    struct.error,
)


def read_arrays(path: Path, kinds: Mapping[str, type[np.generic]]) -> Arrays:
    """Return the arrays in the file whose name and kind are in `kinds`; none is required.

    `UnreadableFileError` if it can't be opened, `ValueError` if it is no such file.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members, path.stat().st_size, kinds)
            found = {}
            for member in members:
                name = _name(member)
                found[name] = _array(name, archive.read(member), kinds[name])
            return found
    except OSError as error:
        raise UnreadableFileError(path, f"can't be read: {error.strerror or error}") from None
    except _BROKEN as error:
        # zipfile reports a broken file in many ways
        raise ValueError(str(error) or "a broken file") from None


def _check_members(members: list[zipfile.ZipInfo], size: int, kinds: Mapping[str, Any]) -> None:
    names = [_name(member) for member in members]
    for name, member in zip(names, members, strict=True):
        if name not in kinds or not member.filename.endswith(".npy"):
            raise ValueError(f"it holds {member.filename[:60]!r}, which is no part of one")
        if member.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{name} is compressed, so its size can't be trusted")
    if len(set(names)) < len(names):
        raise ValueError("an array is there twice")
    if size > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES >> 20} MB")
    if sum(member.file_size for member in members) > size:
        raise ValueError("its arrays say they are larger than the file")


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.removesuffix(".npy")


def _array(name: str, data: bytes, kind: type[np.generic]) -> npt.NDArray[Any]:
    head = _HEADER.match(data)
    if head is None or head.end() != 10 + int.from_bytes(head["length"], "little"):
        raise ValueError(f"{name} is no plain array")
    wanted = np.dtype(kind).newbyteorder("<")
    if head["kind"].decode("ascii") != wanted.str:
        raise ValueError(f"{name} holds {head['kind'].decode('ascii')}, expected {wanted.str}")
    shape = tuple(int(n) for n in re.findall(rb"\d+", head["shape"]))
    if math.prod(shape) * wanted.itemsize != len(data) - head.end():
        raise ValueError(f"{name} is not as large as it says")
    return np.frombuffer(data, dtype=wanted, offset=head.end()).reshape(shape).astype(kind)
