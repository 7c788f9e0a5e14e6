"""Chapters as Word documents, in the house's template or our own; the same run, the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pipeline.counts import RunSummary
from pipeline.errors import UnreadableFileError
from pipeline.files import cell_text
from pipeline.report.chapters.chapter import (
    Chapter,
    ChapterQuote,
    ChapterRow,
    ChapterTable,
    chapters_of,
)
from pipeline.report.chapters.chapter_pictures import Pictures, chapter_pictures
from pipeline.report.chapters.house_template import PICTURE_HEIGHT, TEXT_WIDTH, house_template
from pipeline.report.chapters.template_guard import (
    read_template,
    template_environment,
    template_fault,
)
from pipeline.report.inputs import ReportInputs, import_extra
from pipeline.report.pictures import Picture
from pipeline.report.style import page_colours
from pipeline.report.words import NumberFormats
from pipeline.study import Study

_MOMENT = datetime(2000, 1, 1)
"""The fixed creation time of documents: the same figures give the same bytes."""

_TWIPS = 567
"""Per centimetre, approximately."""

_LONGEST_WIDTH = 45
"""Characters of a cell beyond which a longer text makes the column no wider."""


@dataclass(frozen=True)
class _Template:
    """A template with its title, note and pictures; `is_own` if it is turven's."""

    name: Path
    content: bytes
    is_own: bool
    title: str
    note: str
    pictures: Pictures


def write_word(inputs: ReportInputs) -> None:
    """Write the chapters as Word documents."""
    template = _study_template(inputs.study)
    for name, content in chapters_word(inputs.summary, chapter_pictures(inputs), template):
        inputs.outputs.put(f"report/{name}", content)


def check_word(study: Study) -> None:
    """Check that the libraries are installed and the study's template, if any, can be filled."""
    _check_libraries()
    template = _study_template(study)
    if template:
        check_template(template)


