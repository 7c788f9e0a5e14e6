"""What a reader can choose on the page, and what it says of changes, corrections, bridges, quotes,
bases and hidden figures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from page_samples import ODD, full, hidden, large
from samples import edges, monitor, summary
from test_report_page import _Reader

from pipeline.counts import RunSummary
from pipeline.report.page.page import page
from pipeline.report.words import NumberFormats
from pipeline.report.words.selections import MAX_BARS, MAX_CELLS, choices

RUNS = {"full": full, "hidden": hidden, "edges": edges, "monitor": monitor}


@cache
def _html(name: str) -> str:
    return page(RUNS[name](), {})


def _texts(html: str) -> str:
    return " ".join(" ".join(_Reader(html).texts).split())


def _section(html: str, question: str) -> str:
    return html[html.index(f'id="q-{question}"') :].split("</section>")[0]


def _rule(html: str, group: int) -> bool:
    return f"body:not(:has(#g-{group}:checked)) .s{group} {{ display: none !important; }}" in html


def test_every_wave_and_group_can_be_chosen() -> None:
    """A labelled radio button for all waves and each, for everybody and each value of each variable
    and crossing.
    """
    reader = _Reader(_html("full"))
    radios = reader.all("input")
    assert {a["type"] for a in radios} == {"radio"}
    assert [a["id"] for a in radios if a["name"] == "wave"] == ["v-all", "v-1", "v-0"]
    assert [a["id"] for a in radios if a["name"] == "group"] == [f"g-{n}" for n in range(8)]
    assert [a["id"] for a in radios if "checked" in a] == ["v-all", "g-0"]
    assert all(
        name in reader.texts for name in ("klein", *ODD, f"klein × {ODD[1]}", "soort organisatie")
    )
    assert len(reader.all("label")) == len(radios)


def test_every_choice_has_its_rule() -> None:
    """What belongs to a group is hidden unless that group is chosen, and other waves are hidden
    when one is.
    """
    html = _html("full")
    assert all(_rule(html, group) for group in range(1, 8))
    assert "body:not(:has(#g-0:checked)) .s0 { display: none !important; }" in html
    assert "body:has(#v-1:checked) :is(.v0):not(.v1) { display: none !important; }" in html
    assert "@supports not selector(:has(*))" in html


def test_chosen_groups_have_their_figures_and_bases() -> None:
    """Of each question, each group has its base by wave and each theme its bar with n, per cent and
    interval.
    """
    run, write = full(), NumberFormats.of(full())
    question = run.questions[1]
    html = _section(_html("full"), question.id)
    part = question.themes[2].segments["2025", "gemeentegrootte", "middelgroot"]
    assert part.low is not None and part.high is not None and part.share is not None
    low, width = part.low * 100, (part.high - part.low) * 100
    style = f"--s:{part.share * 100:.1f};--l:{low:.1f};--h:{width:.1f}"
    span = f"{write.percent(part.low)[:-1]}–{write.percent(part.high)}"
    figure = f"<b>{write.figure(part)} <small>{span}</small></b>"
    bar = f'<li class="s2 v1 w0" data-choice><b>2025</b><i style="{style}"></i>{figure}</li>'
    assert bar in html
    texts = _texts(html)
    assert "gemeentegrootte : middelgroot 2025 [n=6 gemeenten] klein aantal" in texts
    assert "niemand in deze groep gaf antwoord" in texts
    assert "[n=1 gemeente]" in texts and "[n=2 gemeenten]" in texts


def test_a_wave_that_was_not_asked_is_said_when_chosen() -> None:
    """A question of one wave says so when the other is chosen."""
    html = _section(_html("full"), "geletterdheid")
    assert '<p class="only0 nothing">In 2024 is deze vraag niet gesteld.</p>' in html


def test_without_waves_and_segments_there_is_nothing_to_choose() -> None:
    """A study of one wave without segments has no bar of choices."""
    run = replace(summary(monitor().questions[3:4], waves=("2025",)), segments={})
    assert 'name="wave"' not in page(run, {}) and 'name="group"' not in page(run, {})


def test_page_stays_small() -> None:
    """12 questions of 20 themes, 2 waves and 3 variables of 4 values: all can be chosen, in less
    than 1.5 MB.
    """
    run = large()
    assert len(choices(run).groups) == 12 and not choices(run).not_to_choose
    assert len(page(run, {}).encode()) < 1_300_000


@pytest.mark.slow
def test_too_much_to_choose_is_left_out_and_said() -> None:
    """60 themes by 5 variables and their crossings: what has no room is named, the rest is there,
    and the page stays small.
    """
    run = large(12, 60, 5, 4, crossed=True)
    chosen = choices(run)
    names = {v.name for v in chosen.variables}
    assert names and chosen.not_to_choose and not names & {*chosen.not_to_choose}
    assert len(names) + len(chosen.not_to_choose) == 15
    html = page(run, {})
    assert len(html.encode()) < 2_000_000
    assert html.count('<li class="s') - html.count('<li class="s0') <= MAX_BARS
    assert html.count('<td class="first">') <= MAX_CELLS + 12 * 60 * 4
    texts = _texts(html)
    assert "Te groot om op deze pagina te kiezen" in texts and "Te groot voor een tabel" in texts
    assert all(name in texts for name in chosen.not_to_choose)


def test_words_of_change_follow_the_verdicts() -> None:
    """Only what is up or down is called so; the others show no difference.

    Those in both waves are named.
    """
    texts = _texts(_section(_html("full"), "uitdagingen"))
    assert (
        "Toegenomen sinds 2024: ‘Maatschappelijke en ethische risico's’ (+13 procentpunt)." in texts
    )
    assert "Afgenomen sinds 2024: ‘Privacy, veiligheid en compliance’ (−8 procentpunt)." in texts
    assert "Bij de andere 6 thema's is geen aantoonbaar verschil." in texts
    assert "24 gemeenten deden aan beide metingen mee" in texts
    run = full()
    question = run.questions[1]
    same = tuple(replace(change, verdict="same") for change in question.changes)
    quiet = _texts(page(replace(run, questions=(replace(question, changes=same),)), {}))
    assert "Sinds 2024 is bij geen enkel thema een verschil aantoonbaar." in quiet
    assert "Toegenomen sinds" not in quiet and "Afgenomen sinds" not in quiet


def test_tables_of_change_corrections_and_bridge() -> None:
    """Difference with interval and Holm's p; coded and corrected share; change split in two."""
    rows = _Reader(_html("full")).rows
    risks = "Maatschappelijke en ethische risico's"
    assert [risks, "", "+13", "+8 tot +18", "<0,001", "toegenomen"] in rows
    assert [
        "Regie op tools en eigenaarschap",
        "43%",
        "43%",
        "33% tot 55%",
        "0",
        "20",
        "alleen de steekproef",
    ] in rows
    assert [
        "Capaciteit, middelen en sturing",
        "67%",
        "70%",
        "57% tot 79%",
        "+3",
        "20",
        "ppi++",
    ] in rows
    assert [risks, "+13", "+3", "−2 tot +8", "+10", "−7 tot +27", "31"] in rows


