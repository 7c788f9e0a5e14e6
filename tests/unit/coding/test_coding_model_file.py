"""A saved classifier is numbers and names: it predicts the same when it comes back, and a hostile
file is refused in one line."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from pipeline.coding.classifier.estimator import ThemeClassifier
from pipeline.coding.classifier.model_file import load_model
from pipeline.errors import MisuseError, TurvenError, UnreadableFileError
from pipeline.version import __version__

TEXTS = [
    "te weinig tijd",
    "geen tijd",
    "tijdgebrek",
    "tijd en privacy",
    "privacy van inwoners",
    "de AVG",
    "AVG",
    "iets",
]
Y = pd.DataFrame(
    {
        "tijd": ["tijd" in t for t in TEXTS],
        "privacy": ["privacy" in t or "AVG" in t for t in TEXTS],
    },
    dtype=int,
)
NEW = [
    "Tijd! Tijd? tijd",
    "privacywet",
    "onbekende woorden",
    "",
    "veel te weinig tijd en ook privacy, privacy",
]

Parts = dict[str, Any]


@pytest.fixture(scope="module")
def fitted() -> ThemeClassifier:
    """A classifier that learned from `TEXTS`."""
    return ThemeClassifier(embeddings=None).fit(TEXTS, Y)


@pytest.fixture(scope="module")
def parts(fitted: ThemeClassifier, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The arrays of its file."""
    path = tmp_path_factory.mktemp("model") / "model.npz"
    fitted.save(path)
    with np.load(path, allow_pickle=False) as file:
        return dict(file)


def many() -> tuple[list[str], np.ndarray]:
    """Texts enough for codes to be seen beside the others."""
    rng = np.random.default_rng(1)
    words = np.array([f"woord{i}" for i in range(60)])
    held = rng.random((900, 60)) < 0.08
    y = np.stack(
        [held[:, k : k + 15].any(axis=1) ^ (rng.random(900) < 0.1) for k in (0, 15, 30)], axis=1
    )
    return [" ".join(words[row]) for row in held], y.astype(int)


def test_the_same_to_the_last_bit(fitted: ThemeClassifier, tmp_path: Path) -> None:
    """Names, predictions and probabilities come back as they were, also of texts with words it
    never met."""
    expected, chosen = fitted.predict_proba(NEW), fitted.predict(NEW)
    fitted.save(tmp_path / "model")
    loaded = ThemeClassifier.load(tmp_path / "model")
    assert np.array_equal(loaded.predict_proba(NEW), expected)
    assert np.array_equal(loaded.predict(NEW), chosen)
    assert loaded.classes_.tolist() == ["tijd", "privacy"]
    assert loaded.always_coded_ is fitted.always_coded_ is False
    assert loaded.get_params() == fitted.get_params()


def test_codes_beside_others_come_back(tmp_path: Path) -> None:
    """With many labels the file also holds what a code is worth beside the others; predictions stay
    the same to the last bit."""
    texts, y = many()
    fitted = ThemeClassifier(embeddings=None).fit(texts, y)
    assert fitted.model_.calibration.beside is not None
    fitted.save(tmp_path / "model.npz")
    assert np.array_equal(
        ThemeClassifier.load(tmp_path / "model.npz").predict_proba(texts),
        fitted.predict_proba(texts),
    )


def test_same_bytes(fitted: ThemeClassifier, tmp_path: Path) -> None:
    """The same model is the same file, also when it was loaded and saved again; other files beside
    it are left alone."""
    for name in ("a.npz", "b.npz"):
        fitted.save(tmp_path / name)
    ThemeClassifier.load(tmp_path / "a.npz").save(str(tmp_path / "c.npz"))
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz", "c.npz"]


def test_numpy_reads_it_without_pickle(parts: Parts) -> None:
    """The file is an .npz that numpy opens with allow_pickle=False, and its JSON says what it
    is."""
    about = json.loads(parts["about"].tobytes())
    told = (about["format"], about["turven"], about["language"], about["classes"])
    assert told == (2, __version__, "nl", ["tijd", "privacy"])
    assert parts["weights"].shape == (
        len(about["words"]) + len(about["grams"]) + len(about["pairs"]),
        2,
    )


