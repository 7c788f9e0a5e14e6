"""Chapters as Word documents, in the house's template or the one that stands in for it; the same run gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pipeline.counts import RunSummary
from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.files import cell_text
from pipeline.report.chapters.chapter import (
    Chapter,
    ChapterQuote,
    ChapterRow,
    ChapterTable,
    Pictures,
    chapters_of,
)
from pipeline.report.chapters.house_template import PICTURE_HEIGHT, TEXT_WIDTH, house_template
from pipeline.report.chapters.template_guard import read_template, template_environment
from pipeline.report.file_style import colours_of
from pipeline.report.pictures import Picture
from pipeline.report.words import NumberFormats

_MOMENT = datetime(2000, 1, 1)
"""Stands for when a document was made: the same figures give the same bytes."""

_TWIPS = 567
"""Of a centimetre, nearly."""


def chapters_word(
    summary: RunSummary, pictures: Pictures, template: Path | None
) -> Iterator[tuple[str, bytes]]:
    """Yields (path, content): `chapters/<question>.docx` of each question, `chapters.docx`, and the template that was used where it is ours.

    `UnreadableFileError` of one line for a template that can't be filled.
    """
    need_word()
    source = (
        read_template(template)
        if template
        else house_template(NumberFormats.of(summary), colours_of(summary))
    )
    name = template or Path("template.docx")
    chapters = chapters_of(summary)
    for chapter in chapters:
        yield (
            f"chapters/{chapter.id}.docx",
            _filled(source, name, summary, [chapter], pictures, own=not template),
        )
    yield "chapters.docx", _filled(source, name, summary, chapters, pictures, own=not template)
    if template is None:
        yield "chapters-template.docx", _settled(source)


def check_template(path: Path) -> None:
    """`UnreadableFileError` of one line for a template that can't be filled, tried with a chapter that has everything."""
    need_word()
    summary = _Sample()
    _filled(read_template(path), path, summary, [_sample()], {"q": _DOT}, own=False)


def need_word() -> None:
    """`MissingExtraError` when the libraries that write Word documents are not installed."""
    try:
        import docx  # noqa: F401
        import docxtpl  # noqa: F401
    except ImportError:
        raise MissingExtraError("Word documents", "word") from None


def _filled(
    source: bytes, name: Path, summary: RunSummary | _Sample, chapters: Sequence[Chapter], pictures: Pictures, *, own: bool
) -> bytes:  # fmt: skip
    from docxtpl import DocxTemplate

    into = BytesIO()
    try:
        template: Any = DocxTemplate(BytesIO(source))
        template.init_docx()
        values = {
            "title": _clean(summary.title),
            "note": _clean(summary.note),
            "book": len(chapters) != 1,
            "contents": [_clean(chapter.title) for chapter in chapters],
            "questions": [
                _values(template, chapter, pictures.get(chapter.id)) for chapter in chapters
            ],
        }
        template.render(values, template_environment(), autoescape=True)
        if own:
            _widths(template.docx)
        properties = template.docx.core_properties
        properties.title, properties.author = _clean(summary.title)[:200], "turven"
        properties.created = properties.modified = _MOMENT
        properties.last_modified_by, properties.revision = "turven", 1
        template.save(into)
    except Exception as error:
        # whatever a template does wrong, its owner gets one line
        said = " ".join(str(error).split()) or type(error).__name__
        raise UnreadableFileError(name, f"this template can't be filled: {said[:200]}") from None
    return _settled(into.getvalue())


def _values(template: Any, chapter: Chapter, picture: Picture | None) -> Mapping[str, Any]:
    values: dict[str, Any] = _cleaned(asdict(chapter))
    values["picture"] = _image(template, picture) if picture and picture.png else ""
    return values


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(part) for name, part in value.items()}
    return [_cleaned(part) for part in value] if isinstance(value, list | tuple) else value


def _clean(text: str) -> str:
    """The text without the signs that a document can't hold."""
    return cell_text(text)


def _image(template: Any, picture: Picture) -> Any:
    """The picture as wide as the text, with its words for who can't see it."""
    from docx.shared import Cm
    from docxtpl import InlineImage

    class Described(InlineImage):  # type: ignore[misc]
        def _insert_image(self) -> str:
            inline = self.tpl.current_rendering_part.new_pic_inline(
                BytesIO(picture.png), self.width, self.height
            )
            inline.docPr.set("descr", _clean(picture.alt))
            inline.docPr.set("name", "turven")
            drawn: str = inline.xml
            begin, end = (
                "</w:t></w:r><w:r><w:drawing>",
                '</w:drawing></w:r><w:r><w:t xml:space="preserve">',
            )
            return begin + drawn + end

    # the size of a PNG stands in its first bytes
    across, down = (int.from_bytes(picture.png[at : at + 4], "big") for at in (16, 20))
    return Described(
        template, None, width=Cm(min(TEXT_WIDTH, PICTURE_HEIGHT * across / max(1, down)))
    )


def _widths(document: Any) -> None:
    """Gives each column of our tables the room that its texts need."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for table in document.element.body.iter(qn("w:tbl")):
        rows = [row.findall(qn("w:tc")) for row in table.iter(qn("w:tr"))]
        texts = [
            ["".join(part.text or "" for part in cell.iter(qn("w:t"))) for cell in row]
            for row in rows
        ]
        widths = _shares(texts)
        grid = table.find(qn("w:tblGrid"))
        for column in list(grid):
            grid.remove(column)
        for width in widths:
            column = OxmlElement("w:gridCol")
            column.set(qn("w:w"), str(width))
            grid.append(column)
        for row in rows:
            for cell, width in zip(row, widths, strict=False):
                found = cell.get_or_add_tcPr().get_or_add_tcW()
                found.set(qn("w:type"), "dxa")
                found.set(qn("w:w"), str(width))


def _shares(texts: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column in twentieths of a point: room for its longest word, and part of what its longest text needs beyond."""
    needs = []
    for column in range(max(map(len, texts))):
        cells = [row[column] for row in texts if column < len(row)]
        word = max((len(word) for cell in cells for word in cell.split()), default=1)
        needs.append(word + 2 + 0.3 * (min(max(map(len, cells)), 45) - word))
    return [round(TEXT_WIDTH * _TWIPS * need / sum(needs)) for need in needs]


def _settled(content: bytes) -> bytes:
    """The same document with its parts in a fixed order and without the time of writing."""
    into = BytesIO()
    with ZipFile(BytesIO(content)) as made, ZipFile(into, "w", ZIP_DEFLATED) as settled:
        # the list of types comes first, as Word writes it
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            settled.writestr(part, made.read(name))
    return into.getvalue()


class _Sample:
    """Stands for a run where a template is tried before anything is coded."""

    title, note = "Title", "Note"


def _sample() -> Chapter:
    table = ChapterTable(
        "Table",
        ("Theme", "2025"),
        (ChapterRow("Theme", 1, ("67%",)), ChapterRow("Sub", 2, ("5%",))),
    )
    quotes = (ChapterQuote("Text", "Theme", "who"),)
    return Chapter(
        "q",
        1,
        "Title",
        "Question",
        "Base",
        ("note",),
        "Lead",
        "Change",
        "Caption",
        table,
        (table,),
        quotes,
    )


_DOT = Picture(
    b"",
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
    ),
    "dot",
)
"""The smallest picture there is."""