def test_bases_say_whom_they_count() -> None:
    """The filter stands in the base; asked, answered, coded, effective base where they differ."""
    html = _html("full")
    texts = _texts(_section(html, "toepassingen-generatief"))
    assert "2025 [n=28 gemeenten die experimenteren]" in texts
    assert "30 gevraagd · 28 gaven antwoord · 28 gecodeerd" in texts
    assert "effectieve basis door weging: 23,4" in texts
    assert "vermeldingen" in texts and "vermeldingen" not in _texts(_section(html, "uitdagingen"))


def test_method_explains_what_the_page_uses() -> None:
    """Intervals by name, Holm, corrections, bridge, weights and quotes are explained where the run
    has them, and only there.
    """
    words = ("Holm", "ppi++", "gewogen", "opnieuw te coderen", "klikt, komt bij de citaten")
    method, plain = (
        _html(name)[_html(name).index('id="method"') :] for name in ("full", "monitor")
    )
    assert all(word in method for word in words) and not any(word in plain for word in words)
    run = monitor()
    question = run.questions[3]
    for name, said in (
        ("mid-p-finite", "eindige populatie: er zijn 342"),
        ("mid-p-weighted", "op de effectieve basis"),
        ("census", "geen marge"),
    ):
        themes = tuple(
            replace(t, waves={w: replace(f, interval=name) for w, f in t.waves.items()})
            for t in question.themes
        )
        assert said in page(replace(run, questions=(replace(question, themes=themes),)), {})


