"""The fonts of a house: the width of a text, its line breaks, and the font file that draws it.

A text with a character that the house's font lacks is drawn entirely in DejaVu Sans, which has
most; a character that neither has becomes a box.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableFileError
from pipeline.study import House

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font, GlyphIndexType


class Fonts:
    """The regular and the bold font of a house; widths are in inches, sizes in points."""

    def __init__(self, regular: str = "", bold: str = "") -> None:
        self._files = {False: regular, True: bold or regular}

    @staticmethod
    def of(house: House) -> Fonts:
        """Return the fonts of that house, cached so that nothing is measured twice."""
        return _fonts(house.font, house.font_bold)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a line of text."""
        return _ems(text, self.file(text, bold=bold)) * size / 72

    def wrap(self, text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
        """Return the text in lines of at most `width`; a longer word is split."""
        file, max_ems = self.file(text, bold=bold), width * 72 / size
        lines: list[str] = []
        line = ""
        for word in text.split():
            for piece in _pieces(word, max_ems, file):
                longer = f"{line} {piece}" if line else piece
                if line and _ems(longer, file) > max_ems:
                    lines.append(line)
                    longer = piece
                line = longer
        return [*lines, line] if line else lines

    def shortened(self, text: str, width: float, size: float) -> str:
        """Return the text, or as much of its beginning as fits with an ellipsis after it."""
        if self.width(text, size) <= width:
            return text
        while text and self.width(f"{text}…", size) > width:
            text = text[:-1].rstrip()
        return f"{text}…"

    def width_in(self, file: str, text: str, size: float) -> float:
        """Return the width of a line of text in that font file."""
        return _ems(text, file) * size / 72

    def file(self, text: str, *, bold: bool = False) -> str:
        """Return the font file that has all characters of the text."""
        own = self._files[bold]
        if own and all(_advance(own, character) is not None for character in text):
            return own
        return dejavu(bold=bold)


def dejavu(*, bold: bool = False) -> str:
    """Return the file of DejaVu Sans that matplotlib carries."""
    import matplotlib

    return f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"


@cache
def face(file: str) -> FT2Font:
    """Return the font, 100 pixels to the em; `UnreadableFileError` if the file is no font."""
    from matplotlib.ft2font import FT2Font

    try:
        font = FT2Font(file)
    except (OSError, RuntimeError) as error:
        raise UnreadableFileError(file, f"no font that can be used ({error})") from None
    font.set_size(100, 72)
    return font


@cache
def _fonts(regular: str, bold: str) -> Fonts:
    return Fonts(regular, bold)


def _ems(text: str, file: str) -> float:
    return sum(_advance(file, character) or _box(file) for character in text)


def _pieces(word: str, max_ems: float, file: str) -> Iterator[str]:
    while len(word) > 1 and _ems(word, file) > max_ems:
        cut = len(word) - 1
        while cut > 1 and _ems(word[:cut], file) > max_ems:
            cut -= 1
        yield word[:cut]
        word = word[cut:]
    yield word


@lru_cache(maxsize=20_000)
def _advance(file: str, character: str) -> float | None:
    """Return the width of a character in ems, None if the font lacks it."""
    place = face(file).get_char_index(ord(character))
    return _glyph_width(file, place) if place else None


@cache
def _box(file: str) -> float:
    # no font has this character
    return _glyph_width(file, face(file).get_char_index(0xFFFF))


def _glyph_width(file: str, place: GlyphIndexType) -> float:
    from matplotlib.ft2font import LoadFlags

    return face(file).load_glyph(place, LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100
