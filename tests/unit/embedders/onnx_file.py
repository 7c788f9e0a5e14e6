"""Writes a tiny ONNX graph as bytes, without the package onnx: protobuf by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

WORDS = ("[UNK]", "[CLS]", "tijd", "geld", "kennis", "uren")
FLOAT, INT64 = 1, 7


def number(field: int, value: int) -> bytes:
    """A protobuf field with a whole number."""
    return varint(field << 3) + varint(value)


def part(field: int, content: bytes | str) -> bytes:
    """A protobuf field with bytes, a text or a message."""
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    """A whole number, seven bits a byte."""
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def tensor(name: str, array: np.ndarray, external: str = "") -> bytes:
    """A TensorProto of floats, in the graph or in a file beside it."""
    about = b"".join(number(1, size) for size in array.shape) + number(2, FLOAT) + part(8, name)
    if not external:
        return about + part(9, array.astype("<f4").tobytes())
    return about + part(13, part(1, "location") + part(2, external)) + number(14, 1)


def node(kind: str, inputs: Iterable[str], output: str, domain: str = "") -> bytes:
    """A NodeProto with one output."""
    given = b"".join(part(1, name) for name in inputs)
    return given + part(2, output) + part(4, kind) + (part(7, domain) if domain else b"")


def value(name: str, kind: int, sizes: Sequence[int | str]) -> bytes:
    """A ValueInfoProto: a tensor's name, kind and sizes."""
    shape = b"".join(
        part(1, number(1, size) if isinstance(size, int) else part(2, size)) for size in sizes
    )
    return part(1, name) + part(2, part(1, number(1, kind) + part(2, shape)))


def lookup_graph(
    table: np.ndarray,
    *,
    operation: str = "Gather",
    domain: str = "",
    external: str = "",
    inputs: Sequence[str] = ("input_ids", "attention_mask"),
) -> bytes:
    """A model that gives each token its row of a table, (words, dimension)."""
    graph = part(1, node(operation, ("table", inputs[0]), "last_hidden_state", domain))
    graph += part(2, "lookup") + part(5, tensor("table", table, external))
    graph += b"".join(part(11, value(name, INT64, ("batch", "tokens"))) for name in inputs)
    graph += part(12, value("last_hidden_state", FLOAT, ("batch", "tokens", table.shape[1])))
    return number(1, 8) + part(7, graph) + part(8, number(2, 17))


def table_of(seed: int = 0, dimension: int = 8) -> np.ndarray:
    """Vectors of the words."""
    return np.random.default_rng(seed).normal(size=(len(WORDS), dimension)).astype(np.float32)


def make_encoder(
    folder: Path,
    graph: bytes | None = None,
    *,
    at: str = "model.onnx",
    settings: Mapping[str, object] | None = None,
) -> Path:
    """A folder with the graph, a tokeniser of words that begins with [CLS], and settings."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(
        WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 1)])
    (folder / at).parent.mkdir(parents=True, exist_ok=True)
    (folder / at).write_bytes(lookup_graph(table_of()) if graph is None else graph)
    tokenizer.save(str(folder / "tokenizer.json"))
    for name, content in (settings or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder
