"""The page of the answers behind the numbers: whole, marked, redacted where asked, and with one way
to the report.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from samples import monitor
from test_report_page import _Reader

from pipeline.counts import RunSummary
from pipeline.model import OTHER
from pipeline.report.page import Verbatim, VerbatimList, verbatims_html
from pipeline.report.page.verbatims_page import marked


def _run() -> RunSummary:
    return replace(monitor(), segments={"gemeentegrootte": ("klein", "groot")})


def _lists() -> list[VerbatimList]:
    one = Verbatim(
        "g01",
        "Geen tijd, zegt <b>Jan</b>",
        ((0, 9),),
        ("klein",),
        ("reviewer", "rules"),
        "antwoorden.csv",
        1234,
    )
    return [
        VerbatimList("uitdagingen", "u2", "2025", 3, 3, (one,)),
        VerbatimList("uitdagingen", "u2", "2024", 0, 0, ()),
        VerbatimList("uitdagingen", OTHER, "2025", 0, 0, ()),
        VerbatimList("uitdagingen", "", "2025", 0, 0, ()),
        VerbatimList("toepassingen-generatief", "g0", "2025", 17, 0, ()),
    ]


def test_each_answer_has_its_evidence_and_its_place() -> None:
    """Text with the evidence marked, respondent, segment, sources, file and row.

    The number left out is said.
    """
    html = verbatims_html(_run(), _lists())
    assert '<td dir="auto"><mark>Geen tijd</mark>, zegt &lt;b&gt;Jan&lt;/b&gt;</td>' in html
    cells = [
        "Geen tijd, zegt <b>Jan</b>",
        "g01",
        "gemeentegrootte: klein",
        "reviewer, regels",
        "antwoorden.csv, rij 1.234",
    ]
    assert cells in _Reader(html).rows
    texts = " ".join(" ".join(_Reader(html).texts).split())
    assert (
        "3 in 2025, 0 in 2024" in texts and "2 antwoorden meer; alle staan in codings.csv." in texts
    )
    assert "Niemand noemde dit thema." in texts
    assert "Ook wie een subthema noemde, telt mee: Documenten samenvatten" in texts
    assert "Niemand noemde dit thema zelf." in texts and "Nog niet gecodeerd" not in texts
    assert "Blijft in huis" in texts and "niet weggehaald" in texts


def test_personal_data_are_redacted_by_whom_the_caller_names() -> None:
    """What the callable takes out is nowhere on the page, and the evidence is still marked."""
    html = verbatims_html(_run(), _lists(), lambda text: text.replace("Jan", "[naam]"))
    assert "<mark>Geen tijd</mark>" in html and "[naam]" in html and "Jan" not in html
    assert "nooit alle" in html and "niet weggehaald" not in html


def test_the_way_leads_to_the_report_only() -> None:
    """Links are anchors or the report's relative path; no script, nothing else from outside.

    Headings and tables are sound.
    """
    html = verbatims_html(_run(), _lists())
    reader = _Reader(html)
    links = [str(a["href"]) for a in reader.all("a")]
    outside = {link.split("#")[0] for link in links} - {""}
    assert outside == {"../report/report.html"} and "../report/report.html#q-uitdagingen" in links
    assert "<script" not in html and "http:" not in html and "default-src 'none'" in html
    ids = [a["id"] for _, a in reader.tags if "id" in a]
    assert len(ids) == len(set(ids)) and {link[1:] for link in links if link[0] == "#"} <= set(ids)
    assert all(a.get("scope") for a in reader.all("th"))
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_evidence_is_marked_where_it_lies() -> None:
    """Spans slice the text; spans that overlap are marked once; a span past the end is cut."""
    assert marked("geen tijd", ((0, 4),)) == (("geen", True), (" tijd", False))
    assert marked("geen tijd", ((0, 6), (5, 99))) == (("geen t", True), ("ijd", True))
    assert marked("geen tijd", ()) == (("geen tijd", False),)
    assert marked("", ()) == ()


def test_evidence_moves_with_what_is_redacted() -> None:
    """Longer and shorter replacements before, within and around the evidence.

    What was evidence and is replaced stays marked as a whole.
    """

    def redact(text: str) -> str:
        return text.replace("Jan de Boer", "[naam]").replace("06-12345678", "[telefoonnummer]")

    before = "Jan de Boer heeft geen tijd"
    assert marked(before, ((18, 27),), redact)[-1] == ("geen tijd", True)
    assert marked("bel 06-12345678 over tijd", ((21, 25),), redact)[-1] == ("tijd", True)
    within = "tekort bij Jan de Boer nu"
    assert marked(within, ((0, 25),), redact) == (("tekort bij [naam] nu", True),)
    assert marked("vraag Jan de Boer", ((6, 9),), redact)[-1] == ("[naam]", True)
    word = "kennisgebrek bij Jan de Boer"
    assert marked(word, ((6, 12),), redact)[:2] == (("kennis", False), ("gebrek", True))


def test_answer_whose_coding_is_a_guess_says_so() -> None:
    """Beside the source of the coding, in the language of the study."""
    guess = replace(_lists()[0].verbatims[0], sources=("classifier",), guess=True)
    html = verbatims_html(_run(), [replace(_lists()[0], verbatims=(guess,))])

    assert "<td>classifier (vermoeden)</td>" in html
    assert "vermoeden" not in verbatims_html(_run(), _lists())
