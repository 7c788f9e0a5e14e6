"""The house style: colours, fonts and logo of a report, and checks that its colours are legible.

A value that travels with the figures; every default is turven's own look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

TEXT_CONTRAST, BAR_CONTRAST, WAVE_CONTRAST = 4.5, 3.0, 1.5
"""The minimum contrast ratio (WCAG 2) of a text, of a bar, and between the bars of two waves."""


@dataclass(frozen=True)
class House:
    """How pictures and pages look.

    Colours are `#rrggbb`, fonts paths of TrueType or OpenType files, the logo is as in its file.
    `deep` is the main colour, `second` one beside it, `accent` marks what asks for attention,
    `wash` is the background of tiles. `waves` are the bars of waves, newest first, `others` the
    same for answers that fit no theme, `words` those of a word cloud, most named first. A font of
    '' is DejaVu Sans, so that pictures are the same whatever fonts a machine has.
    """

    ink: str = "#14232e"
    muted: str = "#51606b"
    line: str = "#d5dde1"
    wash: str = "#f2f6f7"
    paper: str = "#ffffff"
    deep: str = "#0f3d57"
    second: str = "#0b6b74"
    accent: str = "#b4470f"
    accent_wash: str = "#fdf3ec"
    waves: tuple[str, ...] = ("#0f3d57", "#5296a5")
    others: tuple[str, ...] = ("#5c6870", "#87929a")
    words: tuple[str, ...] = ("#0f3d57", "#0b6b74", "#4a6572")
    font: str = ""
    font_bold: str = ""
    logo: bytes = b""
    logo_kind: str = ""
    """`image/png` or `image/svg+xml`."""


HOUSE = House()
"""turven's own look."""


@dataclass(frozen=True)
class IllegibleColour:
    """A colour that is illegible or indistinct: its key in the house style, and the problem."""

    key: str
    what: str


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1: its grey in greyscale print."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(one: str, other: str, part: float) -> str:
    """Return a mixture of two colours, `part` (0..1) of it the other."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def illegible(house: House) -> list[IllegibleColour]:
    """Return the illegible or indistinct colours; none in turven's own."""
    paper, wash = {"paper": house.paper}, {"wash": house.wash}
    of_accent = {**paper, **wash, "accent_wash": house.accent_wash}
    texts = [(key, getattr(house, key)) for key in ("ink", "muted", "deep", "second")]
    texts += [("words", colour) for colour in house.words]
    bars = [(key, colour) for key in ("waves", "others") for colour in getattr(house, key)]
    found = [_pale(key, colour, paper | wash, "text") for key, colour in texts]
    found += [_pale("accent", house.accent, of_accent, "text")]
    found += [_pale(key, colour, paper, "a bar") for key, colour in bars]
    found += [_alike(one, other) for one, other in pairwise(house.waves)]
    return [colour for colour in dict.fromkeys(found) if colour is not None]


_LEAST_CONTRAST = {"text": TEXT_CONTRAST, "a bar": BAR_CONTRAST}


def _pale(key: str, colour: str, grounds: Mapping[str, str], kind: str) -> IllegibleColour | None:
    """Return the problem of a colour on the background with the least contrast."""
    least = _LEAST_CONTRAST[kind]
    ground = min(grounds, key=lambda name: contrast(colour, grounds[name]))
    ratio = contrast(colour, grounds[ground])
    if ratio >= least:
        return None
    has = f"{colour} on {ground} {grounds[ground]} has a contrast of {ratio:.1f}"
    return IllegibleColour(key, f"{has}; {kind} needs {least:g}")


def _alike(one: str, other: str) -> IllegibleColour | None:
    """Return the problem of the colours of two consecutive waves."""
    ratio = contrast(one, other)
    if ratio >= WAVE_CONTRAST:
        return None
    alike = f"{one} and {other} look alike in grey print: a contrast of {ratio:.1f}"
    return IllegibleColour("waves", f"{alike}; waves need {WAVE_CONTRAST:g}")
