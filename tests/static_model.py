"""A small model of static embeddings, as model2vec writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

MEANINGS = {
    "tijd": ["uren", "agenda", "drukte", "haast", "deadline"],
    "geld": ["euro", "budget", "kosten", "prijs", "subsidie"],
    "kennis": ["cursus", "training", "opleiding", "scholing", "leren"],
}
FILLER = ["we", "het", "soms", "veel", "erg", "gewoon"]
DIMENSION = 16


def make_model(folder: Path, *, seed: int = 0) -> Path:
    """A small model of static embeddings in that folder: words of one meaning lie near each
    other."""
    static = pytest.importorskip("model2vec").StaticModel
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    rng = np.random.default_rng(seed)
    words = ["[UNK]", *FILLER, *(word for of_meaning in MEANINGS.values() for word in of_meaning)]
    vectors = rng.normal(0, 0.1, (len(words), DIMENSION))
    for axis, of_meaning in enumerate(MEANINGS.values()):
        vectors[[words.index(word) for word in of_meaning], axis] += 1.0
    tokenizer = Tokenizer(
        WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]")
    )
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    static(vectors.astype(np.float32), tokenizer).save_pretrained(folder)
    return folder
