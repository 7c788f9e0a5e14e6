"""The default Word template of chapters, made by code.

It has real styles and Jinja tags between. A template may use `title`, `note`, `book` (whether it
holds all questions), `contents` and `questions`, each of these with the fields of a `Chapter` and
its `picture`. docs/report-files.md says more.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, NamedTuple

from pipeline.report.style import Colours
from pipeline.report.words import NumberFormats

TEXT_WIDTH = 16.0
"""Centimetres between the margins of an A4 page."""

PICTURE_HEIGHT = 20.0
"""The most centimetres of a picture's height, so that its caption stays on the page."""

_FONT = "Calibri"


class _Style(NamedTuple):
    """A paragraph style: size and spacing before and after in points, colour by its use."""

    size: float
    colour: str = "ink"
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 0
    keep_with_next: bool = False


_STYLES = {
    "Normal": _Style(10.5, after=6),
    "Title": _Style(24, "deep", bold=True, after=8, keep_with_next=True),
    "Subtitle": _Style(10.5, "muted", italic=True, after=12),
    "Heading 1": _Style(17, "deep", bold=True, before=18, after=4, keep_with_next=True),
    "Heading 2": _Style(12.5, "deep", bold=True, before=12, after=4, keep_with_next=True),
    "Caption": _Style(9, "muted", before=8, after=4),
    "Quote": _Style(10.5, italic=True, before=4, keep_with_next=True),
    "List Number": _Style(10.5, after=2),
    "Turven Question": _Style(10.5, italic=True, after=4, keep_with_next=True),
    "Turven Base": _Style(9, "muted", after=8),
    "Turven Source": _Style(9, "muted", after=8),
    "Turven Head": _Style(9, "paper", bold=True, before=2, after=2, keep_with_next=True),
    "Turven Theme": _Style(9, bold=True, before=2, after=2),
    "Turven Subtheme": _Style(9, before=2, after=2),
    "Turven Cell": _Style(9, before=2, after=2),
}


def house_template(write: NumberFormats, colours: Colours) -> bytes:
    """Return the template as a .docx file; its few fixed texts are in the study's language."""
    from docx import Document
    from docx.shared import Cm

    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.2)
    _styles(document, write.language.locale, colours)
    _body(document, write, colours)
    _footer(section, write, colours)
    into = BytesIO()
    document.save(into)
    return into.getvalue()


def _styles(document: Any, locale: str, colours: Colours) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm

    for language in document.styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        language.set(qn("w:val"), locale)
    known = {style.name for style in document.styles}
    for name, style in _STYLES.items():
        if name not in known:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set_style(document.styles[name], style, colours[style.colour])
    for name, indent in (("Turven Subtheme", 0.4), ("Quote", 0.6), ("Turven Source", 0.6)):
        document.styles[name].paragraph_format.left_indent = Cm(indent)


