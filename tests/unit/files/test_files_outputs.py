"""The folder of a run appears when it is whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import MisuseError, TurvenError, UnreadableFileError
from pipeline.files import Outputs, write_new


def content(folder: Path) -> dict[str, str]:
    """Every file below the folder, hidden ones too, with its text."""
    return {
        p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8")
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def make(folder: Path, text: str) -> None:
    """Publishes a run of one file."""
    with Outputs(folder) as outputs:
        outputs.put("a/b.txt", text.encode())
        outputs.publish()


def test_published(tmp_path: Path) -> None:
    """What is published lies in the folder, and nothing else beside it."""
    make(tmp_path / "diep" / "uit", "een")
    assert content(tmp_path) == {"diep/uit/a/b.txt": "een"}


def test_nothing_before_publishing(tmp_path: Path) -> None:
    """While a run is made its folder isn't there, or is still the earlier one."""
    folder = tmp_path / "uit"
    with Outputs(folder) as outputs:
        outputs.put("x.txt", b"half")
        assert not folder.exists()
        outputs.publish()
    with Outputs(folder) as outputs:
        outputs.put("y.txt", b"half")
        assert content(folder) == {"x.txt": "half"}


def test_failing_midway(tmp_path: Path) -> None:
    """A run that fails leaves the earlier outputs as they were and nothing half-written, not even
    hidden.
    """
    folder = tmp_path / "uit"
    make(folder, "eerder")
    before = content(tmp_path)

    def fail() -> None:
        with Outputs(folder) as outputs:
            outputs.append("t.csv", pd.DataFrame({"a": [1]}))
            outputs.put("a/b.txt", b"nieuw")
            raise RuntimeError("stroom uit")

    with pytest.raises(RuntimeError, match="stroom uit"):
        fail()
    assert content(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["uit"]


def test_publish_replaces(tmp_path: Path) -> None:
    """A new run takes the place of the whole earlier one: files that it doesn't make are gone."""
    folder = tmp_path / "uit"
    with Outputs(folder) as outputs:
        outputs.put("oud.txt", b"")
        outputs.publish()
    make(folder, "nieuw")
    assert content(tmp_path) == {"uit/a/b.txt": "nieuw"}


def test_left_over_of_a_crash(tmp_path: Path) -> None:
    """What a killed run left behind doesn't end up in the next one."""
    left = tmp_path / ".uit.unfinished"
    left.mkdir()
    (left / "half.csv").write_text("half")
    make(tmp_path / "uit", "heel")
    assert content(tmp_path) == {"uit/a/b.txt": "heel"}


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A place where no folder can be is an error of one line that says what to do."""
    (tmp_path / "bestand").write_text("x")
    with (
        pytest.raises(UnreadableFileError, match="choose another folder with --out"),
        Outputs(tmp_path / "bestand" / "uit"),
    ):
        pass


def test_tables_grow(tmp_path: Path) -> None:
    """A table has one header, then the rows of each part."""
    with Outputs(tmp_path / "uit") as outputs:
        for number in (1, 2):
            outputs.append("t/x.csv", pd.DataFrame({"a": [number], "b": [f"tekst {number}"]}))
        outputs.publish()
    assert content(tmp_path / "uit") == {"t/x.csv": "a,b\n1,tekst 1\n2,tekst 2\n"}


def test_cells(tmp_path: Path) -> None:
    """Floats are as short as they are exact, whole ones without a point; NaN is empty; bools are
    small letters.
    """
    floats = [0.1, 1.0, 0.0, float("nan"), 1 / 3, 1e-7, 1e300, -2.0]
    frame = pd.DataFrame({"f": floats, "b": [True, False] * 4, "i": range(8)})
    with Outputs(tmp_path / "uit") as outputs:
        outputs.append("x.csv", frame)
        rows = [
            line.split(",")
            for line in outputs.path(outputs.files()[0]).read_text().splitlines()[1:]
        ]
    assert [row[0] for row in rows][:6] == ["0.1", "1", "0", "", "0.3333333333333333", "1e-07"]
    assert [float(row[0]) for row in rows if row[0]] == [f for f in floats if f == f]
    assert [row[1] for row in rows[:2]] == ["true", "false"]


def test_texts_come_back(tmp_path: Path) -> None:
    """Quotes, separators, line breaks of every kind, emoji and NUL in a text are read back as they
    were.
    """
    from pipeline.run import read_table

    texts = ['a"b', "a,b", "a\nb", "a\r\nb", "a\rb", "🌧️", "א,ב", "a\0b"]
    texts += [" ", "", "NA", "\u2028"]
    with Outputs(tmp_path / "uit") as outputs:
        outputs.append(
            "x.csv", pd.DataFrame({"t": pd.Series(texts, dtype=object), "z": ["."] * len(texts)})
        )
        outputs.publish()
    assert read_table(tmp_path / "uit" / "x.csv")["t"].tolist() == texts


def test_write_new(tmp_path: Path) -> None:
    """New files are written with their folders, and named in the order given."""
    written = write_new(tmp_path / "x", {"b/c.txt": b"1", "a.txt": b"2"})
    assert written == [tmp_path / "x" / "b" / "c.txt", tmp_path / "x" / "a.txt"]
    assert content(tmp_path / "x") == {"a.txt": "2", "b/c.txt": "1"}


def test_write_new_never_overwrites(tmp_path: Path) -> None:
    """One file that is there already stops all of them, and stays as it is."""
    (tmp_path / "b.txt").write_text("van een mens")
    with pytest.raises(MisuseError, match=r"b\.txt is there already; choose another name"):
        write_new(tmp_path, {"a.txt": b"", "b.txt": b""})
    assert content(tmp_path) == {"b.txt": "van een mens"}


def test_write_new_all_or_none(tmp_path: Path) -> None:
    """Where one file cannot be written, none is left behind."""
    (tmp_path / "b").write_text("geen map")
    with pytest.raises(TurvenError, match="cannot write here"):
        write_new(tmp_path, {"a.txt": b"1", "b/c.txt": b"2"})
    assert content(tmp_path) == {"b": "geen map"}
