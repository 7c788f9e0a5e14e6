"""The house style: every colour, letter and size of the report, its pictures and its page.

Colours keep their order in grey print and for colour-blind readers: dark is new, light is old, and the one warm tone
marks what asks for attention. Texts have a contrast of at least 4.5 : 1 with their ground, bars of at least 3 : 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

INK = "#14232e"
MUTED = "#51606b"
LINE = "#d5dde1"
WASH = "#f2f6f7"
PAPER = "#ffffff"
DEEP = "#0f3d57"
TEAL = "#0b6b74"
ACCENT = "#b4470f"
ACCENT_WASH = "#fdf3ec"

WAVES = ("#0f3d57", "#5296a5", "#748993", "#7d8ea9")
"""Bars of a wave, newest first; more waves share the last colour and are told apart by their names."""

OTHER_WAVES = ("#5c6870", "#87929a", "#87929a", "#87929a")
"""The same for the row of answers that fit no theme."""

CODERS = {"rules": ("#5296a5", "s"), "classifier": ("#b4470f", "D"), "both": ("#0f3d57", "o")}
"""Colour and sign of rules, the classifier and both; the sign tells them apart where colours don't."""

NARROW = 3.6
"""Inches of a picture that stays readable on a phone."""

CLOUD = ((0.70, DEEP), (0.35, TEAL), (0.0, "#4a6572"))
"""A word gets the first colour whose floor its part of the largest number reaches; the largest the accent."""

PAGE_COLOURS = {
    "ink": INK, "muted": MUTED, "line": LINE, "wash": WASH, "paper": PAPER, "deep": DEEP, "teal": TEAL,
    "accent": ACCENT, "accent_wash": ACCENT_WASH,
}  # fmt: skip

WIDTH = 6.7
"""Inches: 17 cm, the text width of an A4 page."""

DPI = 300

RC: Mapping[str, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "turven",
    "text.parse_math": False,
    "text.usetex": False,
    "path.simplify": False,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
}


def wave_colour(place: int, *, other: bool = False) -> str:
    """The colour of a wave's bar; place 0 is the newest."""
    ramp = OTHER_WAVES if other else WAVES
    return ramp[min(place, len(ramp) - 1)]


def cloud_colour(part: float) -> str:
    """The colour of a word named by that part (0..1) of the respondents who named the largest."""
    return ACCENT if part >= 1 else next(colour for floor, colour in CLOUD if part >= floor)


def font_path(*, bold: bool = False) -> str:
    """DejaVu Sans as matplotlib carries it, so that pictures are the same whatever fonts a machine has."""
    import matplotlib

    return f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"


def font(size: float, *, bold: bool = False) -> FontProperties:
    """The letter of pictures in that size (points)."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=font_path(bold=bold), size=size)