def test_numbers_lead_to_quotes_and_back() -> None:
    """A theme with quotes links its numbers to them; they are text, with wave and group.

    The way back leads to the number.
    """
    html = _html("full")
    reader = _Reader(html)
    ids = {a["id"] for _, a in reader.tags if "id" in a}
    links = {str(a["href"])[1:] for a in reader.all("a")}
    assert links <= ids
    anchors = set(re.findall(r'<article id="([^"]+)"', html))
    assert len(anchors) == 2 and anchors <= links
    assert f'<a href="#{min(anchors)}">67% (n=20)</a>' in html
    assert "&lt;script&gt;alert(1)" in html and "<script>alert(1)" not in html
    assert "Er is gewoon geen tijd om er iemand voor vrij te maken." in reader.texts
    assert {"r-2-0", "r-2-2"} <= links
    assert html.count("Bij deze vraag zijn geen citaten vrijgegeven.") == 4
    assert 'id="quotes"' not in _html("monitor") and "geen citaten" not in _html("monitor")


def test_hidden_figures_show_through_nowhere() -> None:
    """Two runs that differ in nothing but the hidden figures give the same page, and its lines have
    no bars.
    """
    run = hidden()
    question = run.questions[1]
    other = [
        replace(
            t,
            waves={
                w: replace(f, n=7, n_rules=7, mentions=9) if f.suppressed else f
                for w, f in t.waves.items()
            },
            segments={
                k: replace(f, n=3, mentions=9) if f.suppressed else f for k, f in t.segments.items()
            },
        )
        for t in question.themes
    ]
    changed = replace(
        run,
        questions=(run.questions[0], replace(question, themes=tuple(other)), *run.questions[2:]),
    )
    html = page(run, {})
    assert page(changed, {}) == html
    row = html[html.index("Maatschappelijke en ethische risico&#39;s</p>") :].split("</ul>")[0]
    assert "style" not in row and row.count("te weinig om te tonen") >= 2
    assert "Waar een getal verborgen is, wordt niet vergeleken." in _texts(html)
    assert "basis onder 5 gemeenten" in html and "minder dan 3 gemeenten" in html


def test_totals_that_would_tell_are_left_out() -> None:
    """With a hidden figure of everybody the totals by outcome and source are not on the page, and
    it says why.
    """
    told, quiet = _texts(_html("full")), _texts(_html("hidden"))
    for text in ("1.010", "1.490", "gecodeerd met een thema", "Coderingen per bron"):
        assert text in told and text not in quiet
    assert "uit die totalen zouden verborgen getallen te berekenen zijn" in quiet
    assert all(
        text in quiet
        for text in ("1.234 antwoorden gelezen", "geen antwoord", "niet ingelezen", "140")
    )
    assert (
        "vaakst genoemd van wat getoond is: Capaciteit" in quiet and "van wat getoond" not in told
    )


def test_hidden_figures_of_groups_alone_leave_the_totals() -> None:
    """A rule that hides only figures of groups doesn't hide the totals of everybody."""
    run = full()
    question = run.questions[1]
    theme = question.themes[0]
    key = ("2025", "gemeentegrootte", "klein")
    shut = replace(
        theme,
        segments={**theme.segments, key: replace(theme.segments[key], suppressed=True, share=None)},
    )
    html = page(
        replace(run, questions=(replace(question, themes=(shut, *question.themes[1:])),)), {}
    )
    assert "1.010" in html and "te weinig om te tonen" in html


@pytest.mark.parametrize("name", ["full", "hidden", "edges"])
def test_page_with_everything_is_one_safe_accessible_file(name: str) -> None:
    """No script, nothing from outside, ids once, headings in order, headers with scope."""
    html = _html(name)
    reader = _Reader(html)
    assert "<script" not in html and "http:" not in html and "url(" not in html
    assert "default-src 'none'" in html and "form-action 'none'" in html
    ids = [a["id"] for _, a in reader.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(a.get("scope") for a in reader.all("th"))
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(b <= a + 1 for a, b in pairwise(levels))
    assert {a["aria-labelledby"] for _, a in reader.tags if "aria-labelledby" in a} <= set(ids)


def test_english_page_has_no_dutch() -> None:
    """Everything the program says is in the language of the study."""
    run: RunSummary = replace(
        hidden(), language="en", unit="municipality", unit_plural="municipalities"
    )
    texts = _texts(page(run, {}))
    for said in (
        "Decreased since 2024",
        "no difference shown",
        "all municipalities",
        "In their own words",
        "Hidden are figures",
    ):
        assert said in texts
    for dutch in (
        "Toegenomen",
        "alle metingen",
        "Terug naar",
        "Gecorrigeerd",
        "gevraagd",
        "vermeldingen",
        "Basis:",
    ):
        assert dutch not in texts


def test_same_summary_same_page() -> None:
    """Twice the same bytes."""
    assert page(full(), {}) == page(full(), {})