def _set_style(own: Any, style: _Style, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    own.font.size, own.font.bold, own.font.italic = Pt(style.size), style.bold, style.italic
    own.font.color.rgb = _rgb(colour)
    own.font.name = _FONT
    fonts = own.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        # headings of Word take their font from a theme, which would take precedence
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:cs"), _FONT)
    fonts.set(qn("w:eastAsia"), _FONT)
    layout = own.paragraph_format
    layout.space_before, layout.space_after = Pt(style.before), Pt(style.after)
    layout.keep_with_next = style.keep_with_next
    layout.line_spacing = 1.12
    for part in own.element.xpath("./w:pPr/w:pBdr | ./w:rPr/w:spacing | ./w:rPr/w:kern"):
        part.getparent().remove(part)


def _body(document: Any, write: NumberFormats, colours: Colours) -> None:
    def lines(*texts: str, style: str = "Normal") -> None:
        for text in texts:
            document.add_paragraph(text, style=style)

    lines("{%p if book %}")
    lines("{{ title }}", style="Title")
    lines("{%p if note %}")
    lines("{{ note }}", style="Subtitle")
    lines("{%p endif %}", "{%p for line in contents %}")
    lines("{{ line }}", style="List Number")
    lines("{%p endfor %}", "{%p endif %}", "{%p for q in questions %}")
    lines("{{ q.title }}", style="Heading 1")
    lines("{{ q.question }}", style="Turven Question")
    lines("{{ q.base }}{% for note in q.notes %} {{ note }}{% endfor %}", style="Turven Base")
    lines(
        "{%p if q.lead or q.change %}",
        "{{ q.lead }} {{ q.change }}",
        "{%p endif %}",
        "{%p if q.picture %}",
    )
    document.add_paragraph("{{ q.picture }}").paragraph_format.keep_with_next = True
    lines("{{ q.caption }}", style="Caption")
    lines("{%p endif %}", "{%p if q.table.rows %}")
    _table(document, "q.table", colours)
    lines("{%p endif %}", "{%p for table in q.segments %}")
    _table(document, "table", colours)
    lines("{%p endfor %}", "{%p if q.quotes %}")
    lines(write.text("file_quotes"), style="Heading 2")
    lines("{%p for quote in q.quotes %}")
    lines("‘{{ quote.text }}’", style="Quote")
    lines("{{ quote.theme }}{% if quote.by %} – {{ quote.by }}{% endif %}", style="Turven Source")
    lines("{%p endfor %}", "{%p endif %}", "{%p endfor %}")


def _table(document: Any, name: str, colours: Colours) -> None:
    """Add a caption and a table whose columns and rows the tags repeat; top themes stand out."""
    caption = document.add_paragraph(f"{{{{ {name}.caption }}}}", style="Caption")
    caption.paragraph_format.keep_with_next = True
    heads = (f"{{{{ {name}.heads[0] }}}}", f"{{%tc for head in {name}.heads[1:] %}}")
    cells = ("{{ row.label }}", "{%tc for cell in row.cells %}", "{{ cell }}", "{%tc endfor %}")
    # the texts of a row, and the styles of its first cell and of the others
    rows = [
        ((*heads, "{{ head }}", "{%tc endfor %}"), "Turven Head", "Turven Head"),
        ((f"{{%tr for row in {name}.rows %}}",), "Turven Subtheme", "Turven Cell"),
        (("{%tr if row.level == 1 %}",), "Turven Subtheme", "Turven Cell"),
        (cells, "Turven Theme", "Turven Cell"),
        (("{%tr else %}",), "Turven Subtheme", "Turven Cell"),
        (cells, "Turven Subtheme", "Turven Cell"),
        (("{%tr endif %}",), "Turven Subtheme", "Turven Cell"),
        (("{%tr endfor %}",), "Turven Subtheme", "Turven Cell"),
    ]
    table = document.add_table(len(rows), 4)
    _borders(table, colours["line"])
    for row, (texts, first, other) in zip(table.rows, rows, strict=True):
        for place, cell in enumerate(row.cells):
            cell.paragraphs[0].text = texts[place] if place < len(texts) else ""
            cell.paragraphs[0].style = document.styles[other if place else first]
    for cell in table.rows[0].cells:
        _shade(cell, colours["deep"])
    _mark_row(table.rows[0], "w:tblHeader")
    for row in table.rows:
        _mark_row(row, "w:cantSplit")
    document.add_paragraph("", style="Turven Base")


def _borders(table: Any, colour: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour[1:]}"/>'
        for side in ("bottom", "insideH")
    )
    # Word requires this order
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(parse_xml(f'<w:tblInd {nsdecls("w")} w:w="108" w:type="dxa"/>'))
    look.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    fill = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour[1:]}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(fill))


def _mark_row(row: Any, mark: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().insert(0, OxmlElement(mark))


def _footer(section: Any, write: NumberFormats, colours: Colours) -> None:
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Pt

    paragraph = section.footer.paragraphs[0]
    texts = {"muted": f"{{{{ title }}}} · {write.text('file_page')} ", "teal": ""}
    for colour, text in texts.items():
        run = paragraph.add_run(text or None)
        run.font.size, run.font.color.rgb = Pt(8.5), _rgb(colours[colour])
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    style = '<w:rPr><w:sz w:val="17"/></w:rPr>'
    number.append(parse_xml(f"<w:r {nsdecls('w')}>{style}<w:t>1</w:t></w:r>"))
    paragraph._p.append(number)


def _rgb(colour: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(colour[1:].upper())
