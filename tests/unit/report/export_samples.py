"""A fictional run with everything that its files can hold: changes, corrections, a bridge, quotes,
hidden figures, crossings, weights, a filter.
"""

from __future__ import annotations

from dataclasses import replace

from samples import figure, monitor, question, summary, theme

from pipeline.counts import (
    Bridge,
    Correction,
    Figure,
    QuestionSummary,
    Quote,
    RunSummary,
    ThemeFigures,
    WaveBase,
    WaveChange,
)

BOTH = {"2024": 31, "2025": 30}
CROSSING = "gemeentegrootte × provincie"
HIDDEN = {30: 27, 13: 11}
"""Respondents of the figures that are hidden, by their base."""

QUOTE = "Het scheelt ons <b>uren</b> per week & [NAAM] is er blij mee."


def hidden(base: int) -> Figure:
    """A figure of which a disclosure rule left the base alone, though it still carries what must
    not be seen.
    """
    return replace(figure(HIDDEN[base], base), suppressed=True)


def rich(language: str = "nl") -> RunSummary:
    """The run, in Dutch or English."""
    wide = (_benefits(language), _hindrances(language), _odd())
    made = summary(wide, language=language)
    return replace(
        made,
        segments={"gemeentegrootte": ("klein", "groot"), "provincie": ("Fryslân", "Zeeland")},
        segment_labels={
            "gemeentegrootte": "Gemeentegrootte" if language == "nl" else "Size of the municipality"
        },
        least_base=5,
        least_n=3,
    )


def plain_monitor() -> RunSummary:
    """The fictional monitor, with changes as a run would give them."""
    made = monitor()
    return replace(made, questions=tuple(replace(q, changes=_changes(q)) for q in made.questions))


def _changes(q: QuestionSummary) -> tuple[WaveChange, ...]:
    found = []
    for t in q.themes:
        if {"2024", "2025"} <= t.waves.keys():
            d = (t.waves["2025"].share or 0) - (t.waves["2024"].share or 0)
            verdict = "up" if d > 0.25 else "down" if d < -0.25 else "same"
            found.append(
                WaveChange(
                    t.theme,
                    "2024",
                    "2025",
                    d,
                    d - 0.2,
                    d + 0.2,
                    0.04 if verdict != "same" else 1.0,
                    24,
                    verdict,
                )
            )  # type: ignore[arg-type]
    return tuple(found)


def _benefits(language: str) -> QuestionSummary:
    dutch = language == "nl"
    names = {
        "efficienter-werken": (
            "Efficiënter werken",
            "Working more efficiently",
            {"2024": 11, "2025": 20},
        ),
        "werkplezier-inhoud": ("Werkplezier en inhoud", "Joy in work", {"2024": 12, "2025": 5}),
        "ruimte-contact": (
            "Meer ruimte voor contact",
            "More room for contact",
            {"2024": 9, "2025": 8},
        ),
        "zelden": ("Zelden genoemd", "Seldom named", {"2024": 4, "2025": 2}),
    }
    themes: list[ThemeFigures] = [
        theme(
            id,
            label if dutch else english,
            n,
            BOTH,
            definition="Sneller klaar; tijd over." if dutch else "Done sooner.",
        )
        for id, (label, english, n) in names.items()
    ]
    themes.insert(
        1,
        theme(
            "sneller",
            "Sneller vinden" if dutch else "Finding sooner",
            {"2024": 8, "2025": 13},
            BOTH,
            parent="efficienter-werken",
            level=2,
        ),
    )
    themes[-1] = replace(themes[-1], waves={**themes[-1].waves, "2025": hidden(30)})
    cells = {
        ("gemeentegrootte", "klein"): 17,
        ("gemeentegrootte", "groot"): 13,
        (CROSSING, "klein × Fryslân"): 9,
    }
    for i, t in enumerate(themes):
        parts = {
            ("2025", *cell): figure(min(base, (i * 5 + base) % base), base)
            for cell, base in cells.items()
        }
        parts["2025", "gemeentegrootte", "groot"] = (
            hidden(13) if i % 2 else parts["2025", "gemeentegrootte", "groot"]
        )
        themes[i] = replace(t, segments=parts)
    made = question(
        "voordelen",
        "Voordelen van AI" if dutch else "Benefits of AI",
        "Welke voordelen ziet uw gemeente?"
        if dutch
        else "Which benefits does your municipality see?",
        "themes",
        BOTH,
        themes,
        asked={"2024": 33, "2025": 34},
        other={"2024": 2, "2025": 1},
        uncoded=1,
    )
    ask = {("2025", *cell): WaveBase(base + 1, base, 1, 0, 0) for cell, base in cells.items()}
    changes = tuple(
        replace(c, p=None, difference=None, low=None, high=None, suppressed=True)
        if c.theme == "zelden"
        else c
        for c in _changes(made)
    )
    return replace(
        made,
        segment_bases=ask,
        changes=changes,
        corrections=(
            Correction("efficienter-werken", "2025", 20 / 30, 0.63, 0.47, 0.77, 12, 0.8, "ppi++"),
        ),
        bridge=(
            Bridge(
                "efficienter-werken",
                "2024",
                "2025",
                31,
                0.35,
                0.42,
                0.06,
                -0.02,
                0.15,
                0.31,
                0.25,
                0.02,
                0.48,
            ),
        ),
        quotes=(
            Quote(
                "2025",
                "efficienter-werken",
                QUOTE,
                "kleine gemeente" if dutch else "small municipality",
            ),
            Quote("2025", "efficienter-werken", "Sneller een eerste versie van een brief."),
        ),
        filter=("gemeenten die experimenteren" if dutch else "municipalities that experiment"),
    )


def _hindrances(language: str) -> QuestionSummary:
    bases = {"2025": 12}
    label = "Te weinig tijd" if language == "nl" else "Too little time"
    return question(
        "nadelen",
        "Nadelen" if language == "nl" else "Drawbacks",
        "?",
        "themes",
        bases,
        [theme("tijd", label, {"2025": 7}, bases)],
    )


def _odd() -> QuestionSummary:
    label = "=HYPERLINK(\"http://x\") & <script>alert('x')</script> {{ 7*7 }}"
    return question(
        "odd.id",
        "'Vraag: [over] / alles? * en nog een heel lange titel'",
        "{% raw %}?",
        "list",
        {"2025": 0, "2024": 31},
        [theme("leeg", label, {"2024": 3, "2025": 0}, {"2024": 31, "2025": 0})],
    )