def test_a_loaded_classifier_can_be_cloned_and_taught(
    fitted: ThemeClassifier, tmp_path: Path
) -> None:
    """A clone of what was loaded has learned nothing, and fit teaches it anew."""
    fitted.save(tmp_path / "m.npz")
    loaded = ThemeClassifier.load(tmp_path / "m.npz")
    with pytest.raises(NotFittedError):
        clone(loaded).predict(NEW)
    assert np.array_equal(loaded.fit(TEXTS, Y).predict_proba(NEW), fitted.predict_proba(NEW))


def test_class_names_may_be_numbers(tmp_path: Path) -> None:
    """Names of numpy's kinds come back as plain numbers."""
    ThemeClassifier(embeddings=None).fit(
        TEXTS, pd.DataFrame(Y.to_numpy(), columns=np.array([7, 9]))
    ).save(tmp_path / "m.npz")
    assert ThemeClassifier.load(tmp_path / "m.npz").classes_.tolist() == [7, 9]


def test_odd_class_names_are_refused(tmp_path: Path) -> None:
    """A theme named by an object can't be saved, and nothing is written."""
    odd = ThemeClassifier(embeddings=None).fit(
        TEXTS, pd.DataFrame(Y.to_numpy(), columns=[("a", 1), ("b", 2)])
    )
    with pytest.raises(MisuseError, match="theme named"):
        odd.save(tmp_path / "m.npz")
    assert list(tmp_path.iterdir()) == []


def test_nothing_learned_nothing_saved(tmp_path: Path) -> None:
    """What has not learned can't be saved."""
    with pytest.raises(NotFittedError, match="fit"):
        ThemeClassifier(embeddings=None).save(tmp_path / "m.npz")


