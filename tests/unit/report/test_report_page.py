"""The page: its figures are those of the summary, and it is one safe, accessible file."""

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest
from page_samples import hidden
from samples import edges, figure, guessing, monitor, summary
from samples import question as make_question
from samples import theme as make_theme

from pipeline.counts import RunSummary
from pipeline.model import NO_ANSWER
from pipeline.report import render
from pipeline.report.page.page import page
from pipeline.report.words import NumberFormats

VOID = {"meta", "img", "br", "link", "input"}


@cache
def _files(name: str) -> dict[str, bytes]:
    return dict(render(_run(name)))


@cache
def _run(name: str) -> RunSummary:
    return {"monitor": monitor, "edges": edges}[name]()


def _html(name: str) -> str:
    return _files(name)["report.html"].decode("utf-8")


class _Reader(HTMLParser):
    """Collects tags with their attributes, texts, and table rows.

    Fails on tags that don't match.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.texts.append(data)
        if {"td", "th"} & set(self._open):
            self.rows[-1][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@cache
def _page(name: str) -> _Reader:
    return _Reader(_html(name))


def test_files_of_a_run() -> None:
    """Bars of every question, in sheets too where they are long, domains and panels where it has
    these, clouds of waves with words, and the page.

    Each picture comes as PNG, SVG, narrow SVG and table.
    """
    names = set(_files("monitor"))
    charts = [f"charts/{q.id}" for q in _run("monitor").questions]
    nested, segmented = (
        ("functies", "toepassingen-generatief"),
        ("functies", "toepassingen-generatief", "uitdagingen"),
    )
    charts += [f"charts/{id}-domains" for id in nested] + [
        f"charts/{id}-by-gemeentegrootte" for id in segmented
    ]
    clouds = [
        f"clouds/{cloud}" for cloud in ("functies-2024", "functies-2025", "geletterdheid-2025")
    ]
    kinds = (".png", ".svg", ".csv", "-narrow.svg")
    long = (
        "functies-sheet-1",
        "functies-sheet-2",
        "functies-sheet-3",
        "toepassingen-generatief-sheet-1",
        "toepassingen-generatief-sheet-2",
    )
    sheets = {f"charts/{name}{kind}" for name in long for kind in kinds[:3]}
    assert names == {stem + kind for stem in charts + clouds for kind in kinds} | sheets | {
        "report.html"
    }


def test_same_summary_same_page() -> None:
    """Rendering twice gives the same bytes."""
    assert dict(render(summary(monitor().questions[3:]))) == dict(
        render(summary(monitor().questions[3:]))
    )


def test_full_tables_hold_the_figures_of_the_summary() -> None:
    """Every theme of every question is in its table, with n, share, interval and sources of each
    wave.
    """
    run, rows = _run("monitor"), _page("monitor").rows
    write = NumberFormats.of(run)
    for question in run.questions:
        for theme in question.themes:
            if theme.theme == NO_ANSWER:
                continue
            found = [theme.waves[wave] for wave in reversed(run.waves) if wave in question.bases]
            cells = [
                cell
                for f in found
                for cell in (
                    write.number(f.n),
                    write.percent(f.share),
                    write.interval(f),
                    write.sources(f, ("rules", "classifier", "reviewer")),
                )
            ]
            assert [theme.label, *cells] in rows


def test_segment_tables_hold_the_figures_of_the_summary() -> None:
    """Each theme has its figure per segment value, under the base of that value."""
    run, rows = _run("monitor"), _page("monitor").rows
    theme = run.questions[1].themes[2]
    parts = [
        theme.segments["2025", "gemeentegrootte", value]
        for value in run.segments["gemeentegrootte"]
    ]
    assert [theme.label, *(NumberFormats.of(run).figure(part) for part in parts)] in rows
    assert [
        "Thema",
        "klein[n=17 gemeenten]klein aantal",
        "middelgroot[n=6 gemeenten]klein aantal",
        "groot[n=7 gemeenten]klein aantal",
    ] in rows


def test_bars_are_as_long_as_their_share() -> None:
    """The lengths of bars and intervals are the fractions of the summary."""
    html, count = _html("monitor"), figure(20, 30)
    assert count.low is not None and count.high is not None
    assert (
        f'style="--s:66.7;--l:{count.low * 100:.1f};--h:{(count.high - count.low) * 100:.1f}"'
        in html
    )


def test_short_part_says_where_answers_went() -> None:
    """Respondents, population, answers read and their outcomes stand on the page."""
    texts = " ".join(" ".join(_page("monitor").texts).split())
    for text in (
        "30 gemeenten",
        "31 gemeenten",
        "van 342 gemeenten",
        "1.234 antwoorden gelezen",
        "1.010",
        "1.490",
    ):
        assert text in texts
    assert texts.index("Respondenten in 2025") < texts.index("Respondenten in 2024")


def test_no_share_without_its_base() -> None:
    """The leading theme in the contents has the base of its share, with a warning where that is
    small.
    """
    texts = " ".join(" ".join(_page("monitor").texts).split())
    assert "Capaciteit, middelen en sturing, 67% (n=20) , 2025 [n=30 gemeenten]" in texts
    assert "44% (n=4) , 2025 [n=9 gemeenten] · klein aantal" in texts


def test_note_stands_before_everything() -> None:
    """A note of the study, such as that the data are fictional, comes before the first figure."""
    html = _html("monitor")
    assert html.index("verzonnen gegevens") < html.index("In het kort")
    assert 'class="notice"' not in dict(render(summary([])))["report.html"].decode()


def test_order_follows_the_study() -> None:
    """Questions stand in the order of the study, with their definitions."""
    html = _html("monitor")
    places = [html.index(f'id="q-{q.id}"') for q in _run("monitor").questions]
    assert places == sorted(places)
    assert "Wildgroei van tools" in html


@pytest.mark.parametrize("name", ["monitor", "edges"])
def test_page_is_one_safe_file(name: str) -> None:
    """No script, no address outside, nothing of a label taken as markup."""
    html = _html(name)
    assert "<script" not in html and "<b>vet" not in html
    assert not re.search(r"(?:src|href)=\"(?!#|data:image/svg\+xml;base64,)", html)
    assert (
        "http:" not in html
        and "https:" not in html
        and "url(" not in html
        and "@import" not in html
    )


def test_markup_in_labels_is_text() -> None:
    """Labels, titles and the note are shown as they were written."""
    texts = "".join(_page("edges").texts)
    for text in (
        "<script>alert('titel')</script>",
        "<script>alert('noot')</script>",
        "<script>alert('x')</script> & $x^2$",
        "<b>vet?</b>",
    ):
        assert text in texts


@pytest.mark.parametrize("name", ["monitor", "edges"])
def test_page_is_accessible(name: str) -> None:
    """One h1, landmarks, a language, described pictures, headers with scope, ids once, links that
    lead somewhere.
    """
    page = _page(name)
    assert page.all("html") == [{"lang": "nl"}]
    assert [len(page.all(tag)) for tag in ("h1", "main", "header", "footer", "nav")] == [
        1,
        1,
        1,
        1,
        1,
    ]
    assert all(image["alt"] for image in page.all("img"))
    assert all(header.get("scope") for header in page.all("th"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(link["href"])[1:] for link in page.all("a")} <= set(ids)
    assert {a["aria-labelledby"] for _, a in page.tags if "aria-labelledby" in a} <= set(ids)


def test_edges_are_told_in_words() -> None:
    """No base, nobody, hidden figures and small shares of millions are said, not left blank."""
    texts = " ".join(_page("edges").texts)
    for text in (
        "niemand beantwoordde deze vraag",
        "Niemand noemde een thema.",
        "te weinig om te tonen",
        ">99% (n=9.999.999)",
        "<1% (n=1)",
    ):
        assert text in texts
    assert "bescherming van respondenten" in texts
    assert "bescherming van respondenten" not in " ".join(_page("monitor").texts)


def test_page_speaks_the_language_of_the_study() -> None:
    """An English study gives an English page; a language without a catalogue gets English too."""
    for code in ("en", "fr"):
        run = summary(monitor().questions[3:4], language=code)
        html = dict(render(run))["report.html"].decode()
        assert f'<html lang="{code}">' in html
        assert (
            "Where the answers went" in html
            and "1,234 answers read" in html
            and "Waar de antwoorden" not in html
        )


def test_nobody_asked_nothing() -> None:
    """A study without answers still gives a page."""
    page = _Reader(dict(render(summary([], waves=())))["report.html"].decode())
    assert len(page.all("h1")) == 1


def test_page_says_how_many_codings_are_guesses() -> None:
    """With the totals, with each base, and where the page says how to read it."""
    run = guessing(monitor())
    texts = " ".join(" ".join(_Reader(page(run, {})).texts).split())

    assert "waarvan vermoedens: nog door geen label gesteund 402" in texts
    assert "23 van de 93 coderingen zijn vermoedens: nog door geen label gesteund" in texts
    assert "402 van de 2.210 coderingen zijn vermoedens: nog door geen label gesteund." in texts


def test_tables_say_how_many_respondents_rest_on_guesses() -> None:
    """The full table has a column of guesses, a table of segments a line below the figure."""
    html = page(guessing(monitor()), {})
    rows = _Reader(html).rows
    capacity = next(row for row in rows if row[0] == "Capaciteit, middelen en sturing")

    assert "waarvan vermoeden" in html
    assert capacity[:6] == [capacity[0], "20", "67%", "49% tot 81%", "13 / 4 / 3", "4"]
    assert "<small>waarvan 1 vermoeden</small>" in html


def test_page_without_guesses_speaks_of_none() -> None:
    """Where labels support every coding, no column, note or total is of guesses."""
    assert "vermoeden" not in page(monitor(), {})


def test_page_hides_what_guesses_would_tell() -> None:
    """Where figures are hidden, the totals of guesses are left out; the meaning stays."""
    run = guessing(hidden())
    texts = " ".join(" ".join(_Reader(page(run, {})).texts).split())

    assert "Een vermoeden is een codering door een classifier of taalmodel" in texts
    assert "402 van de" not in texts
    assert "waarvan vermoedens: nog door geen label gesteund" not in texts


def test_hidden_figure_that_rests_on_guesses_leaves_no_trace() -> None:
    """A question of which the only guesses are in hidden figures shows no column and no note."""
    one = make_theme("a", "A", {"2025": 4}, {"2025": 30})
    guess = figure(4, 30, n_guess=4, suppressed=True)
    hides = replace(one, waves={"2025": guess})
    asked = make_question("q", "Vraag", "?", "bars", {"2025": 30}, [hides])

    assert "vermoeden" not in page(summary([asked], waves=("2025",)), {})


def test_language_model_is_a_source_of_its_own_where_one_coded() -> None:
    """Its codings have a place among the totals and in the tables; without any it has none."""
    told = page(guessing(summary(monitor().questions, language="en"), llm=12), {})

    assert "rules / classifier / language model / reviewer" in told
    assert "language model, reviewed by nobody" in told
    assert "language model" not in page(summary(monitor().questions, language="en"), {})
