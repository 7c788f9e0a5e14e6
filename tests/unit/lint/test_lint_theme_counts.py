"""What a report says about themes, held against the counts and changes of a run."""

from __future__ import annotations

import pytest

from pipeline.lint import check_report, read_report
from pipeline.lint.checks import Finding, RunCounts, read_run_counts
from pipeline.lint.read.markdown import blocks_of_markdown
from pipeline.lint.read.report_file import captions

COUNTS = [
    # wave, segment, label, n, base
    ("2025", "", "Kosten en budget", 20, 30),
    ("2025", "klein", "Kosten en budget", 10, 17),
    ("2025", "groot", "Kosten en budget", 7, 7),
    ("2024", "", "Kosten en budget", 10, 31),
    ("2025", "", "Veiligheid", 8, 30),
    ("2024", "", "Veiligheid", 15, 31),
    ("2025", "", "Ruimte", 9, 30),
    ("2024", "", "Ruimte", 9, 31),
]
CHANGES = [
    ("Kosten en budget", "up", 0.344),
    ("Veiligheid", "down", -0.217),
    ("Ruimte", "same", 0.01),
]


@pytest.fixture(scope="module")
def counts() -> RunCounts:
    """The counts of a fictional question in two waves, with a hidden row."""
    rows = [
        {
            "question": "zorgen",
            "wave": w,
            "segment": s,
            "theme": label.lower(),
            "label": label,
            "n": f"{n}",
            "base": f"{b}",
            "share": f"{n / b}",
        }
        for w, s, label, n, b in COUNTS
    ]
    hidden = {**rows[0], "label": "Verborgen thema", "n": "", "share": "", "suppressed": "true"}
    changes = [
        {
            "theme": label.lower(),
            "label": label,
            "before": "2024",
            "now": "2025",
            "verdict": verdict,
            "difference": f"{d}",
        }
        for label, verdict, d in CHANGES
    ]
    return read_run_counts([*rows, hidden], changes)


def lint(text: str, counts: RunCounts) -> list[Finding]:
    """The findings of a text."""
    return check_report(read_report(blocks_of_markdown(text, captions()), "nl"), counts)


@pytest.mark.parametrize(
    "text",
    [
        "Kosten en budget wordt door 67% (n=20) genoemd, veiligheid door 27% (n=8).",
        "67% (n=20) noemt kosten en budget en 27% (n=8) noemt veiligheid.",
        "In 2024 noemde 32% (n=10) kosten en budget.",
        "Van de kleine gemeenten noemt 59% (n=10) kosten en budget, "
        "van de grote gemeenten noemt 100% (n=7) kosten en budget.",
        "Twee derde noemt kosten en budget. De meerderheid noemt kosten en budget. "
        "Iets meer dan een kwart noemt veiligheid.",
        "Kosten en budget is toegenomen. Veiligheid is afgenomen. "
        "Ruimte is gelijk gebleven. Ruimte is niet toegenomen.",
        "Kosten en budget steeg van 32% naar 67%. Bijna 70% noemt kosten en budget.",
        "| Thema | 2024 | 2025 |\n|---|---|---|\n"
        "| Kosten en budget | 32% | 67% |\n| Veiligheid | 48% | 27% |",
        "| Thema | klein [n=17 gemeenten] | groot [n=7 gemeenten] |\n|---|---|---|\n"
        "| Kosten en budget | 59% (n=10) | 100% (n=7) |",
        "Het verborgen thema speelt bij 12%. Veiligheid staat voorop; "
        "het project kostte daardoor 30% meer dan in 2023 was begroot.",
    ],
)
def test_what_the_counts_bear_is_no_finding(text: str, counts: RunCounts) -> None:
    """Figures, phrases and words of change that fit the counts are no finding."""
    assert lint(text, counts) == []


@pytest.mark.parametrize(
    ("text", "check", "should"),
    [
        ("Kosten en budget wordt door 66% genoemd.", "counts", "67% (n=20)"),
        ("Kosten en budget wordt door 19 van de 30 gemeenten genoemd.", "counts", "67% (n=20)"),
        ("Kosten en budget (70%, n=21) en veiligheid (27%, n=8) spelen.", "counts", "67% (n=20)"),
        ("Kosten en budget (66%, n=20) en veiligheid (27%, n=8) spelen.", "figures", "67% (n=20)"),
        ("In 2024 noemde 35% kosten en budget.", "counts", "32% (n=10)"),
        ("Van de kleine gemeenten noemt 65% kosten en budget.", "counts", "59% (n=10)"),
        ("- Veiligheid: 37% (n=11)\n- Ruimte: 30% (n=9)", "counts", "27% (n=8)"),
        (
            "| Thema | 2024 | 2025 |\n|---|---|---|\n| Kosten en budget | 32% | 66% |",
            "counts",
            "67% (n=20)",
        ),
        ("De helft noemt kosten en budget.", "words", "twee derde"),
        ("Een meerderheid noemt veiligheid.", "words", "iets meer dan een kwart"),
        ("Kosten en budget is afgenomen.", "change", "words of an increase"),
        (
            "Het aantal gemeenten dat ruimte noemt, is gestegen.",
            "change",
            "words of no difference shown",
        ),
        ("Veiligheid is gelijk gebleven.", "change", "words of a decrease"),
    ],
)
def test_what_the_counts_do_not_bear_is_found(
    text: str, check: str, should: str, counts: RunCounts
) -> None:
    """Figures, phrases and words of change that do not fit are found, with what they should be."""
    found = lint(text, counts)
    assert [f.check for f in found] == [check]
    assert should in found[0].should
    assert found[0].sure in ("certain", "likely")


def test_figure_of_another_wave(counts: RunCounts) -> None:
    """A figure that is that of another wave is a maybe that says so."""
    found = lint("Kosten en budget wordt door 32% (n=10) genoemd.", counts)
    assert [(f.sure, f.check) for f in found] == [("maybe", "counts")]
    assert "the figure is that of zorgen, 2024" in found[0].why


def test_a_weighted_run_is_known_as_one() -> None:
    """Per cents of a weighted run need not fit the n's beside them; others are found still."""
    row = {
        "question": "zorgen",
        "wave": "2025",
        "segment": "",
        "label": "Kosten en budget",
        "n": "20",
        "base": "30",
        "share": "0.7132",
        "weighted_base": "31.5",
    }
    counts = read_run_counts([row])
    assert lint("Kosten en budget noemt 71% (n=20) van de 30 gemeenten.", counts) == []
    assert [
        f.check for f in lint("Kosten en budget noemt 60% (n=20) van de 30 gemeenten.", counts)
    ] == ["counts"]
    plain = read_run_counts([{**row, "weighted_base": ""}])
    assert "figures" in {
        f.check for f in lint("Kosten en budget noemt 71% (n=20) van de 30 gemeenten.", plain)
    }
