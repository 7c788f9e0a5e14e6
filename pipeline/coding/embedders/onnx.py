"""A sentence encoder of the house's own, exported to ONNX and read by onnxruntime.

Its folder holds model.onnx (or onnx/model.onnx) and tokenizer.json, and may hold the settings that
sentence-transformers writes. A graph is numbers and operations of onnxruntime: no file that can run
code is opened, and no library of other operations is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.coding.embedders.embedder import EmbeddingModel, SentenceEmbedder
from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.files import embedding_files, onnx_file, read_settings

TOKENS = 512
"""The longest text in tokens, where the model doesn't tell."""

SENTENCE_OUTPUT = "sentence_embedding"
"""The name of an output with the vector of the whole text."""

_POOLING = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})


def onnx_embedder(folder: Path) -> SentenceEmbedder:
    """Return the embedder in a folder with an exported encoder.

    `UnreadableFileError` if it can't be used, `MissingExtraError` without onnxruntime.
    """
    encoder = _OnnxEncoder(folder)
    model = EmbeddingModel(
        name=folder.resolve().name,
        title="sentence encoder of your own",
        dimension=encoder.dimension,
        package="onnxruntime",
        runtime="onnxruntime",
        files=tuple(embedding_files(folder)),
    )
    again = partial(onnx_embedder, folder.resolve())
    return SentenceEmbedder(model.hashed(), load=lambda: encoder.encode, again=again)


class _OnnxEncoder:
    """A tokeniser, a graph, and how the vectors of tokens become one of the text."""

    def __init__(self, folder: Path) -> None:
        graph = onnx_file(folder)
        assert graph is not None
        tokenizer = folder / "tokenizer.json"
        if not tokenizer.is_file():
            raise UnreadableFileError(folder, "no tokenizer.json beside the exported encoder")
        embedding_files(folder)
        self._pooling = _pooling(folder)
        self._prompt = _prompt(read_settings(folder / "config_sentence_transformers.json"))
        try:
            self._tokenizer = _tokenizer(tokenizer, _most_tokens(folder))
            self._session = _session(graph)
            self._inputs = {given.name for given in self._session.get_inputs()}
            self._output = _output(self._session)
            tried = self.encode(["a"])
        except MissingExtraError:
            raise
        except Exception as error:
            # however the libraries or the files fail, the folder is what the user can fix
            what = f"no encoder that onnxruntime can run: {error}"
            raise UnreadableFileError(folder, what) from None
        if not tried.shape[1] or not np.isfinite(tried).all():
            raise UnreadableFileError(folder, f"{graph.name} gives what is no number")
        self.dimension = int(tried.shape[1])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Return the vectors of texts, (texts, dimension)."""
        # one text at a time: in a batch its last digits depend on its neighbours
        return np.stack([self._vector(self._prompt + text) for text in texts])

    def _vector(self, text: str) -> npt.NDArray[Any]:
        encoded = self._tokenizer.encode(text)
        given = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        feed = {name: np.array([given[name]], dtype=np.int64) for name in self._inputs}
        (output,) = self._session.run([self._output], feed)
        states: npt.NDArray[Any] = np.asarray(output, dtype=np.float64)[0]
        if states.ndim == 1:
            return states
        # of one text without padding, every token counts
        pooled: npt.NDArray[Any] = states[0] if self._pooling == "cls" else states.mean(axis=0)
        return pooled


def _session(graph: Path) -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise MissingExtraError("embeddings of model.onnx", "onnx") from None
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    # on one thread, because a run forks its own processes and bytes must not depend on them
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    other = {given.name for given in session.get_inputs()} - _INPUTS
    if other:
        raise ValueError(f"its input {min(other)} is none of {', '.join(sorted(_INPUTS))}")
    return session


def _output(session: Any) -> str:
    """Return the output to use: the vector of the text, else the first, the tokens' vectors."""
    names = [output.name for output in session.get_outputs()]
    return SENTENCE_OUTPUT if SENTENCE_OUTPUT in names else str(names[0])


def _tokenizer(file: Path, most_tokens: int) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise MissingExtraError("embeddings of model.onnx", "onnx") from None
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.enable_truncation(most_tokens)
    tokenizer.no_padding()
    return tokenizer


def _most_tokens(folder: Path) -> int:
    """Return the longest text in tokens, special ones included."""
    stated = read_settings(folder / "sentence_bert_config.json").get("max_seq_length")
    if isinstance(stated, int) and stated > 0:
        return stated
    positions = read_settings(folder / "config.json").get("max_position_embeddings")
    if isinstance(positions, int) and positions > 2:
        # models of the RoBERTa family keep two positions for themselves
        return positions - 2
    return TOKENS


def _pooling(folder: Path) -> str:
    """Return how a text's vector follows from its tokens': `mean` or `cls`, the first token's."""
    file = folder / "1_Pooling" / "config.json"
    if not file.is_file():
        return "mean"
    settings = read_settings(file)
    chosen = [name for name, value in settings.items() if value is True and "pooling_mode" in name]
    if len(chosen) == 1 and chosen[0] in _POOLING:
        return _POOLING[chosen[0]]
    raise UnreadableFileError(
        file, "its pooling is neither that of the mean nor of the first token"
    )


def _prompt(settings: Mapping[str, object]) -> str:
    """Return what goes before every text, such as `query: `, if the model's settings name it."""
    prompts, name = settings.get("prompts"), settings.get("default_prompt_name")
    prompt = prompts.get(name) if isinstance(prompts, dict) else None
    return prompt if isinstance(prompt, str) else ""
