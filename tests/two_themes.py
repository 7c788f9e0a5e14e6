"""Two themes, some labelled answers about them, and a text that is about neither."""

from __future__ import annotations

from pipeline.coding.training import Labelled
from pipeline.model import Codebook, Theme

BOOK = Codebook(
    id="q",
    title="Q",
    language="nl",
    version="1",
    themes=(
        Theme(id="geld", label="Geld", definition="Te duur", examples=("de kosten zijn te hoog",)),
        Theme(id="tijd", label="Tijd", definition="Te druk", examples=("wij hebben het te druk",)),
    ),
)

KNOWN = [
    Labelled("de prijs van licenties is te hoog", ("geld",), "g1"),
    Labelled("te weinig budget voor licenties", ("geld",), "g2"),
    Labelled("geen tijd door de werkdruk", ("tijd",), "g3"),
    Labelled("de werkdruk is te groot", ("tijd",), "g4"),
]
"""Labelled answers: their texts, codes and respondents."""

STRANGE = "de papegaai zingt in het torentje"
