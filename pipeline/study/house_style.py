"""The house style file that a study names: colours, font files, logo. `read_house` gives the `House` that pictures and pages use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from pipeline.errors import DocumentError, did_you_mean
from pipeline.files import Document, Form, Place, read_document
from pipeline.study.house import BAR_CONTRAST, House, contrast, mix


def _colour(value: object) -> object:
    if value is None:
        raise ValueError(
            "empty; put a colour in quotes, for what follows a bare # is a comment: '#0f3d57'"
        )
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(f"should be a colour such as '#0f3d57' (it says {value!r})")
    return value.lower()


Colour = Annotated[str, BeforeValidator(_colour)]
Colours = Annotated[tuple[Colour, ...], Field(min_length=1, max_length=12)]

LARGEST_LOGO = 1_000_000
"""Bytes; a page holds its logo whole."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_FONT_SIGNS = (b"\x00\x01\x00\x00", b"OTTO", b"true")


class HouseColours(Form):
    """Colours as `#rrggbb`; what is left out follows from `deep` and `accent`, or is turven's own."""

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
    """Font files (TTF or OTF), relative to the file that names them; without `bold` the regular one serves for both."""

    regular: str
    bold: str = ""


class HouseStyle(Form):
    """A house style as its file says."""

    colours: HouseColours = Field(default_factory=HouseColours)
    fonts: HouseFonts | None = None
    logo: str = ""


def read_house(path: Path) -> House:
    """The house style of that file. `DocumentError` for a mistake in it, a file that it names and isn't there, or one that is no font or logo."""
    style, document = read_document(path).parse(HouseStyle)
    logo, kind = _logo(document, path.parent, style.logo) if style.logo else (b"", "")
    regular = _font(document, path.parent, style.fonts.regular, "regular") if style.fonts else ""
    bold = (
        _font(document, path.parent, style.fonts.bold, "bold")
        if style.fonts and style.fonts.bold
        else regular
    )
    return House(**_colours(style.colours), font=regular, font_bold=bold, logo=logo, logo_kind=kind)


def house_files(path: Path) -> list[Path]:
    """The file and those that it names."""
    style = read_document(path).as_form(HouseStyle)
    fonts = [style.fonts.regular, style.fonts.bold] if style.fonts else []
    return [path, *(path.parent / name for name in (*fonts, style.logo) if name)]


def _colours(given: HouseColours) -> dict[str, Any]:
    """The colours given, and those that follow from them where turven's own would clash."""
    found: dict[str, Any] = {key: value for key, value in given.model_dump().items() if value}
    paper = found.get("paper", House.paper)
    if "deep" in found:
        deep = found["deep"]
        found.setdefault("second", deep)
        found.setdefault("waves", (deep, _tint(deep, paper)))
        found.setdefault("words", (deep, found["second"], found.get("muted", House.muted)))
    if "accent" in found:
        found.setdefault("accent_wash", mix(found["accent"], paper, 0.93))
    return found


def _tint(colour: str, paper: str) -> str:
    """The palest mixture with the paper that a bar may have."""
    steps = [mix(colour, paper, step / 50) for step in range(50)]
    return next(
        (tint for tint in reversed(steps) if contrast(tint, paper) >= BAR_CONTRAST + 0.1), colour
    )


def _font(document: Document, folder: Path, name: str, key: str) -> str:
    path, content = _content(document, folder, name, ("fonts", key))
    if not content.startswith(_FONT_SIGNS):
        raise document.error(
            ("fonts", key), f"{name} is no TrueType or OpenType font (.ttf or .otf)"
        )
    return str(path.resolve())


def _logo(document: Document, folder: Path, name: str) -> tuple[bytes, str]:
    _, content = _content(document, folder, name, ("logo",))
    if len(content) > LARGEST_LOGO:
        raise document.error(
            ("logo",), f"{name} is {len(content):,} bytes; a logo has at most {LARGEST_LOGO:,}"
        )
    if content.startswith(b"\x89PNG\r\n"):
        return content, "image/png"
    if b"<svg" in content[:2000]:
        return content, "image/svg+xml"
    raise document.error(("logo",), f"{name} is no PNG and no SVG")


def _content(document: Document, folder: Path, name: str, place: Place) -> tuple[Path, bytes]:
    path = folder / name
    try:
        return path, path.read_bytes()
    except (OSError, ValueError):
        raise _missing(document, place, path) from None


def _missing(document: Document, place: Place, path: Path) -> DocumentError:
    beside = sorted(p.name for p in path.parent.glob("*")) if path.parent.is_dir() else []
    return document.error(
        place, f"no file {path.name} in {path.parent}.{did_you_mean(path.name, beside)}"
    )
