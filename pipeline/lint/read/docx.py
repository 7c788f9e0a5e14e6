"""Reads Word documents: paragraphs, lists, tables, text boxes, notes, and the figures that charts keep.

Our own, since neither python-docx nor mammoth reads charts and text boxes, and all of it is needed
in order, with the heading that each part stands under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from posixpath import normpath
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from pipeline.errors import UnreadableFileError
from pipeline.lint.read.blocks import Grid, Kind, Part, Piece, Place, tidy
from pipeline.lint.read.charts import grid_of_chart

MOST_BYTES = 128 << 20
"""Parts that unpack to more are not opened."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK})
_BREAKS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")


def parts_of_docx(path: Path, content: bytes) -> list[Part]:
    """The pieces, tables and charts of a Word document. `UnreadableFileError` for one that is damaged, none, or made to do harm."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            files = {info.filename: info.file_size for info in archive.infolist()}
            if "word/document.xml" not in files:
                raise UnreadableFileError(
                    path, "not a Word document of this kind; save it as .docx"
                )
            wanted = [
                name
                for name in files
                if name.startswith("word/") and name.endswith((".xml", ".rels"))
            ]
            if sum(files[name] for name in wanted) > MOST_BYTES or len(files) > 20_000:
                raise UnreadableFileError(
                    path,
                    f"unpacks to more than {MOST_BYTES >> 20} MB of text, more than is safe to open",
                )
            package = _Package(path, archive, frozenset(files))
            return _Reader(package).read()
    except (
        BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ZlibError,
        OSError,
        ElementTree.ParseError,
        ValueError,
    ):
        # RecursionError, of mark-up within mark-up without end, is a RuntimeError
        raise UnreadableFileError(path, "the Word document is damaged; save it anew") from None


@dataclass
class _Package:
    path: Path
    archive: ZipFile
    names: frozenset[str]

    def tree(self, name: str) -> ElementTree.Element | None:
        """The mark-up of a part, None without it; one that declares entities is refused."""
        if name not in self.names:
            return None
        content = self.archive.read(name)
        if _DECLARES.search(content) or b"\0" in content[:4096]:
            raise UnreadableFileError(
                self.path,
                "declares entities or an encoding that no word processor writes; save it anew",
            )
        return ElementTree.fromstring(content)

    def charts(self) -> dict[str, str]:
        """Relation id -> name of the chart part."""
        tree = self.tree("word/_rels/document.xml.rels")
        if tree is None:
            return {}
        found = {
            str(r.get("Id")): str(r.get("Target"))
            for r in tree
            if str(r.get("Type", "")).endswith("/chart")
        }
        return {
            key: normpath(f"word/{name}") if not name.startswith("/") else name[1:]
            for key, name in found.items()
        }

    def styles(self) -> dict[str, Kind]:
        """Style id -> heading, caption or item, by the names that Word gives in every language."""
        tree = self.tree("word/styles.xml")
        kinds: dict[str, Kind] = {}
        for style in tree.iter(f"{_W}style") if tree is not None else ():
            name = style.find(f"{_W}name")
            plain = str(name.get(f"{_W}val", "")).lower() if name is not None else ""
            if plain.startswith(("heading", "title", "kop")):
                kinds[str(style.get(f"{_W}styleId"))] = "heading"
            elif plain.startswith(("caption", "bijschrift")):
                kinds[str(style.get(f"{_W}styleId"))] = "caption"
            elif plain.startswith(("list", "lijst")):
                kinds[str(style.get(f"{_W}styleId"))] = "item"
        return kinds


@dataclass
class _Reader:
    package: _Package
    parts: list[Part] = field(default_factory=list)
    heading: str = ""
    paragraphs: int = 0
    tables: int = 0
    charts: int = 0

    def read(self) -> list[Part]:
        self.styles, self.chart_names = self.package.styles(), self.package.charts()
        document = self.package.tree("word/document.xml")
        body = document.find(f"{_W}body") if document is not None else None
        for child in body if body is not None else ():
            self.block(child)
        for name in ("word/footnotes.xml", "word/endnotes.xml"):
            notes = self.package.tree(name)
            self.heading = ""
            for note in notes if notes is not None else ():
                for child in note:
                    self.block(child)
        return self.parts

    def block(self, node: ElementTree.Element) -> None:
        if node.tag == f"{_W}p":
            self.paragraph(node)
        elif node.tag == f"{_W}tbl":
            self.table(node)
        elif node.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            for child in node:
                self.block(child)

    def paragraph(self, node: ElementTree.Element) -> None:
        text = tidy("".join(_texts(node)))
        if text:
            kind = self._kind(node)
            self.paragraphs += 1
            if kind == "heading":
                self.heading = text
                self.parts.append(Piece(text, Place(f"paragraph {self.paragraphs}"), kind))
            else:
                self.parts.append(
                    Piece(text, Place(f"paragraph {self.paragraphs}", self.heading), kind)
                )
        for inner in _visible(node):
            if inner.tag == f"{_W}txbxContent":
                for child in inner:
                    self.block(child)
            elif inner.tag == f"{_C}chart" and (
                name := self.chart_names.get(str(inner.get(f"{_R}id")))
            ):
                self.chart(name)

    def _kind(self, node: ElementTree.Element) -> Kind:
        properties = node.find(f"{_W}pPr")
        if properties is None:
            return "paragraph"
        style = properties.find(f"{_W}pStyle")
        kind = self.styles.get(str(style.get(f"{_W}val"))) if style is not None else None
        if kind is None and properties.find(f"{_W}outlineLvl") is not None:
            kind = "heading"
        return kind or ("item" if properties.find(f"{_W}numPr") is not None else "paragraph")

    def table(self, node: ElementTree.Element) -> None:
        self.tables += 1
        rows = []
        for row in node.iter(f"{_W}tr"):
            cells: list[str] = []
            for cell in row.findall(f"{_W}tc"):
                text = tidy(" ".join("".join(_texts(p)) for p in cell.iter(f"{_W}p")))
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                width = str(span.get(f"{_W}val", "1")) if span is not None else "1"
                # a cell over several columns stands in each, so that what it says holds for all of them
                cells += [text] * (min(int(width), 200) if width.isdigit() else 1)
            if any(cells):
                rows.append(tuple(cells))
        if rows:
            self.parts.append(Grid(tuple(rows), Place(f"table {self.tables}", self.heading)))

    def chart(self, name: str) -> None:
        tree = self.package.tree(name)
        self.charts += 1
        if tree is not None:
            title, grid = grid_of_chart(tree, Place(f"chart {self.charts}", self.heading))
            if title:
                self.parts.append(
                    Piece(title, Place(f"chart {self.charts}, title", self.heading), "caption")
                )
            if grid:
                self.parts.append(grid)


def _texts(node: ElementTree.Element) -> Iterator[str]:
    """The texts of a paragraph without those of text boxes in it."""
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _UNSEEN and child.tag != f"{_W}txbxContent":
            yield from _texts(child)


def _visible(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """All that is in a paragraph, but not what is in its text boxes nor what older programs show instead."""
    for child in node:
        if child.tag in _UNSEEN:
            continue
        yield child
        if child.tag != f"{_W}txbxContent":
            yield from _visible(child)
