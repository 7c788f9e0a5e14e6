"""Delimited files as programs and people write them."""

from __future__ import annotations

import codecs

import pytest
from ingest_studies import TWO_QUESTIONS, MakeStudy, one, texts, told

from pipeline.ingest import describe_export, read_answers
from pipeline.model import ANSWERS


def test_dutch_excel(make_study: MakeStudy) -> None:
    """Semicolons, Windows-1252 and decimal commas: what Excel saves on a Dutch machine."""
    study = make_study(
        {"a.csv": "id;n;q\r\ng1;1,5;geïntegreerd – één\r\ng2;2;€ 5\r\n".encode("cp1252")}
    )
    assert texts(one(study)) == ["geïntegreerd – één", "€ 5"]


def test_expected_names_settle_the_delimiter(make_study: MakeStudy) -> None:
    """Rows that agree better with another sign do not outvote the columns that the study names."""
    study = make_study({"a.csv": 'id;q;"a,b"\n' + "g1,x\n" * 9 + "g2;y;z\n"})
    batch = one(study)
    assert texts(batch) == ["y"]
    assert batch.refused == 9


def test_said_delimiter(make_study: MakeStudy) -> None:
    """A first line `sep=;` is obeyed, even where another sign is in every row, and is no row."""
    study = make_study({"a.csv": "sep=;\r\nid;q\r\ng1;a,b\r\ng2;c,d\r\n"})
    batch = one(study)
    assert texts(batch) == ["a,b", "c,d"]
    assert list(batch.answers["row"]) == [2, 3]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "utf-8"),
    ],
)
def test_unicode(make_study: MakeStudy, mark: bytes, encoding: str) -> None:
    """Every Unicode encoding is recognised, with its mark or without."""
    study = make_study({"a.csv": mark + "id\tq\ng1\tcafé 😀 is een antwoord\n".encode(encoding)})
    assert texts(one(study)) == ["café 😀 is een antwoord"]


def test_late_accent(make_study: MakeStudy) -> None:
    """UTF-8 is judged over the whole file, not over its beginning, and a character cut by a read is
    whole.
    """
    rows = "".join(f"g{i},{'x' * 99}\n" for i in range(11_000))
    study = make_study(
        {"u.csv": f"id,q\n{rows}z,één\n", "w.csv": f"id,q\n{rows}z,één\n".encode("cp1252")}
    )
    assert [texts(batch)[-1] for batch in read_answers(study, rows=50_000)] == ["één", "één"]


def test_damaged_utf8(make_study: MakeStudy) -> None:
    """UTF-8 with a broken byte stays UTF-8: the byte is replaced and told with its row, no answer
    is lost.
    """
    study = make_study({"a.csv": "id,q\ng1,één\ng2,café\n".encode() + b"g3,kapot \xe9!\n"})
    batch = one(study)
    assert texts(batch) == ["één", "café", "kapot \ufffd!"]
    assert told(batch.problems) == [(4, "q", 0)]


@pytest.mark.parametrize("order", ["le", "be"])
def test_lone_surrogate(make_study: MakeStudy, order: str) -> None:
    """Half a character in UTF-16, which UTF-8 could not hold, is replaced and told."""
    mark = codecs.BOM_UTF16_LE if order == "le" else codecs.BOM_UTF16_BE
    text = "id,q\ng1,a\ud83db\ng2,😀\n".encode(f"utf-16-{order}", "surrogatepass")
    batch = one(make_study({"a.csv": mark + text}))
    assert texts(batch) == ["a\ufffdb", "😀"]
    assert told(batch.problems) == [(2, "q", 0)]


def test_utf16_cut_short(make_study: MakeStudy) -> None:
    """A UTF-16 file that lacks its last byte is read to the end."""
    batch = one(make_study({"a.csv": ("id,q\ng1,ab".encode("utf-16"))[:-1]}))
    assert texts(batch) == ["a\ufffd"]


