"""Tables for spreadsheets."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import TurvenError
from pipeline.files import NewSheet


def test_dialects(tmp_path: Path) -> None:
    """UTF-8 with its mark; with a decimal comma semicolons, with a point commas; no number is an
    empty cell.
    """
    frame = pd.DataFrame({"tekst": ["één; twee", "drie"], "p": [0.25, float("nan")], "n": [1, 2]})
    dutch = NewSheet(tmp_path / "nl.csv", decimal_mark=",").write(frame)
    english = NewSheet(tmp_path / "en.csv").write(frame)
    assert (
        dutch.read_bytes().decode("utf-8-sig") == 'tekst;p;n\r\n"één; twee";0,25;1\r\ndrie;;2\r\n'
    )
    assert (
        english.read_bytes().decode("utf-8-sig") == "tekst,p,n\r\néén; twee,0.25,1\r\ndrie,,2\r\n"
    )
    assert dutch.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "text", ["=1+1", "+31", "-geld", "@x", "\t=1", " =1", "\n=1", "\ufeff=1", "\u2003=1", "\x0b@x"]
)
def test_no_formulas(tmp_path: Path, text: str) -> None:
    """A text that a spreadsheet would take for a formula gets an apostrophe; numbers and other
    texts stay as they are.
    """
    path = NewSheet(tmp_path / "x.csv").write(pd.DataFrame({"t": [text], "n": [-0.5]}))
    assert pd.read_csv(path, dtype=str, encoding="utf-8-sig").iloc[0].tolist() == [
        f"'{text}",
        "-0.5",
    ]


def test_half_an_emoji(tmp_path: Path) -> None:
    """A text with half an emoji is written with a sign in its place."""
    assert (
        b"a?b"
        in NewSheet(tmp_path / "x.csv")
        .write(pd.DataFrame({"t": pd.Series(["a\ud83db"], dtype=object)}))
        .read_bytes()
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [("er.csv", "is there already"), ("x.xlsx", "ends in .csv"), ("x" * 300 + ".csv", "x")],
)
def test_misuse(tmp_path: Path, name: str, says: str) -> None:
    """A file that is there is not overwritten; another kind of file, and a name that none can have,
    are refused.
    """
    (tmp_path / "er.csv").write_text("van iemand")
    with pytest.raises(TurvenError, match=says):
        NewSheet(tmp_path / name).write(pd.DataFrame({"t": ["a"]}))
    assert (tmp_path / "er.csv").read_text() == "van iemand"
    assert [p.name for p in tmp_path.iterdir()] == ["er.csv"]
