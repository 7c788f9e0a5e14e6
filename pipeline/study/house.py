"""The house style: the colours, letters and logo of a report. A value that travels with the figures; every default is turven's own look."""

from __future__ import annotations

from dataclasses import dataclass

TEXT_CONTRAST, BAR_CONTRAST, WAVE_CONTRAST = 4.5, 3.0, 1.5
"""What a text, a bar and the bars of two waves need at least, as the contrast ratio of WCAG 2."""


@dataclass(frozen=True)
class House:
    """How pictures and pages look: colours as `#rrggbb`, letters as paths of TrueType or OpenType files, the logo as it lies in its file.

    `deep` is the main colour, `second` one beside it, `accent` marks what asks for attention, `wash` is the ground of tiles. `waves` are the bars of
    waves, newest first, `others` the same for answers that fit no theme, `words` those of a word cloud, most named first. A font of '' is DejaVu
    Sans, so that pictures are the same whatever fonts a machine has.
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


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 to 1: what grey print leaves of it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(one: str, other: str, part: float) -> str:
    """`part` (0..1) of the other colour in the one."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def illegible(house: House) -> list[tuple[str, str]]:
    """Colours that can't be read or told apart: (key, what is wrong with it), one for each colour. Empty for turven's own."""
    texts = [(key, getattr(house, key)) for key in ("ink", "muted", "deep", "second", "accent")]
    texts += [("words", colour) for colour in house.words]
    bars = [(key, colour) for key in ("waves", "others") for colour in getattr(house, key)]
    found = [_pale(key, colour, house, "text") for key, colour in texts]
    found += [_pale(key, colour, house, "a bar") for key, colour in bars]
    found += [_alike(one, other) for one, other in zip(house.waves, house.waves[1:], strict=False)]
    return list(dict.fromkeys(pair for pair in found if pair))


def _pale(key: str, colour: str, house: House, kind: str) -> tuple[str, str] | None:
    """What is wrong with a colour on the ground where it is read worst."""
    grounds = (
        {"paper": house.paper} if kind == "a bar" else {"paper": house.paper, "wash": house.wash}
    )
    if key == "accent":
        grounds["accent_wash"] = house.accent_wash
    ground = min(grounds, key=lambda name: contrast(colour, grounds[name]))
    ratio, least = (
        contrast(colour, grounds[ground]),
        TEXT_CONTRAST if kind == "text" else BAR_CONTRAST,
    )
    what = f"{colour} on {ground} {grounds[ground]} has a contrast of {ratio:.1f}; {kind} needs {least:g}"
    return (key, what) if ratio < least else None


def _alike(one: str, other: str) -> tuple[str, str] | None:
    ratio = contrast(one, other)
    what = f"{one} and {other} look alike in grey print: a contrast of {ratio:.1f}; waves need {WAVE_CONTRAST:g}"
    return ("waves", what) if ratio < WAVE_CONTRAST else None
