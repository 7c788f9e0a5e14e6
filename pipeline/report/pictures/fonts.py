"""The letters of a house: how wide a text is, where its lines break, and which file draws it.

A text with a sign that the house's font lacks is drawn whole in DejaVu Sans, which has most; a sign that neither has becomes a box.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableFileError
from pipeline.study import House

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font


class Fonts:
    """The regular and the bold letter of a house; widths are in inches, sizes in points."""

    def __init__(self, regular: str = "", bold: str = "") -> None:
        self._files = {False: regular, True: bold or regular}

    @staticmethod
    def of(house: House) -> Fonts:
        """The letters of that house; the same for equal houses, so that nothing is measured twice."""
        return _letters(house.font, house.font_bold)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """The width of a line of text."""
        return _ems(text, self.file(text, bold=bold)) * size / 72

    def wrap(self, text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
        """The text in lines of at most `width`; a word that is longer by itself is cut."""
        file, most = self.file(text, bold=bold), width * 72 / size
        lines: list[str] = []
        line = ""
        for word in text.split():
            for piece in _pieces(word, most, file):
                longer = f"{line} {piece}" if line else piece
                if line and _ems(longer, file) > most:
                    lines.append(line)
                    longer = piece
                line = longer
        return [*lines, line] if line else lines

    def shortened(self, text: str, width: float, size: float) -> str:
        """The text, or as much of its beginning as fits with an ellipsis behind it."""
        if self.width(text, size) <= width:
            return text
        while text and self.width(f"{text}…", size) > width:
            text = text[:-1].rstrip()
        return f"{text}…"

    def width_in(self, file: str, text: str, size: float) -> float:
        """The width of a line of text in that font file."""
        return _ems(text, file) * size / 72

    def file(self, text: str, *, bold: bool = False) -> str:
        """The font file that has all signs of the text."""
        own = self._files[bold]
        return own if own and all(_advance(own, c) is not None for c in text) else dejavu(bold=bold)


def dejavu(*, bold: bool = False) -> str:
    """DejaVu Sans as matplotlib carries it."""
    import matplotlib

    return f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"


@cache
def face(file: str) -> FT2Font:
    """The font of that file at 100 pixels to the em; `UnreadableFileError` where it is none."""
    from matplotlib.ft2font import FT2Font

    try:
        letter = FT2Font(file)
    except (OSError, RuntimeError) as error:
        raise UnreadableFileError(file, f"no font that can be used ({error})") from None
    letter.set_size(100, 72)
    return letter


@cache
def _letters(regular: str, bold: str) -> Fonts:
    return Fonts(regular, bold)


def _ems(text: str, file: str) -> float:
    return sum(_advance(file, c) or _box(file) for c in text)


def _pieces(word: str, most: float, file: str) -> Iterator[str]:
    while len(word) > 1 and _ems(word, file) > most:
        cut = len(word) - 1
        while cut > 1 and _ems(word[:cut], file) > most:
            cut -= 1
        yield word[:cut]
        word = word[cut:]
    yield word


@lru_cache(maxsize=20_000)
def _advance(file: str, character: str) -> float | None:
    """The width of a sign in ems, None where the font lacks it."""
    from matplotlib.ft2font import LoadFlags

    letter = face(file)
    place = letter.get_char_index(ord(character))
    return (
        letter.load_glyph(place, LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100
        if place
        else None
    )


@cache
def _box(file: str) -> float:
    """The width of what stands for a sign that the font lacks."""
    from matplotlib.ft2font import LoadFlags

    letter = face(file)
    # no font has this sign
    return (
        letter.load_glyph(letter.get_char_index(0xFFFF), LoadFlags.NO_HINTING).linearHoriAdvance
        / 65536
        / 100
    )
