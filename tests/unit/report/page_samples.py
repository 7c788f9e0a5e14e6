"""Fictional summaries for the page: one with all that it can say, and ones as large as a study
makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from samples import figure, monitor, summary

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
from pipeline.model import OTHER

ODD = (
    "<b>klein</b> & 🚲",
    "משרד גדול",
    "een groep met een naam die veel langer is dan iemand ooit op een scherm wil zien staan",
)
"""Names of groups as exports have them."""


def full() -> RunSummary:
    """The monitor with changes, corrections, a bridge, quotes, a filter, weights, a crossing and
    odd names of groups.
    """
    run = monitor()
    questions = [_with_groups(question) for question in run.questions]
    questions[1] = _told(questions[1])
    questions[2] = replace(questions[2], filter="gemeenten die experimenteren")
    questions[2] = replace(
        questions[2],
        themes=tuple(_many_mentions(theme) for theme in questions[2].themes),
        bases={
            wave: replace(base, effective=base.answered - 4.6)
            for wave, base in questions[2].bases.items()
        },
    )
    return replace(
        run,
        questions=tuple(questions),
        weighted=True,
        segments={"gemeentegrootte": ("klein", "middelgroot", "groot"), "soort": ODD},
        segment_labels={"soort": "soort organisatie"},
    )


def hidden() -> RunSummary:
    """The full one, in which rules hide figures of everybody and of groups."""
    run = full()
    question = run.questions[1]
    themes = list(question.themes)
    themes[6] = replace(
        themes[6],
        waves={w: _hide(f) for w, f in themes[6].waves.items()},
        segments={k: _hide(f) for k, f in themes[6].segments.items()},
    )
    key = ("2025", "gemeentegrootte", "groot")
    themes[2] = replace(
        themes[2], segments={**themes[2].segments, key: _hide(themes[2].segments[key])}
    )
    changes = tuple(
        _hidden_change(c) if c.theme == themes[6].theme else c for c in question.changes
    )
    corrections = tuple(
        _hidden_correction(c) if c.theme == themes[6].theme else c for c in question.corrections
    )
    bridge = tuple(_hidden_bridge(b) if b.theme == themes[6].theme else b for b in question.bridge)
    bases = {wave: replace(base, other=None, uncoded=None) for wave, base in question.bases.items()}
    question = replace(
        question,
        themes=tuple(themes),
        changes=changes,
        corrections=corrections,
        bridge=bridge,
        bases=bases,
    )
    return replace(
        run, questions=(run.questions[0], question, *run.questions[2:]), least_base=5, least_n=3
    )


def large(
    questions: int = 12,
    themes: int = 20,
    variables: int = 3,
    values: int = 4,
    *,
    crossed: bool = False,
) -> RunSummary:
    """Two waves of a study of that size; with `crossed` the variables are crossed two by two."""
    bases = {"2024": 310, "2025": 300}
    segments = {
        f"variabele_{v}": tuple(f"waarde {v}.{i}" for i in range(values)) for v in range(variables)
    }
    groups = {(name, value): 300 // values for name, of in segments.items() for value in of}
    if crossed:
        names = list(segments)
        for a, b in ((a, b) for i, a in enumerate(names) for b in names[i + 1 :]):
            groups |= {
                (f"{a} × {b}", f"{x} × {y}"): 300 // values**2
                for x in segments[a]
                for y in segments[b]
            }
    built = []
    for q in range(questions):
        rows = [_large_theme(q, t, bases, groups) for t in range(themes)]
        made = QuestionSummary(
            f"vraag-{q}",
            f"Vraag over onderwerp {q}",
            "Wat vindt u?",
            "themes",
            "1",
            {wave: WaveBase(n + 5, n, 5, 0, 0) for wave, n in bases.items()},
            tuple(rows),
            {
                (wave, *group): WaveBase(n + 1, n, 1, 0, 0)
                for wave in bases
                for group, n in groups.items()
            },
        )
        built.append(made)
    return replace(summary(built), segments=segments)


def _large_theme(
    q: int, t: int, bases: Mapping[str, int], groups: Mapping[tuple[str, str], int]
) -> ThemeFigures:
    waves = {wave: figure((q * 37 + t * 53) % n, n) for wave, n in bases.items()}
    parts = {
        (wave, *group): figure((q * 5 + t * 7 + i) % (n + 1), n)
        for wave in bases
        for i, (group, n) in enumerate(groups.items())
    }
    return ThemeFigures(
        f"t{t}", f"Een thema met een naam, nummer {t}", "Waar het over gaat.", "", 1, waves, parts
    )


def _with_groups(question: QuestionSummary) -> QuestionSummary:
    sizes = {
        ("gemeentegrootte", "klein"): 15,
        ("gemeentegrootte", "middelgroot"): 6,
        ("gemeentegrootte", "groot"): 7,
        ("soort", ODD[0]): 2,
        ("soort", ODD[1]): 1,
        ("soort", ODD[2]): 0,
        ("gemeentegrootte × soort", f"klein × {ODD[1]}"): 1,
    }
    themes = tuple(
        replace(
            theme,
            segments={
                (wave, *group): figure(min(n, theme.waves[wave].n * n // 28), n)
                for wave in theme.waves
                for group, n in sizes.items()
            },
        )
        for theme in question.themes
    )
    bases = {
        (wave, *group): WaveBase(n + 1, n, 1, 0, 0)
        for wave in question.bases
        for group, n in sizes.items()
    }
    return replace(question, themes=themes, segment_bases=bases)


def _told(question: QuestionSummary) -> QuestionSummary:
    """The challenges with changes, corrections, a bridge and quotes."""
    changes, corrections, bridge = [], [], []
    for i, theme in enumerate(t for t in question.themes if t.level or t.theme == OTHER):
        new, old = theme.waves["2025"], theme.waves["2024"]
        d = (new.share or 0) - (old.share or 0)
        wide = 0.05 if i in (3, 6) else 0.24
        verdict = "up" if i == 6 else "down" if i == 3 else "same"
        changes.append(
            WaveChange(
                theme.theme,
                "2024",
                "2025",
                d,
                d - wide,
                d + wide,
                0.0004 if i == 6 else 0.31,
                24,
                verdict,
            )
        )  # type: ignore[arg-type]
        share = new.share or 0.0
        name = "classical" if i == 1 else "ppi++"
        corrections.append(
            Correction(
                theme.theme,
                "2025",
                share,
                share + 0.03 * (i % 3 - 1),
                max(0, share - 0.1),
                min(1, share + 0.12),
                20,
                0.0 if i == 1 else 0.8,
                name,
            )
        )
        bridge.append(
            Bridge(
                theme.theme,
                "2024",
                "2025",
                31,
                old.share,
                (old.share or 0) + 0.03,
                0.03,
                -0.02,
                0.08,
                d,
                d - 0.03,
                d - 0.2,
                d + 0.14,
            )
        )
    quotes = (
        Quote("2025", "u2", "Er is gewoon geen tijd om er iemand voor vrij te maken.", "klein"),
        Quote("2024", "u2", "Het komt erbij, en het geld gaat ergens anders heen."),
        Quote(
            "2025",
            "u3",
            "Wij weten niet wat [naam] met onze gegevens doet. <script>alert(1)</script>",
        ),
    )
    return replace(
        question,
        changes=tuple(changes),
        corrections=tuple(corrections),
        bridge=tuple(bridge),
        quotes=quotes,
    )


def _many_mentions(theme: ThemeFigures) -> ThemeFigures:
    return replace(
        theme,
        waves={
            w: replace(f, mentions=f.n + (3 if theme.level == 1 else 0))
            for w, f in theme.waves.items()
        },
    )


def _hide(figure: Figure) -> Figure:
    return Figure(0, figure.base, None, None, None, suppressed=True)


def _hidden_change(change: WaveChange) -> WaveChange:
    return replace(
        change, difference=None, low=None, high=None, p=None, verdict="unknown", suppressed=True
    )


def _hidden_correction(found: Correction) -> Correction:
    return replace(
        found, coded=None, corrected=None, low=None, high=None, power=None, suppressed=True
    )


def _hidden_bridge(found: Bridge) -> Bridge:
    none = dict.fromkeys(
        ("then", "again", "instrument", "low", "high", "total", "real", "real_low", "real_high")
    )
    return replace(found, suppressed=True, **none)  # type: ignore[arg-type]
