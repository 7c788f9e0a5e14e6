"""The labels of codes in a workbook: each its own, and found again however people typed them."""

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

LONGEST_LABEL = 200
"""Code points; a drop-down compares no more than 255."""

_STEP = " > "
_AROUND_STEP = re.compile(r"\s*(>|›|→)\s*")
_PARTS = re.compile(r"[;\n]")
_TEXT_OF = {NO_ANSWER: "workbook_no_answer", OTHER: "workbook_other"}


def folded(text: str) -> str:
    """The text without capitals, accents and needless white space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def labels_of(book: Codebook, tongue: str) -> dict[str, str]:
    """Code -> its label, in the order of the codebook with the special codes last: `Parent > Child` for a sub-theme, and none twice."""
    texts = language(tongue)
    found = {code: _path(book, code) for code in book.theme_ids}
    found |= {code: texts.text(_TEXT_OF[code]) for code in SPECIAL_CODES}
    while twice := {
        label
        for label, n in Counter(_fold_path(label) for label in found.values()).items()
        if n > 1
    }:
        found = {
            c: f"{label} [{c}]" if _fold_path(label) in twice else label
            for c, label in found.items()
        }
    return found


@dataclass(frozen=True)
class Labels:
    """Finds codes by what people typed. `of` is code -> label."""

    of: Mapping[str, str]
    _codes: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        leaves = [(_fold_path(label).split(">")[-1], code) for code, label in self.of.items()]
        often = Counter(leaf for leaf, _ in leaves)
        # what is shown comes before what merely leads there too
        self._codes.update({leaf: code for leaf, code in leaves if often[leaf] == 1})
        self._codes.update({folded(code): code for code in self.of})
        self._codes.update({_fold_path(label): code for code, label in self.of.items()})

    def code(self, typed: str) -> str:
        """The code of that label or theme id, capitals, accents and white space aside; '' when there is none."""
        return self._codes.get(_fold_path(typed), "")

    def codes(self, typed: str) -> tuple[str, ...]:
        """The codes in one cell: one label, or several parted by a semicolon or a new line; empty unless each is known."""
        whole = self.code(typed)
        if whole:
            return (whole,)
        found = [self.code(part) for part in _PARTS.split(typed) if part.strip()]
        return tuple(found) if all(found) else ()

    def nearest(self, typed: str) -> str:
        """The label most like what was typed; '' when none is near."""
        near = get_close_matches(
            _fold_path(typed)[:LONGEST_LABEL], list(self._codes), n=1, cutoff=0.6
        )
        return self.of[self._codes[near[0]]] if near else ""


def _path(book: Codebook, code: str) -> str:
    path = [*reversed(book.ancestors(code)), code]
    label = _STEP.join(" ".join(cell_text(book.theme(step).label).split()) or step for step in path)
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 2]} …"


def _fold_path(text: str) -> str:
    return _AROUND_STEP.sub(">", folded(text))
