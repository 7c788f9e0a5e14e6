"""The encoding of a text file: detected from its bytes, and never a reason to stop.

Our own, since charset-normalizer took each Windows-1252 file that we tried for cp1250, and wrote
geďntegreerd; ours detected seven of eight encodings.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, since it starts with the same mark
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD = 4096
_CHUNK = 1 << 20
_NOT_IN_CP1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])


@dataclass(frozen=True)
class Encoding:
    """An encoding for `open`, with the handling of bytes it does not know.

    `unknown` counts these in a Windows-1252 file.
    """

    name: str
    errors: str = "strict"
    unknown: int = 0


def find_encoding(path: Path) -> Encoding:
    """Return the encoding of a text file.

    By the byte order mark, else UTF-16 by its zeros, else UTF-8 if all of it is valid, else
    Windows-1252. A file that is UTF-8 except for a few bytes is still UTF-8; those are read as lone
    surrogates.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, "surrogateescape" if name == "utf-8-sig" else _WIDE)
    wide = _wide_by_zeros(head)
    if wide:
        return Encoding(wide, _WIDE)
    if _is_utf8(path):
        return Encoding("utf-8")
    if _is_mostly_utf8(path):
        return Encoding("utf-8", "surrogateescape")
    unknown = sum(
        len(chunk) - len(chunk.translate(None, _NOT_IN_CP1252)) for chunk in _chunks(path)
    )
    return Encoding("cp1252", _CONTROLS, unknown)


def _wide_by_zeros(head: bytes) -> str:
    """Return UTF-16 without a mark, or '': in Western text every second byte is zero."""
    half = len(head) // 2
    if half < 2:
        return ""
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(path: Path) -> bool:
    """Whether most characters beyond ASCII are valid UTF-8; in Windows-1252 hardly any are."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        kept = text.encode("utf-8", "ignore").decode()
        bad += len(text) - len(kept)
        good += len(kept) - len(kept.encode("ascii", "ignore"))
    return good > bad


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _controls(error: UnicodeError) -> tuple[str, int]:
    """Return bytes that are undefined in Windows-1252 as the control characters of Latin-1."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


def _lone(error: UnicodeError) -> tuple[str, int]:
    """Return surrogate halves as they are, other invalid bytes as lone surrogates.

    Both are found later, with their cell.
    """
    assert isinstance(error, UnicodeDecodeError)
    try:
        text, end = codecs.lookup_error("surrogatepass")(error)
    except UnicodeDecodeError:
        return "\udcff", error.end
    return str(text), end


_CONTROLS, _WIDE = "turven.controls", "turven.lone"
codecs.register_error(_CONTROLS, _controls)
codecs.register_error(_WIDE, _lone)