def test_bytes_outside_windows_1252(make_study: MakeStudy) -> None:
    """Bytes that Windows-1252 leaves open are kept as control characters and told for the whole
    file.
    """
    batch = one(make_study({"a.csv": b"id,q\ng1,caf\xe9 \x81\n"}))
    assert texts(batch) == ["café \x81"]
    assert told(batch.problems) == [(0, "", 0)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_quoted_delimiters_and_line_breaks(make_study: MakeStudy, delimiter: str) -> None:
    """Quoted cells keep delimiters, doubled quotes and line breaks as they are, whatever stands
    between the cells.
    """
    cell = 'een,;\t|\r\ntwee "drie"\nvier'
    quoted = cell.replace('"', '""')
    rows = "".join(f'g{i}{delimiter}"{quoted}"\r\n' for i in range(20))
    batch = one(make_study({"a.csv": f"id{delimiter}q\r\n{rows}"}))
    assert set(texts(batch)) == {cell}
    assert list(batch.answers["row"]) == list(range(2, 22))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(make_study: MakeStudy, end: str) -> None:
    """Lines may end as on any system, the last one not at all, and empty lines are no rows but
    count.
    """
    batch = one(make_study({"a.csv": end.join(["id;q", "g1;a", "", " ; ", "g2;b"])}))
    assert texts(batch) == ["a", "b"]
    assert list(batch.answers["row"]) == [2, 5]
    assert batch.problems.empty


def test_verbatim(make_study: MakeStudy) -> None:
    """A text is never taken for a missing value, a number or white space to be stripped."""
    cells = ["NA", "None", "nan", "  spaties ", "007", "1.50", "", "nul\0teken", "#N/A"]
    rows = "".join(f'g{i};"{cell}"\n' for i, cell in enumerate(cells))
    batch = one(make_study({"a.csv": f"id;q\n{rows}"}))
    assert texts(batch) == cells
    assert batch.read == len(cells)


def test_header_is_stripped(make_study: MakeStudy) -> None:
    """White space around the names of columns does not matter."""
    assert texts(one(make_study({"a.csv": " id ; q\t\ng1;a\n"}))) == ["a"]


def test_long_cell(make_study: MakeStudy) -> None:
    """A cell of a million characters is an answer like any other."""
    assert texts(one(make_study({"a.csv": "id;q\ng1;" + "x" * 1_000_000 + "\n"}))) == [
        "x" * 1_000_000
    ]


def test_answers_table(make_study: MakeStudy) -> None:
    """The table is that of the model, ordered by question, then row, with the file as the study
    names it.
    """
    study = make_study({"a.csv": "id;r;q\ng1;r1;q1\n g2 ;r2;q2\n"}, questions=TWO_QUESTIONS)
    answers = ANSWERS.check(one(study).answers)
    assert answers.astype(object).to_numpy().tolist() == [
        ["1", "g1", "q", "q1", "a.csv", 2],
        ["1", "g2", "q", "q2", "a.csv", 3],
        ["1", "g1", "r", "r1", "a.csv", 2],
        ["1", "g2", "r", "r2", "a.csv", 3],
    ]


def test_describe_csv(make_study: MakeStudy) -> None:
    """A look into a file tells how it is written, its named columns and its first rows."""
    study = make_study({"a.csv": "id;q;\ng1;één;\ng2;;x\n".encode("cp1252")})
    found = describe_export(study.path("a.csv"))
    assert (found.format, found.encoding, found.delimiter, found.columns) == (
        "csv",
        "cp1252",
        ";",
        ("id", "q"),
    )
    assert found.sample == ({"id": "g1", "q": "één"}, {"id": "g2", "q": ""})


def test_describe_samples(make_study: MakeStudy) -> None:
    """The sample has at most 500 rows, and none where there are none."""
    study = make_study({"a.csv": "id,q\n" + "g,a\n" * 600, "b.csv": "id,q\n"})
    assert [len(describe_export(study.path(name)).sample) for name in ("a.csv", "b.csv")] == [
        500,
        0,
    ]


def test_one_column(make_study: MakeStudy) -> None:
    """A file of one column needs no delimiter, and commas in its texts cut nothing."""
    study = make_study(
        {"a.csv": "antwoord\nte weinig tijd, geld, mensen\nniets\nja, nee\n"},
        waves={"1": ["a.csv"]},
    )
    found = describe_export(study.path("a.csv"))
    assert (found.columns, found.delimiter) == (("antwoord",), "")
    assert found.sample[0] == {"antwoord": "te weinig tijd, geld, mensen"}
