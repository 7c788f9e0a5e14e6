"""The house style file that a study names: colours, font files, logo."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
from pydantic import BeforeValidator, Field

from pipeline.files import Document, Form, Place, read_document
from pipeline.model import PROBLEMS
from pipeline.study.consistency import missing_file
from pipeline.study.house import BAR_CONTRAST, House, contrast, illegible, mix

if TYPE_CHECKING:
    from pipeline.study.study import Study


def _colour(value: object) -> object:
    if value is None:
        why = "put a colour in quotes, for what follows a bare # is a comment: '#0f3d57'"
        raise ValueError(f"empty; {why}")
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(f"should be a colour such as '#0f3d57' (it says {value!r})")
    return value.lower()


Colour = Annotated[str, BeforeValidator(_colour)]
Colours = Annotated[tuple[Colour, ...], Field(min_length=1, max_length=12)]

MAX_LOGO_BYTES = 1_000_000
"""A page embeds its logo."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_FONT_SIGNATURES = (b"\x00\x01\x00\x00", b"OTTO", b"true")


class HouseColours(Form):
    """Colours as `#rrggbb`; defaults follow from `deep` and `accent`, or are our own."""

    ink: Colour = ""
    muted: Colour = ""
    line: Colour = ""
    wash: Colour = ""
    paper: Colour = ""
    deep: Colour = ""
    second: Colour = ""
    accent: Colour = ""
    accent_wash: Colour = ""
    waves: Colours = ()
    others: Colours = ()
    words: Colours = ()


class HouseFonts(Form):
    """Font files (TTF or OTF), relative to the file that names them.

    Without `bold` the regular one serves for both.
    """

    regular: str
    bold: str = ""


class HouseStyle(Form):
    """A house style as in its file."""

    colours: HouseColours = Field(default_factory=HouseColours)
    fonts: HouseFonts | None = None
    logo: str = ""


def read_house(path: Path) -> House:
    """Return the house style of that file, as pictures and pages use it.

    `DocumentError` for a mistake in it, a missing file, or one that is no font or logo.
    """
    style, document = read_document(path).parse(HouseStyle)
    look = _colours(style.colours)
    if style.logo:
        look["logo"], look["logo_kind"] = _logo(document, style.logo)
    if style.fonts:
        look["font"] = look["font_bold"] = _font(document, style.fonts.regular, "regular")
        if style.fonts.bold:
            look["font_bold"] = _font(document, style.fonts.bold, "bold")
    return House(**look)


def house_files(path: Path) -> list[Path]:
    """Return the file and those that it names."""
    style = read_document(path).as_form(HouseStyle)
    fonts = [style.fonts.regular, style.fonts.bold] if style.fonts else []
    return [path, *(path.parent / name for name in (*fonts, style.logo) if name)]


def house_problems(study: Study) -> pd.DataFrame:
    """Return a line (`PROBLEMS`) for every illegible or indistinct colour; they are used anyway."""
    colours = illegible(study.house_style)
    return PROBLEMS.frame(
        {
            "file": [study.house] * len(colours),
            "row": [0] * len(colours),
            "column": [f"colours.{colour.key}" for colour in colours],
            "what": [colour.what for colour in colours],
            "what_to_do": ["choose a colour with more contrast"] * len(colours),
            "refused": [0] * len(colours),
        }
    )


def _colours(given: HouseColours) -> dict[str, Any]:
    """Return the colours given, and those that follow from them where our own would clash."""
    colours: dict[str, Any] = {key: value for key, value in given.model_dump().items() if value}
    paper = colours.get("paper", House.paper)
    if "deep" in colours:
        deep = colours["deep"]
        colours.setdefault("second", deep)
        colours.setdefault("waves", (deep, _tint(deep, paper)))
        colours.setdefault("words", (deep, colours["second"], colours.get("muted", House.muted)))
    if "accent" in colours:
        colours.setdefault("accent_wash", mix(colours["accent"], paper, 0.93))
    return colours


def _tint(colour: str, paper: str) -> str:
    """Return the palest mixture with the paper that a bar may have."""
    for step in reversed(range(50)):
        tint = mix(colour, paper, step / 50)
        if contrast(tint, paper) >= BAR_CONTRAST + 0.1:
            return tint
    return colour


def _font(document: Document, name: str, key: str) -> str:
    place = ("fonts", key)
    path = document.path.parent / name
    if not _content(document, place, path).startswith(_FONT_SIGNATURES):
        raise document.error(place, f"{name} is no TrueType or OpenType font (.ttf or .otf)")
    return str(path.resolve())


def _logo(document: Document, name: str) -> tuple[bytes, str]:
    """Return the logo as in its file, and its media type."""
    place = ("logo",)
    content = _content(document, place, document.path.parent / name)
    if len(content) > MAX_LOGO_BYTES:
        size = f"{name} is {len(content):,} bytes; a logo has at most {MAX_LOGO_BYTES:,}"
        raise document.error(place, size)
    if content.startswith(b"\x89PNG\r\n"):
        return content, "image/png"
    if b"<svg" in content[:2000]:
        return content, "image/svg+xml"
    raise document.error(place, f"{name} is no PNG and no SVG")


def _content(document: Document, place: Place, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        raise missing_file(document, place, path) from None
