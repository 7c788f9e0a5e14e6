"""Themes in a spaCy pipeline: `nlp.add_pipe("turven", config={"codebook": "codebook.yaml"})`.

The rules of the codebook code each text as `pipeline.code` does, with turven's own tokens whatever
the pipeline's tokens are. A document gets `doc._.themes`, and in `doc.spans["turven"]` the evidence
of each theme as a span labelled with it.

This is the only module outside normalise/ that uses spaCy, since it extends spaCy's pipeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.codebook import read_codebook
from pipeline.coding.code_texts import RuleCoder
from pipeline.model import Codebook

KEY = "turven"
"""The name of the component, and of its spans in a document."""


class ThemeComponent:
    """Assigns themes to documents by the rules of a codebook."""

    def __init__(self, book: Codebook) -> None:
        self._book = book
        self._coder = RuleCoder(book)
        if not Doc.has_extension("themes"):
            Doc.set_extension("themes", default=())

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its themes."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 1_000) -> Iterator[Doc]:
        """Yield the documents with their themes, coded in batches."""
        rest = iter(docs)
        while batch := list(islice(rest, batch_size)):
            for doc in batch:
                doc._.themes, doc.spans[KEY] = (), []
            coded = self._coder.code([doc.text for doc in batch])
            columns = (coded.text, coded.code, coded.start, coded.end)
            for text, code, start, end in zip(*(c.tolist() for c in columns), strict=True):
                if code < len(self._book.theme_ids):
                    _add(batch[text], self._book.codes[code], start, end)
            yield from batch


def _add(doc: Doc, theme: str, start: int, end: int) -> None:
    doc._.themes = (*doc._.themes, theme)
    doc.spans[KEY].append(doc.char_span(start, end, label=theme, alignment_mode="expand"))


@Language.factory(KEY, default_config={"codebook": ""}, assigns=["doc._.themes", "doc.spans"])
def make_component(nlp: Language, name: str, codebook: str) -> ThemeComponent:
    """Return a component that codes by the codebook at that path."""
    return ThemeComponent(read_codebook(codebook))
