"""Reads Word documents: paragraphs, lists, tables, text boxes, notes, and the figures of charts.

Our own, since neither python-docx nor mammoth reads charts and text boxes, and all of it is needed
in order, with the heading that each part stands under.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from posixpath import normpath
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from pipeline.errors import UnreadableFileError
from pipeline.files import is_unsafe_markup
from pipeline.lint.figure_patterns import words_of_all
from pipeline.lint.read.blocks import Block, Grid, Kind, Place, TextBlock, tidy
from pipeline.lint.read.charts import grid_of_chart, title_of_chart

MAX_BYTES = 128 << 20  # parts that unpack to more are not opened
_MAX_FILES = 20_000
_MAX_SPAN = 200

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK})
_BREAKS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_WRAPPERS = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"})
# RecursionError, from endlessly nested markup, is a RuntimeError
_DAMAGED = (
    BadZipFile,
    ZlibError,
    ElementTree.ParseError,
    OSError,
    RuntimeError,
    ValueError,
    EOFError,
)


def blocks_of_docx(path: Path, content: bytes) -> list[Block]:
    """Return the blocks and charts of a Word document.

    `UnreadableFileError` for one that is damaged or malicious, or any other file.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _Reader(_open(path, archive)).read()
    except _DAMAGED:
        raise UnreadableFileError(path, "the Word document is damaged; save it anew") from None


def _open(path: Path, archive: ZipFile) -> _Package:
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    if "word/document.xml" not in sizes:
        raise UnreadableFileError(path, "not a Word document of this kind; save it as .docx")
    total = sum(
        size
        for name, size in sizes.items()
        if name.startswith("word/") and name.endswith((".xml", ".rels"))
    )
    if total > MAX_BYTES or len(sizes) > _MAX_FILES:
        limit = f"unpacks to more than {MAX_BYTES >> 20} MB of text"
        raise UnreadableFileError(path, f"{limit}, more than is safe to open")
    return _Package(path, archive, frozenset(sizes))


@dataclass
class _Package:
    path: Path
    archive: ZipFile
    names: frozenset[str]

    def tree(self, name: str) -> Element | None:
        """Return the markup of a part, None without it; one that declares entities is refused."""
        if name not in self.names:
            return None
        content = self.archive.read(name)
        if is_unsafe_markup(content):
            declares = "declares entities or an encoding that no word processor writes"
            raise UnreadableFileError(self.path, f"{declares}; save it anew")
        return ElementTree.fromstring(content)

    def charts(self) -> dict[str, str]:
        """Return the name of each chart part by the id of its relationship."""
        tree = self.tree("word/_rels/document.xml.rels")
        charts = {}
        for relation in tree if tree is not None else ():
            if str(relation.get("Type", "")).endswith("/chart"):
                target = str(relation.get("Target"))
                inside = target[1:] if target.startswith("/") else normpath(f"word/{target}")
                charts[str(relation.get("Id"))] = inside
        return charts

    def styles(self) -> dict[str, Kind]:
        """Return heading, caption or item by the id of each style, from the style's name."""
        named: tuple[Kind, ...] = ("heading", "caption", "item")
        beginnings = {kind: tuple(words_of_all("styles", kind)) for kind in named}
        tree = self.tree("word/styles.xml")
        kinds: dict[str, Kind] = {}
        for style in tree.iter(f"{_W}style") if tree is not None else ():
            name = _value(style.find(f"{_W}name")).lower()
            kind = next((kind for kind in named if name.startswith(beginnings[kind])), None)
            if kind:
                kinds[str(style.get(f"{_W}styleId"))] = kind
        return kinds


