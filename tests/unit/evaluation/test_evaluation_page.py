"""The evaluation's page and pictures."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from evaluation_samples import LEARNING, VERBATIM, evaluation, rules_only

from pipeline.evaluation import learning_notes, render_evaluation
from pipeline.language import language
from pipeline.report.words import NumberFormats


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.images: list[dict[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.headless = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in {"img", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "path":
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@cache
def files(tongue: str = "nl") -> dict[str, bytes]:
    """Everything that is made of the sample."""
    return dict(render_evaluation(evaluation(tongue)))


def page(tongue: str = "nl") -> _Page:
    """The page, its tags all closed."""
    read = _Page(files(tongue)["evaluation.html"].decode("utf-8"))
    assert read.open == []
    return read


def test_stays_in_the_house() -> None:
    """The page says at its top that it holds verbatims and stays in the house."""
    text = page().text
    assert text.index("Blijft in huis") < text.index("In het kort")


def test_figures_are_those_of_the_evaluation() -> None:
    """Scores with intervals, coverage and calibration stand on the page, in its language."""
    text = page().text
    for said in (
        "0,85 (0,75–0,95)",
        "0,053",
        "Zonder mens bij 5% fout",
        "40%",
        "Zonder labels en dus niet beoordeeld: vergeten.",
    ):
        assert said in text
    assert "0.85 (0.75–0.95)" in page("en").text
    assert "40 of 42 themes rest on fewer than 10 labels" not in text
    assert "41 van 42 thema's rusten op minder dan 10 labels" in text


def test_coders_stand_beside_each_other() -> None:
    """Each coder has its answers, its F1 and what it adds to which other; people none here."""
    text = page().text

    assert "woorden 30 0,60 (0,50–0,70) −0,20 (−0,31 tot −0,12) t.o.v. regels" in text
    assert "taalmodel 12 0,65 (0,55–0,75) 0,00 t.o.v. vectoren" in text
    assert "samen 30 0,85 (0,75–0,95) +0,15 (0,08 tot 0,21) t.o.v. vectoren" in text
    assert "mensen 0 – – – –" in text
    assert "language model 12 0.65 (0.55–0.75) 0.00 over vectors" in page("en").text


def test_every_picture_has_words_and_numbers() -> None:
    """Each picture is in the page, with an alternative text, a small one with its numbers."""
    read = page()
    assert len(read.images) == len([name for name in files() if name.endswith(".svg")])
    assert all(
        image["src"].startswith("data:image/svg+xml;base64,") and len(image["alt"]) > 30
        for image in read.images
    )
    assert read.text.count("Deze figuur in getallen") == 3 * 3


def test_pictures_fit_a_sheet() -> None:
    """Forty themes take several pictures, none higher than a sheet of A4.

    Themes that nobody gave or found take none.
    """
    heights = {
        name: float(re.match(r"([\d.]+)pt", ElementTree.fromstring(content).get("height"))[1]) / 72
        for name, content in files().items()
        if name.endswith(".svg")
    }
    assert "pictures/nadelen-themes-3.svg" in heights
    assert max(heights.values()) < 9
    assert "pictures/leeg-themes.svg" not in heights


def test_confusions_and_verbatims() -> None:
    """Eight confusions are shown and the rest are counted; a verbatim is text, never markup."""
    html = files()["evaluation.html"].decode("utf-8")
    assert VERBATIM not in html
    assert "te weinig &lt;b&gt;tijd&lt;/b&gt; &amp; geld" in html
    assert "En nog 2 andere" in page().text
    assert "Niets: alle antwoorden kregen precies de thema's die mensen gaven." in page().text


def test_rules_only() -> None:
    """A question without a classifier says so and has only the picture of its themes."""
    made = dict(render_evaluation(evaluation("nl", rules_only("kleuren"))))
    assert [n for n in made if n.startswith("pictures/kleuren")] == ["pictures/kleuren-themes.svg"]
    assert "er is geen classifier te beoordelen" in made["evaluation.html"].decode("utf-8")


def test_nothing_from_outside() -> None:
    """The page runs nothing and asks nothing of a network."""
    html = files()["evaluation.html"].decode("utf-8")
    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|@import|(src|href)=[\"']?https?:", html)


def test_same_bytes() -> None:
    """Drawn twice, the files are the same."""
    assert dict(render_evaluation(evaluation())) == files()


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("nl", "leveren de classifier op woorden ongeveer 0,03 F1 op (0,01 tot 0,06)."),
        ("en", "buy the classifier by words about 0.03 F1 (0.01 to 0.06)."),
    ],
)
def test_learning_in_words(tongue: str, said: str) -> None:
    """A clear gain is told with its interval, a doubtful one is called not clear."""
    clear, _, doubt = learning_notes(
        LEARNING, NumberFormats(language(tongue), "respondent", "respondenten")
    )
    assert clear.endswith(said)
    assert doubt.endswith(("niet duidelijk.", "so few labels."))
