"""A sentence encoder of the house's own, exported to ONNX: its vectors, its settings, and what is
refused."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from onnx_file import WORDS, lookup_graph, make_encoder, table_of

from pipeline.coding.embedders import read_embedder
from pipeline.errors import MissingExtraError, TurvenError, UnreadableFileError

pytest.importorskip("onnxruntime")


def rows(*words: str) -> np.ndarray:
    """The vectors of words in the table, (words, dimension)."""
    return table_of()[[WORDS.index(word) for word in words]].astype(np.float64)


def unit(vector: np.ndarray) -> np.ndarray:
    """The vector at length 1."""
    return vector / np.linalg.norm(vector)


def test_text_is_the_mean_of_its_tokens(tmp_path: Path) -> None:
    """Without other settings a text's vector is the mean of its tokens', at length 1."""
    embedder = read_embedder(make_encoder(tmp_path / "eigen"))

    vectors = embedder.embed(["tijd geld"])

    assert (embedder.name, embedder.dimension) == ("eigen", 8)
    np.testing.assert_allclose(
        vectors[0], unit(rows("[CLS]", "tijd", "geld").mean(axis=0)), atol=1e-4
    )


def test_pooling_follows_the_settings(tmp_path: Path) -> None:
    """A model whose settings say so takes the first token's vector."""
    pooling = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    folder = make_encoder(tmp_path, settings={"1_Pooling/config.json": pooling})

    vectors = read_embedder(folder).embed(["tijd geld"])

    np.testing.assert_allclose(vectors[0], unit(rows("[CLS]")[0]), atol=1e-4)


def test_other_pooling_is_refused(tmp_path: Path) -> None:
    """A pooling that turven doesn't have is refused: another would give other meanings."""
    pooling = {"pooling_mode_max_tokens": True}
    folder = make_encoder(tmp_path, settings={"1_Pooling/config.json": pooling})

    with pytest.raises(UnreadableFileError, match="pooling"):
        read_embedder(folder)


def test_prompt_goes_before_the_text(tmp_path: Path) -> None:
    """The prompt that the settings name as default goes before every text."""
    prompt = {"prompts": {"query": "kennis "}, "default_prompt_name": "query"}
    folder = make_encoder(tmp_path, settings={"config_sentence_transformers.json": prompt})

    vectors = read_embedder(folder).embed(["tijd"])

    expected = unit(rows("[CLS]", "kennis", "tijd").mean(axis=0))
    np.testing.assert_allclose(vectors[0], expected, atol=1e-4)


@pytest.mark.parametrize(
    "settings",
    [
        {"sentence_bert_config.json": {"max_seq_length": 3}},
        {"config.json": {"max_position_embeddings": 5}},
    ],
)
def test_long_texts_are_cut(tmp_path: Path, settings: dict[str, object]) -> None:
    """A text is cut at the model's limit, in tokens."""
    embedder = read_embedder(make_encoder(tmp_path, settings=settings))

    vectors = embedder.embed(["tijd geld kennis kennis", "tijd geld"])

    assert np.array_equal(vectors[0], vectors[1])


def test_model_in_a_folder_below(tmp_path: Path) -> None:
    """A model may lie in onnx/, as downloads have it."""
    assert read_embedder(make_encoder(tmp_path, at="onnx/model.onnx")).dimension == 8


def test_weights_beside_the_graph(tmp_path: Path) -> None:
    """Weights in a file beside the graph are read, and are part of the model's hash."""
    graph = lookup_graph(table_of(), external="model.onnx_data")
    folders = [make_encoder(tmp_path / name, graph) for name in ("a", "b")]
    for seed, folder in enumerate(folders):
        (folder / "model.onnx_data").write_bytes(table_of(seed).tobytes())

    first, second = map(read_embedder, folders)

    assert first.fingerprint != second.fingerprint
    np.testing.assert_allclose(
        first.embed(["q"])[0], unit(rows("[CLS]", "[UNK]").mean(0)), atol=1e-4
    )


@pytest.mark.parametrize("name", ["../weights", "/etc/passwd", "gone"])
def test_weights_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    """A graph that names a file elsewhere, or one that isn't there, is refused."""
    (tmp_path / "weights").write_bytes(table_of().tobytes())
    folder = make_encoder(tmp_path / "eigen", lookup_graph(table_of(), external=name))

    with pytest.raises(UnreadableFileError, match="beside it"):
        read_embedder(folder)


@pytest.mark.parametrize(
    "graph",
    [
        b"",
        b"{no",
        lookup_graph(table_of())[:200],
        lookup_graph(table_of(), operation="RunCode", domain="com.example"),
        lookup_graph(table_of(), inputs=("pixels",)),
        lookup_graph(np.full_like(table_of(), np.nan)),
    ],
    ids=["empty", "no graph", "half", "unknown operation", "unknown input", "no numbers"],
)
def test_odd_graphs_are_refused(tmp_path: Path, graph: bytes) -> None:
    """A graph that is broken, has an operation of another library or gives no numbers is refused
    in one line that names the folder."""
    folder = make_encoder(tmp_path / "stuk", graph)

    with pytest.raises(UnreadableFileError, match="stuk") as refused:
        read_embedder(folder)

    assert "\n" not in str(refused.value)


def test_missing_tokeniser_is_told(tmp_path: Path) -> None:
    """Without tokenizer.json the folder is refused."""
    folder = make_encoder(tmp_path)
    (folder / "tokenizer.json").unlink()

    with pytest.raises(UnreadableFileError, match=r"tokenizer\.json"):
        read_embedder(folder)


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where onnxruntime isn't installed, one line says how to get it."""
    folder = make_encoder(tmp_path)
    for library in ("onnxruntime", "tokenizers"):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, library, None)
            with pytest.raises(MissingExtraError, match=r"turven\[onnx\]"):
                read_embedder(folder)


def test_model2vec_beside_an_export(tmp_path: Path) -> None:
    """A folder of model2vec with an export beside it is read by model2vec."""
    folder = make_encoder(
        tmp_path, at="onnx/model.onnx", settings={"config.json": {"normalize": True}}
    )

    with pytest.raises(TurvenError, match=r"model\.safetensors"):
        read_embedder(folder)


def test_pickle_holds_the_folder(tmp_path: Path) -> None:
    """A pickled embedder reads its folder again, and refuses other weights than it had."""
    folder = make_encoder(tmp_path / "eigen")
    embedder = read_embedder(folder)
    pickled = pickle.dumps(embedder)

    again = pickle.loads(pickled)

    assert np.array_equal(again.embed(["tijd"]), embedder.embed(["tijd"]))
    make_encoder(folder, lookup_graph(table_of(seed=1)))
    with pytest.raises(UnreadableFileError, match="pickled"):
        pickle.loads(pickled)