@dataclass
class _Reader:
    package: _Package
    blocks: list[Block] = field(default_factory=list)
    heading: str = ""
    paragraphs: int = 0
    tables: int = 0
    charts: int = 0
    pictures: int = 0

    def read(self) -> list[Block]:
        self.styles, self.chart_names = self.package.styles(), self.package.charts()
        document = self.package.tree("word/document.xml")
        body = document.find(f"{_W}body") if document is not None else None
        self.read_all(body)
        for name in ("word/footnotes.xml", "word/endnotes.xml"):
            notes = self.package.tree(name)
            self.heading = ""
            for note in notes if notes is not None else ():
                self.read_all(note)
        return self.blocks

    def read_all(self, parent: Element | None) -> None:
        for node in parent if parent is not None else ():
            if node.tag == f"{_W}p":
                self.paragraph(node)
            elif node.tag == f"{_W}tbl":
                self.table(node)
            elif node.tag in _WRAPPERS:
                self.read_all(node)

    def paragraph(self, node: Element) -> None:
        text = tidy("".join(_texts(node)))
        if text:
            kind = self._kind(node)
            if kind == "heading":
                self.heading = ""
            self.paragraphs += 1
            place = Place(f"paragraph {self.paragraphs}", self.heading)
            self.blocks.append(TextBlock(text, place, kind))
            if kind == "heading":
                self.heading = text
        for inner in _visible(node):
            if inner.tag == f"{_W}txbxContent":
                self.read_all(inner)
            elif inner.tag == f"{_WP}docPr":
                self.picture(inner)
            elif inner.tag == f"{_C}chart":
                self.chart(str(inner.get(f"{_R}id")))

    def _kind(self, node: Element) -> Kind:
        properties = node.find(f"{_W}pPr")
        if properties is None:
            return "paragraph"
        kind = self.styles.get(_value(properties.find(f"{_W}pStyle")))
        if kind:
            return kind
        if properties.find(f"{_W}outlineLvl") is not None:
            return "heading"
        return "item" if properties.find(f"{_W}numPr") is not None else "paragraph"

    def table(self, node: Element) -> None:
        self.tables += 1
        rows = [_cells(row) for row in node.iter(f"{_W}tr")]
        filled = tuple(row for row in rows if any(row))
        if filled:
            self.blocks.append(Grid(filled, Place(f"table {self.tables}", self.heading)))

    def picture(self, properties: Element) -> None:
        """Read the alternative text of a picture or chart, as a text of its own."""
        text = tidy(str(properties.get("descr", "")))
        if text:
            self.pictures += 1
            place = Place(f"picture {self.pictures}", self.heading)
            self.blocks.append(TextBlock(text, place))

    def chart(self, relation: str) -> None:
        name = self.chart_names.get(relation)
        if not name:
            return
        self.charts += 1
        tree = self.package.tree(name)
        if tree is None:
            return
        part = f"chart {self.charts}"
        if title := title_of_chart(tree):
            place = Place(f"{part}, title", self.heading)
            self.blocks.append(TextBlock(title, place, "caption"))
        if grid := grid_of_chart(tree, Place(part, self.heading)):
            self.blocks.append(grid)


def _cells(row: Element) -> tuple[str, ...]:
    """Return the texts of a row.

    A cell that spans several columns is repeated in each, so that it applies to all of them.
    """
    cells: list[str] = []
    for cell in row.findall(f"{_W}tc"):
        text = tidy(" ".join("".join(_texts(paragraph)) for paragraph in cell.iter(f"{_W}p")))
        width = _value(cell.find(f"{_W}tcPr/{_W}gridSpan"))
        cells += [text] * (min(int(width), _MAX_SPAN) if width.isdigit() else 1)
    return tuple(cells)


def _value(node: Element | None) -> str:
    return "" if node is None else str(node.get(f"{_W}val", ""))


def _texts(node: Element) -> Iterator[str]:
    """Yield the texts of a paragraph without those of text boxes in it."""
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _UNSEEN and child.tag != f"{_W}txbxContent":
            yield from _texts(child)


def _visible(node: Element) -> Iterator[Element]:
    """Yield all in a paragraph but its text boxes and fallbacks for older programs."""
    for child in node:
        if child.tag in _UNSEEN:
            continue
        yield child
        if child.tag != f"{_W}txbxContent":
            yield from _visible(child)