def test_all_or_nothing(
    fitted: ThemeClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk is full half-way, the file that was there is still there and nothing else."""
    path = tmp_path / "m.npz"
    path.write_bytes(b"earlier")

    def full(file: Any, **arrays: Any) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(MisuseError, match="No space left"):
        fitted.save(path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"m.npz": b"earlier"}


def test_no_such_folder(fitted: ThemeClassifier, tmp_path: Path) -> None:
    """Saving to a folder that isn't there, or over a folder, is told in one line."""
    for path in (tmp_path / "none" / "m.npz", tmp_path):
        with pytest.raises(MisuseError, match="can't be written"):
            fitted.save(path)


class Trap:
    """Unpickled it would write a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (Path.write_text, (self.path, "sprung"))


GONE = object()


def about(parts: Parts, **changes: Any) -> Parts:
    """The parts with another JSON; `GONE` takes a key out."""
    told = json.loads(parts["about"].tobytes()) | changes
    told = {key: value for key, value in told.items() if value is not GONE}
    return parts | {"about": np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)}


def changed(parts: Parts, name: str, value: float) -> Parts:
    """The parts with the first number of an array changed."""
    array = parts[name].copy()
    array.flat[0] = value
    return parts | {name: array}


def with_beside(parts: Parts, **changes: Any) -> Parts:
    """The parts with a regression of codes beside others that tells nothing."""
    return parts | {"beside_level": np.zeros(1), "beside_weights": np.zeros(4)} | changes


def with_vectors(parts: Parts, **changes: Any) -> Parts:
    """The parts of a model that learned with vectors of two numbers."""
    embeddings = {"folder": "w", "dimension": 2, "sha256": "0"}
    weights = np.vstack((parts["weights"], np.zeros((2, 2))))
    return (
        about(parts, embeddings=embeddings) | {"weights": weights, "middle": np.zeros(2)} | changes
    )


WRONG: list[tuple[str, Callable[[Parts], Parts], str]] = [
    ("format", lambda p: about(p, format=1), "format is 1, this turven reads 2"),
    ("no format", lambda p: about(p, format=GONE), "format is None"),
    ("list", lambda p: p | {"about": np.frombuffer(b"[]", dtype=np.uint8)}, "doesn't say"),
    ("no json", lambda p: p | {"about": np.frombuffer(b"{", dtype=np.uint8)}, "no classifier"),
    (
        "deep json",
        lambda p: p | {"about": np.frombuffer(b"[" * 200_000, dtype=np.uint8)},
        "no classifier",
    ),
    (
        "no utf-8",
        lambda p: p | {"about": np.frombuffer(b"\xff\xfe", dtype=np.uint8)},
        "no classifier",
    ),
    ("language", lambda p: about(p, language="nl.lex_attrs"), "language"),
    ("words", lambda p: about(p, words="tijd"), "words"),
    ("words twice", lambda p: about(p, words=["a", "a"]), "words"),
    ("pairs", lambda p: about(p, pairs=[["a"]]), "pairs"),
    ("pair of no words", lambda p: about(p, pairs=[["qqq", "zzz"]]), "pair"),
    ("classes", lambda p: about(p, classes=[["a"], {}]), "classes"),
    ("no word of embeddings", lambda p: about(p, embeddings=GONE), "embeddings"),
    (
        "odd embeddings",
        lambda p: about(p, embeddings={"folder": 1, "dimension": 2, "sha256": ""}),
        "embeddings",
    ),
    (
        "no dimension",
        lambda p: about(p, embeddings={"folder": "", "dimension": 0, "sha256": ""}),
        "embeddings",
    ),
    (
        "embeddings",
        lambda p: about(p, embeddings={"folder": "w", "dimension": 2, "sha256": ""}),
        "embeddings 'w'; name them",
    ),
    ("one class", lambda p: about(p, classes=["a"]), "shape"),
    ("missing", lambda p: {k: v for k, v in p.items() if k != "bias"}, "bias is missing"),
    ("no about", lambda p: {k: v for k, v in p.items() if k != "about"}, "doesn't say"),
    ("unknown", lambda p: p | {"more": np.zeros(1)}, "more"),
    ("shape", lambda p: p | {"weights": p["weights"].T}, "weights"),
    ("kind", lambda p: p | {"bias": p["bias"].astype(np.float32)}, "bias holds <f4"),
    ("nan", lambda p: changed(p, "weights", np.nan), "weights"),
    ("share", lambda p: changed(p, "frequency", 2.0), "frequency"),
    ("margins", lambda p: changed(p, "margins", 1e9), "margins"),
    ("no curve", lambda p: p | {"margins": np.zeros(0), "chances": np.zeros(0)}, "margins"),
    ("level alone", lambda p: p | {"beside_level": np.zeros(1)}, "beside_weights is missing"),
    ("weights alone", lambda p: p | {"beside_weights": np.zeros(4)}, "beside_level is missing"),
    (
        "too few beside",
        lambda p: with_beside(p, beside_weights=np.zeros(3)),
        r"beside_weights has shape \(3,\)",
    ),
    (
        "beside nan",
        lambda p: with_beside(p, beside_level=np.full(1, np.nan)),
        "beside_level holds what is no number",
    ),
    ("trees of an older turven", lambda p: p | {"tree_level": np.zeros(1)}, "tree_level"),
    ("vectors", with_vectors, "learned with the embeddings 'w'; name them"),
]


@pytest.mark.parametrize(
    ("change", "says"), [wrong[1:] for wrong in WRONG], ids=[wrong[0] for wrong in WRONG]
)
def test_wrong_contents(
    parts: Parts, tmp_path: Path, change: Callable[[Parts], Parts], says: str
) -> None:
    """A file whose contents don't fit together is refused in one line that names the file and what
    is wrong."""
    path = tmp_path / "m.npz"
    np.savez(path, **change(parts))
    with pytest.raises(UnreadableFileError, match=says) as caught:
        ThemeClassifier.load(path)
    assert "m.npz" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_least_of_a_regression_is_read(parts: Parts, tmp_path: Path) -> None:
    """The smallest regression that fits is read: what the tests above refuse is refused for what
    they change."""
    np.savez(tmp_path / "m.npz", **with_beside(parts))
    assert ThemeClassifier.load(tmp_path / "m.npz").predict_proba(NEW).shape == (len(NEW), 2)


class TwoNumbers:
    """An embedder that gives each text its length and the number of its words."""

    name, dimension, fingerprint = "w", 2, "0"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of the texts, (texts, 2)."""
        return np.array([[len(text), len(text.split())] for text in texts], dtype=float)


def test_vectors_are_read_with_their_embedder(parts: Parts, tmp_path: Path) -> None:
    """A model of words and vectors comes back with the middle from which it saw them."""
    path = tmp_path / "m.npz"
    np.savez(path, **with_vectors(parts, middle=np.array([3.0, 1.0])))

    loaded = load_model(path, lambda _: TwoNumbers())

    assert loaded.scorer.vectors is not None
    assert loaded.scorer.vectors.middle.tolist() == [3.0, 1.0]
    assert loaded.scorer.vector_weights.shape == (2, 2)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"middle": np.zeros(3)}, r"middle has shape \(3,\)"),
        ({"middle": np.full(2, np.inf)}, "middle holds what is no number"),
    ],
)
def test_wrong_vectors(parts: Parts, tmp_path: Path, changes: Parts, says: str) -> None:
    """A middle that doesn't fit the embedder is refused."""
    path = tmp_path / "m.npz"
    np.savez(path, **with_vectors(parts, **changes))

    with pytest.raises(UnreadableFileError, match=says):
        load_model(path, lambda _: TwoNumbers())


def test_vectors_without_their_middle(parts: Parts, tmp_path: Path) -> None:
    """A model that learned with vectors can't do without the middle."""
    path = tmp_path / "m.npz"
    np.savez(path, **{name: part for name, part in with_vectors(parts).items() if name != "middle"})

    with pytest.raises(UnreadableFileError, match="middle is missing"):
        load_model(path, lambda _: TwoNumbers())


def test_no_pickle_is_opened(parts: Parts, tmp_path: Path) -> None:
    """Pickled objects, in an array of the file or as the file itself, are refused and never run."""
    sprung, path = tmp_path / "sprung", tmp_path / "m.npz"
    trap = np.array([Trap(sprung)], dtype=object)
    np.savez(path, **(parts | {"bias": trap}))
    with pytest.raises(UnreadableFileError, match="bias is no plain array"):
        ThemeClassifier.load(path)
    path.write_bytes(pickle.dumps(Trap(sprung)))
    with pytest.raises(UnreadableFileError, match="zip"):
        ThemeClassifier.load(path)
    np.save(path.with_suffix(".npy"), trap)
    with pytest.raises(UnreadableFileError, match="zip"):
        ThemeClassifier.load(path.with_suffix(".npy"))
    assert not sprung.exists()


def member(shape: str, size: int) -> bytes:
    """An array that says it has that shape, followed by so many bytes."""
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    head += b" " * (117 - len(head)) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + b"\0" * size


def test_no_bomb_goes_off(parts: Parts, tmp_path: Path) -> None:
    """Compressed arrays, and arrays that say they are larger than the file, are refused before they
    are read."""
    path = tmp_path / "m.npz"
    np.savez_compressed(path, **(parts | {"weights": np.zeros(4_000_000)}))
    with pytest.raises(UnreadableFileError, match="compressed"):
        ThemeClassifier.load(path)
    for shape in ("(999999999999,)", "(99999999, 99999999)"):
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("weights.npy", member(shape, 8))
        with pytest.raises(UnreadableFileError, match="as large as it says"):
            ThemeClassifier.load(path)


def test_a_member_that_lies_about_its_size(tmp_path: Path) -> None:
    """A zip whose list says that an array is larger than the whole file is refused."""
    path, made = tmp_path / "m.npz", io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("weights.npy", member("(1,)", 8))
    data, size = bytearray(made.getvalue()), len(member("(1,)", 8)).to_bytes(4, "little")
    at = data.rindex(size + size)
    data[at : at + 8] = (10**9).to_bytes(4, "little") * 2
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match="larger than the file"):
        ThemeClassifier.load(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip at all", b"PK\x05\x06" + b"\0" * 18],
    ids=["empty", "text", "empty zip"],
)
def test_no_model_at_all(tmp_path: Path, content: bytes) -> None:
    """An empty file, a text and an empty zip are told to be no classifier; so is a file that isn't
    there, and a folder."""
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    for given in (path, tmp_path / "none.npz", tmp_path):
        with pytest.raises(TurvenError) as caught:
            ThemeClassifier.load(given)
        assert "\n" not in str(caught.value)


def test_broken_files(parts: Parts, tmp_path: Path) -> None:
    """Cut short or with bytes changed at random, a file is refused in one line or still a model;
    nothing else happens."""
    path = tmp_path / "m.npz"
    np.savez(path, **parts)
    whole, rng = path.read_bytes(), np.random.default_rng(0)
    # the lists and heads of a zip are where a change does harm: half of the changes fall among
    # the last bytes
    ends = len(whole) - 3_000
    for turn in range(150):
        data = bytearray(whole)
        for at in rng.integers(ends if turn % 2 else 0, len(data), 3):
            data[at] = rng.integers(256)
        path.write_bytes(data[: rng.integers(len(data))] if turn % 5 == 0 else data)
        try:
            ThemeClassifier.load(path)
        except TurvenError as error:
            assert "\n" not in str(error)
