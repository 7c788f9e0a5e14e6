"""Sentence vectors: what says that two texts mean nearly the same, without a word in common."""

from pipeline.coding.embedders.choose import (
    PACKAGES,
    choose_embedder,
    embeddings_record,
    embeddings_remark,
    read_embedder,
)
from pipeline.coding.embedders.embedder import Embedder, SentenceEmbedder