def chapters_word(
    summary: RunSummary, pictures: Pictures, template: Path | None
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each question's chapter, of all, and of our template if used."""
    _check_libraries()
    content = read_template(template) if template else _house_template(summary)
    source = _Template(
        name=template or Path("template.docx"),
        content=content,
        is_own=template is None,
        title=summary.title,
        note=summary.note,
        pictures=pictures,
    )
    chapters = chapters_of(summary)
    for chapter in chapters:
        yield f"chapters/{chapter.id}.docx", _filled(source, [chapter])
    yield "chapters.docx", _filled(source, chapters)
    if template is None:
        yield "chapters-template.docx", _settled(content)


def check_template(path: Path) -> None:
    """Check a template by filling it; `UnreadableFileError` if it can't be filled."""
    _check_libraries()
    content = read_template(path)
    _filled(_Template(path, content, False, "Title", "Note", {"q": _DOT}), [_sample()])


def _check_libraries() -> None:
    import_extra("Word documents", "word", "docx", "docxtpl")


def _house_template(summary: RunSummary) -> bytes:
    return house_template(NumberFormats.of(summary), page_colours(summary.house))


def _study_template(study: Study) -> Path | None:
    return study.path(study.template) if study.template else None


def _filled(source: _Template, chapters: Sequence[Chapter]) -> bytes:
    from docxtpl import DocxTemplate

    into = BytesIO()
    try:
        template: Any = DocxTemplate(BytesIO(source.content))
        template.init_docx()
        values = {
            "title": _clean(source.title),
            "note": _clean(source.note),
            "book": len(chapters) != 1,
            "contents": [_clean(chapter.title) for chapter in chapters],
            "questions": [
                _values(template, chapter, source.pictures.get(chapter.id)) for chapter in chapters
            ],
        }
        template.render(values, template_environment(values.keys()), autoescape=True)
        if source.is_own:
            _set_widths(template.docx)
        properties = template.docx.core_properties
        properties.title, properties.author = _clean(source.title)[:200], "turven"
        properties.created = properties.modified = _MOMENT
        properties.last_modified_by, properties.revision = "turven", 1
        template.save(into)
    except Exception as error:
        # whatever the template's mistake, its owner gets one line
        what = f"this template can't be filled: {template_fault(error)}"
        raise UnreadableFileError(source.name, what) from None
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
    if isinstance(value, list | tuple):
        return [_cleaned(part) for part in value]
    return value


def _clean(text: str) -> str:
    return cell_text(text)


def _image(template: Any, picture: Picture) -> Any:
    """Return the picture as wide as the text, with its alternative text."""
    from docx.shared import Cm
    from docxtpl import InlineImage

    class Described(InlineImage):  # type: ignore[misc]
        def _insert_image(self) -> str:
            inline = self.tpl.current_rendering_part.new_pic_inline(
                BytesIO(picture.png), self.width, self.height
            )
            inline.docPr.set("descr", _clean(picture.alt))
            inline.docPr.set("name", "turven")
            begin = "</w:t></w:r><w:r><w:drawing>"
            end = '</w:drawing></w:r><w:r><w:t xml:space="preserve">'
            return f"{begin}{inline.xml}{end}"

    # the size of a PNG is in its first bytes
    across, down = (int.from_bytes(picture.png[at : at + 4], "big") for at in (16, 20))
    width = min(TEXT_WIDTH, PICTURE_HEIGHT * across / max(1, down))
    return Described(template, None, width=Cm(width))


def _set_widths(document: Any) -> None:
    from docx.oxml.ns import qn

    for table in document.element.body.iter(qn("w:tbl")):
        rows = [row.findall(qn("w:tc")) for row in table.iter(qn("w:tr"))]
        widths = _widths([[_cell_text(cell) for cell in row] for row in rows])
        _set_grid(table.find(qn("w:tblGrid")), widths)
        for row in rows:
            for cell, width in zip(row, widths, strict=False):
                size = cell.get_or_add_tcPr().get_or_add_tcW()
                size.set(qn("w:type"), "dxa")
                size.set(qn("w:w"), str(width))


def _set_grid(grid: Any, widths: Sequence[int]) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for column in list(grid):
        grid.remove(column)
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        grid.append(column)


def _cell_text(cell: Any) -> str:
    from docx.oxml.ns import qn

    return "".join(part.text or "" for part in cell.iter(qn("w:t")))


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return widths in twentieths of a point: room for the longest word, and some beyond."""
    needs = []
    for column in range(max(map(len, rows))):
        cells = [row[column] for row in rows if column < len(row)]
        word = max((len(word) for cell in cells for word in cell.split()), default=1)
        longest = min(max(map(len, cells)), _LONGEST_WIDTH)
        needs.append(word + 2 + 0.3 * (longest - word))
    return [round(TEXT_WIDTH * _TWIPS * need / sum(needs)) for need in needs]


def _settled(content: bytes) -> bytes:
    """Return the same document with its parts in order and without timestamps."""
    into = BytesIO()
    with ZipFile(BytesIO(content)) as made, ZipFile(into, "w", ZIP_DEFLATED) as settled:
        # the list of types comes first, as Word writes it
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            settled.writestr(part, made.read(name))
    return into.getvalue()


def _sample() -> Chapter:
    rows = (ChapterRow("Theme", 1, ("67%",)), ChapterRow("Sub", 2, ("5%",)))
    table = ChapterTable("Table", ("Theme", "2025"), rows)
    return Chapter(
        id="q",
        number=1,
        title="Title",
        question="Question",
        base="Base",
        notes=("note",),
        lead="Lead",
        change="Change",
        caption="Caption",
        table=table,
        segments=(table,),
        quotes=(ChapterQuote("Text", "Theme", "who"),),
    )


_DOT = Picture(
    b"",
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a"
        "49444154789c636000000002000148afa4710000000049454e44ae426082"
    ),
    "dot",
)
"""The smallest possible picture."""
