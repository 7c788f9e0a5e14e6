"""Fictional summaries with all that pictures can show: changes, segments with odd names, quotes,
telling words, one wave and six.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from samples import LONG, figure, monitor, question, summary, theme

from pipeline.counts import (
    Figure,
    Keyword,
    QuestionSummary,
    Quote,
    RunSummary,
    ThemeFigures,
    WaveChange,
)

ODD = (
    "klein",
    "Een gemeente met meer dan honderdduizend inwoners in een stedelijke regio, herindeling sinds "
    "2019",
    "🦄 groot 😀",
    "עירייה גדולה",
    "<&> \"x\" 'y'",
    "twee\nregels",
    "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "",
)
"""Names that someone gave a segment."""


def change(
    theme: ThemeFigures, before: str, now: str, *, margin: float = 0.2, hidden: bool = False
) -> WaveChange:
    """The change of a theme with an interval of that margin; one where nought lies outside."""
    then, here = theme.waves.get(before), theme.waves.get(now)
    if hidden:
        return WaveChange(
            theme.theme, before, now, None, None, None, None, 9, "unknown", suppressed=True
        )
    if then is None or here is None or then.share is None or here.share is None:
        return WaveChange(theme.theme, before, now, None, None, None, None, 0, "unknown")
    difference = here.share - then.share
    low, high = max(-1.0, difference - margin), min(1.0, difference + margin)
    verdict = "up" if low > 0 else "down" if high < 0 else "same"
    return WaveChange(theme.theme, before, now, difference, low, high, 0.04, 9, verdict)


def in_segments(
    themes: Sequence[ThemeFigures], wave: str, variable: str, sizes: Mapping[str, int]
) -> list[ThemeFigures]:
    """The themes with figures by a segment: every second value of the first theme is hidden."""
    found = []
    for place, t in enumerate(themes):
        parts: dict[tuple[str, str, str], Figure] = {}
        for number, (value, size) in enumerate(sizes.items()):
            part = figure((place * 7 + number * 3) % (size + 1), size)
            hidden = place == 0 and number % 2 == 1
            parts[wave, variable, value] = (
                Figure(0, size, None, None, None, suppressed=True) if hidden else part
            )
        found.append(replace(t, segments={**t.segments, **parts}))
    return found


def rich(language: str = "nl") -> RunSummary:
    """The fictional monitor with changes, quotes and telling words."""
    run = monitor()
    if language == "en":
        run = replace(
            run,
            language="en",
            title="AI Monitor Municipalities",
            unit="municipality",
            unit_plural="municipalities",
        )
    questions = [changed(q, hidden=("u5",)) for q in run.questions]
    said = [
        Quote(
            "2025",
            "u2",
            "We hebben hier de mensen niet voor, en als we ze hebben zijn ze binnen een jaar weer "
            "weg naar de markt. "
            "Zonder structureel geld blijft het bij proeven.",
            "middelgroot",
        ),
        Quote("2025", "u2", "Te weinig tijd.", "klein"),
        Quote(
            "2024",
            "u3",
            "Onze FG wil eerst een DPIA, en terecht, maar dan ligt alles een half jaar stil.",
            "groot",
        ),
        Quote("2025", "u4", "Iedereen gebruikt het, niemand weet hoe het werkt."),
    ]
    questions[1] = replace(questions[1], quotes=tuple(said), filter="gemeenten die experimenteren")
    telling = (
        "privacy=12/6.3 prompten=11/5.9 AVG=9/5.1 ethiek=8/4.4 hallucinatie=6/3.9 "
        "bronvermelding=5/3.6 deepfake=4/3.1 bias=4/3 "
        "basiskennis=7/2.9 e-learning=6/2.8 spelregels=5/2.6 workshop=4/2.4 mens=5/2.2 "
        "vooroordeel=3/2.2 copilot=6/2.1"
    )
    words = (part.split("=") for part in telling.split())
    keywords = tuple(Keyword(w, int(v.split("/")[0]), float(v.split("/")[1])) for w, v in words)
    questions[4] = replace(questions[4], keywords={"2025": keywords}, shape="cloud")
    return replace(
        run,
        questions=tuple(questions),
        segment_labels={"gemeentegrootte": "grootte van de gemeente"},
    )


def odd(waves: int) -> RunSummary:
    """Sixty long themes, odd segments, small bases and hidden figures in that many waves."""
    names = tuple(str(2026 - waves + i) for i in range(waves))
    newest = names[-1]
    bases = {wave: 30 - i for i, wave in enumerate(names)}
    many = [
        theme(
            f"t{i}",
            f"{LONG[: 30 + i]} {i}",
            {w: (i * 7 + k * 5) % b for k, (w, b) in enumerate(bases.items())},
            bases,
        )
        for i in range(60)
    ]
    sizes = dict(zip(ODD, (12, 0, 1, 2, 9, 30, 4, 7), strict=True))
    few = [
        theme("nobody", "Niemand", dict.fromkeys(names, 0), bases),
        theme("all", "Iedereen", dict(bases), bases),
        theme(
            "mixed",
            "<b>Vet</b> & 'zo' 🦄 漢 עירייה",
            {w: 3 + i for i, w in enumerate(names)},
            bases,
        ),
    ]
    few = in_segments(few, newest, "regio", sizes)
    nested = [
        replace(t, parent="all" if i % 2 else "mixed", level=2) for i, t in enumerate(many[:6])
    ]
    small = dict(zip(names, (0, 1, 2, 2, 1, 2), strict=False))
    tiny = [theme("a", "Een", {w: min(1, n) for w, n in small.items()}, small)]
    questions = [
        question(
            "zestig",
            f"Zestig thema's. {LONG} {LONG}",
            "?",
            "themes",
            bases,
            many,
            other=dict.fromkeys(names, 1),
        ),
        question("regio", "Naar regio", "?", "cloud", bases, [*few, *nested]),
        question(
            "klein", "Kleine bases", "?", "themes", small, in_segments(tiny, newest, "regio", sizes)
        ),
    ]
    quotes = tuple(
        Quote(newest, f"t{i}", f"{LONG} {LONG} {i} {'x' * 90}", LONG * 2) for i in range(30)
    )
    questions[0] = replace(questions[0], quotes=quotes)
    run = summary([changed(q, hidden=("t1", "mixed")) for q in questions], waves=names)
    return replace(run, segments={"regio": ODD}, weighted=True)


def changed(q: QuestionSummary, hidden: Sequence[str] = ()) -> QuestionSummary:
    """The question with the changes of its themes from each wave to the next."""
    waves = list(q.bases)
    pairs = list(pairwise(waves))
    found = [
        change(t, a, b, hidden=t.theme in hidden) for a, b in pairs for t in q.themes if t.level > 0
    ]
    return replace(q, changes=tuple(found))
