"""YAML files as people write and break them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import DocumentError, TurvenError, UnreadableFileError
from pipeline.files.yaml_document import Document, Form, read_document


class Inner(Form):
    """A part of the form."""

    name: str
    many: tuple[int, ...] = ()


class Outer(Form):
    """The form."""

    title: str
    inner: Inner | None = None
    listed: tuple[Inner, ...] = ()


@pytest.fixture
def document(tmp_path: Path):
    """Writes bytes or text to doc.yaml and reads it."""

    def read(content: str | bytes) -> Document:
        path = tmp_path / "doc.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_document(path)

    return read


def test_byte_order_mark(document) -> None:
    """A byte order mark, as editors on Windows write it, is no part of the first key."""
    assert document("\ufefftitle: x\n").as_form(Outer).title == "x"


def test_windows_lines(document) -> None:
    """Lines are counted alike with \\r\\n."""
    with pytest.raises(DocumentError, match=r"doc\.yaml:3: "):
        document("title: x\r\n\r\nkleur: x\r\n").as_form(Outer)


@pytest.mark.parametrize("word", ["NO", "no", "off", "on", "yes", "y", "0o7x", "12:30"])
def test_words_stay_text(document, word: str) -> None:
    """YAML 1.2: words that YAML 1.1 took for truth values, numbers or times are texts."""
    assert document(f"title: {word}\n").as_form(Outer).title == word


def test_duplicate_key(document) -> None:
    """A key that is there twice is a mistake at the line of the second."""
    with pytest.raises(DocumentError) as caught:
        document("title: a\nlisted: []\ntitle: b\n")
    assert str(caught.value).startswith(str(caught.value).split("doc.yaml")[0] + "doc.yaml:3: ")
    assert "title" in str(caught.value)


@pytest.mark.parametrize("content", ["", "# niets\n", "- a\n- b\n", "een zin", "5"])
def test_not_a_mapping(document, content: str) -> None:
    """A file without keys at the top is told so, at line 1."""
    with pytest.raises(DocumentError, match=r"doc\.yaml:1: expected keys and values"):
        document(content).as_form(Outer)


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("title: x\ninner:\n  nmae: y\n", 3, "unknown key 'nmae'. Did you mean name?"),
        ("title: x\ninner:\n  many: []\n", 2, "'inner' lacks the key 'name'."),
        (
            "title: x\nlisted:\n  - name: a\n  - name: b\n    many: [1, twee]\n",
            5,
            "listed.1.many.1",
        ),
        ("inner: {name: x}\n", None, "'the file' lacks the key 'title'."),
        ("title: 5\n", 1, "(it says 5)"),
        ("title: x\nzzzz: y\n", 2, "Known here: title, inner, listed."),
    ],
)
def test_place_of_a_mistake(document, content: str, line: int | None, says: str) -> None:
    """A mistake is told at the innermost line that exists, with the nearest key known at that
    place.
    """
    with pytest.raises(DocumentError) as caught:
        document(content).as_form(Outer)
    assert caught.value.line == line
    assert says in str(caught.value)


@pytest.mark.parametrize("key", ["null", "true", "2024-01-01", "[a, b]", "? {a: b}\n"])
def test_strange_keys(document, key: str) -> None:
    """A key that is no text is a mistake, told in words and in one line."""
    with pytest.raises(DocumentError) as caught:
        document(f"title: x\n{key}: y\n").as_form(Outer)
    assert "\n" not in str(caught.value)
    assert "should be Keys should be" not in str(caught.value)


@pytest.mark.parametrize(
    "value", ["!!python/object/apply:os.system [ls]", "!mine x", "!!set {a, b}"]
)
def test_tags_make_nothing(document, value: str) -> None:
    """A tag never makes an object: it is refused as no text."""
    with pytest.raises(DocumentError, match="'title'"):
        document(f"title: {value}\n").as_form(Outer)


@pytest.mark.parametrize(
    "content",
    ["title: &a [*a]\n", "title: x\ninner: &a {name: *a}\n", "title: " + "[" * 400 + "]" * 400],
)
def test_endless_documents(document, content: str) -> None:
    """A document that holds itself, or nests without end, is refused."""
    with pytest.raises(DocumentError):
        document(content).as_form(Outer)


@pytest.mark.parametrize(
    ("content", "line"), [("title: é\n".encode("latin-1"), 1), (b"a: b\n\n# \xff\n", 3)]
)
def test_not_utf8(document, content: bytes, line: int) -> None:
    """Another encoding than UTF-8 is told with the line of the first wrong byte."""
    with pytest.raises(DocumentError, match=f"doc.yaml:{line}: not UTF-8"):
        document(content)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that isn't there and a folder are named, with the reason."""
    with pytest.raises(UnreadableFileError, match=r"weg\.yaml: no such file"):
        read_document(tmp_path / "weg.yaml")
    with pytest.raises(UnreadableFileError, match="a folder; give a file"):
        read_document(tmp_path)


def test_mistake_in_a_first_item_is_told_there(document) -> None:
    """A mistake in the first item of a list is told at its own line, and not as a list that is too
    short.
    """
    with pytest.raises(DocumentError) as caught:
        document("title: x\nlisted:\n  - name: 5\n").as_form(Outer)
    assert caught.value.line == 3


@settings(max_examples=80, deadline=None)
@given(
    content=st.text("ab:-[]{}&*!|>#'\"\n ,?\t\\0\x01\x85é", max_size=40) | st.binary(max_size=40)
)
def test_any_file(content: str | bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any bytes are a document, or a mistake of one line that names the file."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        read_document(path).as_form(Outer)
    except TurvenError as error:
        assert "\n" not in str(error)
        assert "any.yaml" in str(error)
