"""The Word template of chapters that stands in where the house has none of its own: real styles, Jinja tags between, made by code.

What a template may ask for: `title`, `note`, `book` (whether it holds all questions), `contents`, and `questions`. Each of these has `title`,
`question`, `base`, `notes`, `lead`, `change`, `picture`, `caption`, `table` and `segments` (with `caption`, `heads` and `rows`, a row with
`label`, `level` and `cells`) and `quotes` (with `text`, `theme` and `by`). docs/report-files.md says more.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pipeline.report.file_style import Colours
from pipeline.report.words import NumberFormats

TEXT_WIDTH = 16.0
"""Centimetres between the margins of an A4 page."""

PICTURE_HEIGHT = 20.0
"""Centimetres of a picture at most, so that its caption stays on the page."""

_FONT = "Calibri"


def house_template(write: NumberFormats, colours: Colours) -> bytes:
    """The template as the bytes of a .docx file; its few fixed words are those of the study's language."""
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

    fonts = (
        document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    )
    for found in fonts.findall(qn("w:lang")):
        found.set(qn("w:val"), locale)
    # name: size, bold, italic, colour, space before and after, kept with the next
    looks = {
        "Normal": (10.5, False, False, "ink", 0, 6, False),
        "Title": (24, True, False, "deep", 0, 8, True),
        "Subtitle": (10.5, False, True, "muted", 0, 12, False),
        "Heading 1": (17, True, False, "deep", 18, 4, True),
        "Heading 2": (12.5, True, False, "deep", 12, 4, True),
        "Caption": (9, False, False, "muted", 8, 4, False),
        "Quote": (10.5, False, True, "ink", 4, 0, True),
        "List Number": (10.5, False, False, "ink", 0, 2, False),
        "Turven Question": (10.5, False, True, "ink", 0, 4, True),
        "Turven Base": (9, False, False, "muted", 0, 8, False),
        "Turven Source": (9, False, False, "muted", 0, 8, False),
        "Turven Head": (9, True, False, "paper", 2, 2, True),
        "Turven Theme": (9, True, False, "ink", 2, 2, False),
        "Turven Subtheme": (9, False, False, "ink", 2, 2, False),
        "Turven Cell": (9, False, False, "ink", 2, 2, False),
    }
    known = {style.name for style in document.styles}
    for name, look in looks.items():
        style = (
            document.styles[name]
            if name in known
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        size, bold, italic, colour, before, after, kept = look
        _look(style, size, bold, italic, colours[colour], before, after, kept)
    document.styles["Turven Subtheme"].paragraph_format.left_indent = _cm(0.4)
    for name in ("Quote", "Turven Source"):
        document.styles[name].paragraph_format.left_indent = _cm(0.6)


def _look(
    style: Any,
    size: float,
    bold: bool,
    italic: bool,
    colour: str,
    before: float,
    after: float,
    kept: bool,
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
    style.font.color.rgb = RGBColor.from_string(colour[1:].upper())
    style.font.name = _FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        # headings of Word take their letter from a theme, which would win
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:cs"), _FONT)
    fonts.set(qn("w:eastAsia"), _FONT)
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), kept
    form.line_spacing = 1.12
    for found in style.element.xpath("./w:pPr/w:pBdr | ./w:rPr/w:spacing | ./w:rPr/w:kern"):
        found.getparent().remove(found)


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
    """A caption and a table whose columns and rows the tags repeat; top themes stand out."""
    document.add_paragraph(
        f"{{{{ {name}.caption }}}}", style="Caption"
    ).paragraph_format.keep_with_next = True
    rows = [
        (
            f"{{{{ {name}.heads[0] }}}}",
            f"{{%tc for head in {name}.heads[1:] %}}",
            "{{ head }}",
            "{%tc endfor %}",
        ),
        (f"{{%tr for row in {name}.rows %}}", "", "", ""),
        ("{%tr if row.level == 1 %}", "", "", ""),
        ("{{ row.label }}", "{%tc for cell in row.cells %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr else %}", "", "", ""),
        ("{{ row.label }}", "{%tc for cell in row.cells %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endif %}", "", "", ""),
        ("{%tr endfor %}", "", "", ""),
    ]
    table = document.add_table(len(rows), 4)
    _borders(table, colours["line"])
    for number, texts in enumerate(rows):
        styles = {0: ("Turven Head", "Turven Head"), 3: ("Turven Theme", "Turven Cell")}
        first, other = styles.get(number, ("Turven Subtheme", "Turven Cell"))
        for place, text in enumerate(texts):
            cell = table.cell(number, place)
            cell.paragraphs[0].text = text
            cell.paragraphs[0].style = document.styles[other if place else first]
            if number == 0:
                _shade(cell, colours["deep"])
    _header_row(table.rows[0])
    for row in table.rows:
        _whole(row)
    document.add_paragraph("", style="Turven Base")


def _borders(table: Any, colour: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour[1:]}"/>'
        for side in ("bottom", "insideH")
    )
    # the order of these is Word's
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(parse_xml(f'<w:tblInd {nsdecls("w")} w:w="108" w:type="dxa"/>'))
    look.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour[1:]}"/>')
    )


def _header_row(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _footer(section: Any, write: NumberFormats, colours: Colours) -> None:
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls

    paragraph = section.footer.paragraphs[0]
    run = paragraph.add_run(f"{{{{ title }}}} · {write.text('file_page')} ")
    run.font.size, run.font.color.rgb = _pt(8.5), _rgb(colours["muted"])
    number = paragraph.add_run()
    number.font.size, number.font.color.rgb = _pt(8.5), _rgb(colours["teal"])
    field = OxmlElement("w:fldSimple")
    field.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instr", "PAGE")
    field.append(
        parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:sz w:val="17"/></w:rPr><w:t>1</w:t></w:r>')
    )
    paragraph._p.append(field)


def _cm(length: float) -> Any:
    from docx.shared import Cm

    return Cm(length)


def _pt(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)


def _rgb(colour: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(colour[1:].upper())
