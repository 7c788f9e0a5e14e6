"""The labels of codes in a workbook: unique, and recognised however people typed them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from pipeline.files import cell_text
from pipeline.language import language
from pipeline.model import NO_ANSWER, OTHER, SPECIAL_CODES, Codebook

MAX_LABEL = 200
"""Code points; a drop-down compares no more than 255."""

_STEP = " > "
_AROUND_STEP = re.compile(r"\s*(>|›|→)\s*")
_PARTS = re.compile(r"[;\n]")
_TEXT_OF = {NO_ANSWER: "workbook_no_answer", OTHER: "workbook_other"}


def folded(text: str) -> str:
    """Return the text without capitals, accents and extra white space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def labels_of(book: Codebook, tongue: str) -> dict[str, str]:
    """Return the unique label of each code, `Parent > Child` for a sub-theme.

    In the order of the codebook, with the special codes last.
    """
    texts = language(tongue)
    labels = {code: _path(book, code) for code in book.theme_ids}
    labels |= {code: texts.text(_TEXT_OF[code]) for code in SPECIAL_CODES}
    while True:
        counts = Counter(map(_fold_path, labels.values()))
        twice = [code for code, label in labels.items() if counts[_fold_path(label)] > 1]
        if not twice:
            return labels
        labels |= {code: f"{labels[code]} [{code}]" for code in twice}


@dataclass(frozen=True)
class CodeLabels:
    """Finds codes by what people typed. `of` is code -> label."""

    of: Mapping[str, str]
    _codes: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        leaves = [(_fold_path(label).split(">")[-1], code) for code, label in self.of.items()]
        often = Counter(leaf for leaf, _ in leaves)
        # labels shown take precedence over their other forms
        self._codes.update({leaf: code for leaf, code in leaves if often[leaf] == 1})
        self._codes.update({folded(code): code for code in self.of})
        self._codes.update({_fold_path(label): code for code, label in self.of.items()})

    def code(self, typed: str) -> str:
        """Return the code with that label or theme id, '' if there is none.

        Capitals, accents and white space don't count.
        """
        return self._codes.get(_fold_path(typed), "")

    def codes(self, typed: str) -> tuple[str, ...]:
        """Return the codes in one cell, none unless each is known.

        One label, or several separated by a semicolon or a new line.
        """
        whole = self.code(typed)
        if whole:
            return (whole,)
        codes = [self.code(part) for part in _PARTS.split(typed) if part.strip()]
        return tuple(codes) if all(codes) else ()

    def nearest(self, typed: str) -> str:
        """Return the label most like what was typed; '' if none is near."""
        known = list(self._codes)
        near = get_close_matches(_fold_path(typed)[:MAX_LABEL], known, n=1, cutoff=0.6)
        return self.of[self._codes[near[0]]] if near else ""


def _path(book: Codebook, code: str) -> str:
    path = [*reversed(book.ancestors(code)), code]
    label = _STEP.join(" ".join(cell_text(book.theme(step).label).split()) or step for step in path)
    return label if len(label) <= MAX_LABEL else f"{label[: MAX_LABEL - 2]} …"


def _fold_path(text: str) -> str:
    return _AROUND_STEP.sub(">", folded(text))
