"""No text is embedded twice, whatever happens to the file that vectors are kept in."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.coding.embedders import SentenceEmbedder, kept
from pipeline.coding.embedders.embedder import EmbeddingModel

DIMENSION = 6


class Encoder:
    """Makes a vector of a text's hash, and counts the texts it was given."""

    def __init__(self, salt: str = "") -> None:
        self.salt = salt
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        return np.array([self.vector(text) for text in texts], dtype=np.float32)

    def vector(self, text: str) -> np.ndarray:
        """A vector that only this text has."""
        numbers = np.frombuffer(sha256((self.salt + text).encode()).digest(), dtype=np.int16)
        return numbers[:DIMENSION] / 1000


def make_embedder(encoder: Encoder, folder: Path, weights: str = "w") -> SentenceEmbedder:
    """An embedder as a new process would have it: with nothing in memory."""
    folder.mkdir(exist_ok=True, parents=True)
    file = folder / f"{weights}.bin"
    file.write_text(weights, encoding="utf-8")
    model = EmbeddingModel(
        name="proef", title="", dimension=DIMENSION, package="numpy", runtime="numpy", files=(file,)
    )
    return SentenceEmbedder(model, load=lambda: encoder, again=lambda: None)  # type: ignore[arg-type,return-value]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that vectors are kept in, not there yet."""
    monkeypatch.setenv("TURVEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "turven" / kept.FILE


def test_no_text_is_embedded_twice(cache: Path, tmp_path: Path) -> None:
    """Neither within a process nor in a later one; a new text is, alone."""
    first, second = Encoder(), Encoder()
    embedder = make_embedder(first, tmp_path)
    embedder.embed(["a", "b", "a"])
    embedder.embed(["b"])

    make_embedder(second, tmp_path).embed(["b", "c", "a"])

    assert first.texts == ["a", "b"]
    assert second.texts == ["c"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    texts=st.lists(st.text(max_size=6), max_size=12),
    known=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_kept_vectors_are_those_of_a_cold_run(
    texts: list[str], known: list[bool], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Cold, half warm, warm and without a cache give the same bytes."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TURVEN_CACHE", "off")
        cold = make_embedder(Encoder(), folder).embed(texts)
        patch.setenv("TURVEN_CACHE", str(folder))
        half = [text for text, is_known in zip(texts, known, strict=False) if is_known]
        make_embedder(Encoder(), folder).embed(half)

        half_warm = make_embedder(Encoder(), folder).embed(texts)
        warm = make_embedder(Encoder(), folder).embed(texts)

    assert cold.tobytes() == half_warm.tobytes() == warm.tobytes()


def test_models_do_not_share_vectors(cache: Path, tmp_path: Path) -> None:
    """A model with other weights gets vectors of its own."""
    one, other = Encoder("x"), Encoder("y")
    first = make_embedder(one, tmp_path, "x").embed(["a"])

    second = make_embedder(other, tmp_path, "y").embed(["a"])

    assert other.texts == ["a"]
    assert not np.array_equal(first, second)


def test_file_holds_no_text_and_is_the_users(cache: Path, tmp_path: Path) -> None:
    """The file and its folder are the user's alone, and no text can be read in it."""
    make_embedder(Encoder(), tmp_path).embed(["een geheim van de gemeente"])

    assert cache.is_file()
    assert b"geheim" not in cache.read_bytes()
    if os.name != "nt":
        assert stat.S_IMODE(cache.stat().st_mode) == 0o600
        assert stat.S_IMODE(cache.parent.stat().st_mode) == 0o700


def damage(file: Path) -> None:
    """Write over the middle of the file."""
    content = bytearray(file.read_bytes())
    content[100 : len(content)] = b"\xff" * (len(content) - 100)
    file.write_bytes(content)


def foreign(file: Path) -> None:
    """Put another program's database in its place."""
    file.unlink()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE vectors (name TEXT)")
    file.chmod(0o600)


def change_vectors(file: Path) -> None:
    """Change a bit of every vector."""
    with closing(sqlite3.connect(file)) as database, database:
        for row, content in database.execute("SELECT id, vector FROM vectors").fetchall():
            changed = bytes([content[0] ^ 1, *content[1:]])
            database.execute("UPDATE vectors SET vector = ? WHERE id = ?", (changed, row))


def swap_vectors(file: Path) -> None:
    """Give every key another's vector."""
    with closing(sqlite3.connect(file)) as database, database:
        stored = database.execute("SELECT id, vector FROM vectors").fetchall()
        contents = [content for _, content in stored]
        for (row, _), content in zip(stored, contents[1:] + contents[:1], strict=True):
            database.execute("UPDATE vectors SET vector = ? WHERE id = ?", (content, row))


def fill_with_texts(file: Path) -> None:
    """Store texts where vectors should be."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE vectors SET vector = 'niets'")


def readable_by_all(file: Path) -> None:
    """Let others read and write the file."""
    file.chmod(0o666)


@pytest.mark.parametrize(
    "harm",
    [
        damage,
        foreign,
        change_vectors,
        swap_vectors,
        fill_with_texts,
        lambda file: file.write_bytes(b"no database, but long enough to look like one" * 50),
        lambda file: file.write_bytes(b""),
        lambda file: (file.unlink(), file.mkdir()),
        pytest.param(readable_by_all, marks=pytest.mark.skipif(os.name == "nt", reason="no modes")),
    ],
)
def test_harmed_file_is_as_good_as_none(
    cache: Path, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    """A file that is damaged, foreign or open to others gives no vector and no error."""
    texts = ["a", "b", "c"]
    expected = make_embedder(Encoder(), tmp_path).embed(texts)
    harm(cache)
    encoder = Encoder()

    vectors = make_embedder(encoder, tmp_path).embed(texts)

    assert vectors.tobytes() == expected.tobytes()
    assert encoder.texts == texts


def test_unwritable_folder_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept, texts are embedded and that is all."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TURVEN_CACHE", str(tmp_path / "file"))
    encoder = Encoder()

    make_embedder(encoder, tmp_path).embed(["a"])

    assert encoder.texts == ["a"]


def test_off_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With TURVEN_CACHE=off no file is made, and a later process embeds again."""
    monkeypatch.setenv("TURVEN_CACHE", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.chdir(tmp_path)
    make_embedder(Encoder(), tmp_path / "m").embed(["a"])
    encoder = Encoder()

    make_embedder(encoder, tmp_path / "m").embed(["a"])

    assert encoder.texts == ["a"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m"]


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, ".cache/turven"),
        ("linux", {"XDG_CACHE_HOME": "xdg"}, "xdg/turven"),
        ("darwin", {}, "Library/Caches/turven"),
        ("win32", {"LOCALAPPDATA": "local"}, "local/turven"),
        ("win32", {"TURVEN_CACHE": "mine"}, "mine/turven"),
    ],
)
def test_folder_of_the_platform(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    variables: dict[str, str],
    expected: str,
) -> None:
    """Vectors are kept where the user says, else where the platform keeps such files."""
    for name in ("TURVEN_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, folder in variables.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", platform)

    assert kept.vectors_file() == tmp_path / expected / kept.FILE


def test_full_file_drops_its_older_half(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that has reached its size loses the vectors that were kept first."""
    embedder = make_embedder(Encoder(), tmp_path)
    embedder.embed([f"oud {number}" for number in range(100)])
    embedder.embed([f"nieuw {number}" for number in range(100)])
    monkeypatch.setattr(kept, "MOST_BYTES", 1)
    embedder.embed(["nog een"])
    encoder = Encoder()

    make_embedder(encoder, tmp_path).embed(["oud 3", "nieuw 3", "nog een"])

    assert encoder.texts == ["oud 3"]


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process holds the vectors it met last, up to a size."""
    monkeypatch.setenv("TURVEN_CACHE", "off")
    monkeypatch.setattr(kept, "MOST_IN_MEMORY", 2 * DIMENSION * 3)
    encoder = Encoder()
    embedder = make_embedder(encoder, tmp_path)

    embedder.embed(["a", "b", "c", "d"])
    embedder.embed(["d", "c", "b", "a"])

    assert encoder.texts == ["a", "b", "c", "d", "a"]


def test_runs_at_once_share_the_file(cache: Path, tmp_path: Path) -> None:
    """Several runs that write at the same time disturb neither each other nor the file."""
    texts = [f"tekst {number}" for number in range(200)]
    expected = make_embedder(Encoder(), tmp_path).embed(texts).tobytes()
    cache.unlink()

    with ThreadPoolExecutor(8) as runs:
        made = list(
            runs.map(lambda _: make_embedder(Encoder(), tmp_path / str(_)).embed(texts), range(8))
        )

    assert {vectors.tobytes() for vectors in made} == {expected}
    encoder = Encoder()
    make_embedder(encoder, tmp_path).embed(texts)
    assert encoder.texts == []


def test_locked_file_is_waited_for_and_passed(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that can't write because another does goes on without keeping."""
    monkeypatch.setattr(kept, "PATIENCE", 0.01)
    embedder = make_embedder(Encoder(), tmp_path)
    embedder.embed(["a"])

    with closing(sqlite3.connect(cache)) as other:
        other.execute("BEGIN EXCLUSIVE")
        embedder.embed(["b"])
    encoder = Encoder()
    make_embedder(encoder, tmp_path).embed(["a", "b"])

    assert encoder.texts == ["b"]


def test_what_is_no_number_is_zero(tmp_path: Path, cache: Path) -> None:
    """A vector with what is no number is zero, and the others are as they were."""
    embedder = make_embedder(Encoder(), tmp_path)
    embedder._loaded = lambda texts: np.array([[np.nan] * 6, [np.inf] * 6, [2.0, *[0.0] * 5]])

    vectors = embedder.embed(["a", "b", "c"])

    assert np.array_equal(vectors, [[0.0] * 6, [0.0] * 6, [1.0, *[0.0] * 5]])
