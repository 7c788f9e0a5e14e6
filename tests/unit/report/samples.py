"""Fictional summaries to draw: a small yearly survey among municipalities, and the edges of what a
run can give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import sqrt

from pipeline.counts import (
    Figure,
    QuestionSummary,
    Reconciliation,
    RunSummary,
    ThemeFigures,
    WaveBase,
)
from pipeline.model import NO_ANSWER, OTHER

WAVES = ("2024", "2025")
SIZES = {"klein": 17, "middelgroot": 6, "groot": 7}


def figure(n: int, base: int, **more: object) -> Figure:
    """A figure with its Wilson interval.

    What no one coded by hand or by rules rests on the classifier.
    """
    if base == 0:
        return Figure(0, 0, None, None, None)
    share, z = n / base, 1.959964
    middle, wide = (
        (share + z * z / 2 / base),
        z * sqrt(share * (1 - share) / base + z * z / 4 / base / base),
    )
    low, high = (
        max(0.0, (middle - wide) / (1 + z * z / base)),
        min(1.0, (middle + wide) / (1 + z * z / base)),
    )
    rules, reviewer = n * 2 // 3, n // 6
    made = Figure(
        n=n,
        base=base,
        share=share,
        low=low,
        high=high,
        n_rules=rules,
        n_classifier=n - rules - reviewer,
        n_reviewer=reviewer,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def guessing(summary: RunSummary, *, llm: int = 0) -> RunSummary:
    """The run, in which all that the classifier coded is a guess; with codings by an llm."""
    questions = tuple(map(_guessing, summary.questions))
    sources = {**summary.sources, "llm": llm}
    guesses = sources["classifier"] + llm
    return replace(summary, questions=questions, sources=sources, guesses=guesses)


def _guessing(question: QuestionSummary) -> QuestionSummary:
    themes = [
        replace(
            theme,
            waves={wave: _guessed(figure) for wave, figure in theme.waves.items()},
            segments={key: _guessed(figure) for key, figure in theme.segments.items()},
        )
        for theme in question.themes
    ]
    bases = {
        wave: replace(
            base,
            codings=sum(theme.waves[wave].n for theme in themes if wave in theme.waves),
            guesses=sum(theme.waves[wave].n_guess for theme in themes if wave in theme.waves),
        )
        for wave, base in question.bases.items()
    }
    return replace(question, themes=tuple(themes), bases=bases)


def _guessed(figure: Figure) -> Figure:
    return replace(figure, n_guess=0 if figure.suppressed else figure.n_classifier)


def theme(
    id: str,
    label: str,
    n: Mapping[str, int],
    bases: Mapping[str, int],
    *,
    parent: str = "",
    level: int = 1,
    definition: str = "",
    segments: bool = False,
) -> ThemeFigures:
    """A theme that so many respondents named in each wave."""
    waves = {wave: figure(n[wave], bases[wave]) for wave in bases}
    parts: dict[tuple[str, str, str], Figure] = {}
    if segments and "2025" in bases:
        for value, size in SIZES.items():
            part = min(size, max(1, bases["2025"] * size // 30))
            parts["2025", "gemeentegrootte", value] = figure(
                min(part, n["2025"] * size // 30), part
            )
    return ThemeFigures(id, label, definition, parent, level, waves, parts)


def question(
    id: str,
    title: str,
    text: str,
    show: str,
    answered: Mapping[str, int],
    themes: Iterable[ThemeFigures],
    *,
    asked: Mapping[str, int] | None = None,
    other: Mapping[str, int] | None = None,
    uncoded: int = 0,
) -> QuestionSummary:
    """A question with its bases and themes; `other` adds the row of answers that fit no theme."""
    asked, other = asked or answered, other or {}
    bases = {
        w: WaveBase(asked[w], n, asked[w] - n, other.get(w, 0), uncoded)
        for w, n in answered.items()
    }
    special = [ThemeFigures(NO_ANSWER, "Geen antwoord", "", "", 0, {}, {})]
    if other:
        special.append(
            ThemeFigures(
                OTHER,
                "Overig",
                "",
                "",
                0,
                {w: figure(other[w], n) for w, n in answered.items()},
                {},
            )
        )
    return QuestionSummary(id, title, text, show, "2025.1", bases, (*themes, *special))  # type: ignore[arg-type]


def summary(
    questions: Sequence[QuestionSummary],
    *,
    language: str = "nl",
    note: str = "",
    waves: tuple[str, ...] = WAVES,
) -> RunSummary:
    """A run over those questions."""
    return RunSummary(
        study="ai-monitor-voorbeeld",
        title="AI Monitor Gemeenten 2025" if language == "nl" else "AI Monitor Municipalities 2025",
        note=note,
        language=language,
        unit="gemeente" if language == "nl" else "municipality",
        unit_plural="gemeenten" if language == "nl" else "municipalities",
        population=342,
        waves=waves,
        respondents={wave: 31 if wave == "2024" else 30 for wave in waves},
        segments={"gemeentegrootte": tuple(SIZES)},
        questions=tuple(questions),
        answers=Reconciliation(
            read=1234, coded=1010, other=61, no_answer=140, uncoded=21, refused=2
        ),
        sources={"reviewer": 318, "rules": 1490, "classifier": 402, "none": 21},
        version="0.1.0",
    )


def monitor() -> RunSummary:
    """The fictional monitor: a cloud of functions, themes with and without sub-themes, a list, a
    cloud of one wave.
    """
    note = "Voorbeeld met verzonnen gegevens: geen enkele gemeente heeft deze antwoorden gegeven."
    return summary(
        [_functions(), _challenges(), _generative(), _embedded(), _literacy()], note=note
    )


def _functions() -> QuestionSummary:
    groups = {
        "Informatiebeveiliging en privacy": "Chief Information Security Officer (CISO)=19/18 "
        "Functionaris gegevensbescherming (FG)=14/15 "
        "Privacy officer=17/14 Adviseur informatiebeveiliging / security officer=5/6 "
        "Privacyjurist=3/1",
        "Informatievoorziening en ICT": "Chief Information Officer (CIO)=16/17 "
        "Informatieadviseur=18/16 Informatiemanager=9/11 "
        "Informatiearchitect=6/4 ICT-adviseur=4/5 Functioneel beheerder=3/3 "
        "Applicatiebeheerder=2/1 Teammanager / hoofd I&A=5/4",
        "Data en AI": "Kwartiermaker AI=12/3 AI-adviseur=7/2 AI-coördinator=5/1 Certified AI "
        "Compliance Officer (CAICO)=3/0 Data scientist=6/4 "
        "Data-analist=4/5 Data engineer=1/1 Chief Data Officer (CDO)=2/2 Datacoördinator=1/0 "
        "AI-ontwikkelaar=1/0",
        "Directie, management en bestuur": "Gemeentesecretaris=4/3 Directeur=3/2 Wethouder=2/1 "
        "Afdelingsmanager / teamleider=4/5 Concerncontroller=2/1",
        "Juridisch, inkoop en compliance": "Jurist=8/6 Inkoopadviseur=5/3 Compliance officer=1/0",
        "Organisatie en dienstverlening": "Communicatieadviseur=9/7 HR-adviseur=6/2 "
        "Beleidsadviseur=5/4 Innovatieadviseur=4/4 "
        "Programmamanager=3/2 Projectleider=3/3 Adviseur dienstverlening=2/1 Ethicus=1/0 "
        "Ondernemingsraad (OR)=1/0",
    }
    return _grouped(
        "functies",
        "Functies in het AI-team en de AI-voortrekker",
        "Welke functies nemen deel aan het AI-team?",
        "cloud",
        groups,
    )


def _grouped(
    id: str, title: str, text: str, show: str, groups: Mapping[str, str]
) -> QuestionSummary:
    import re

    bases, themes = {"2024": 29, "2025": 28}, []
    for number, (label, line) in enumerate(groups.items()):
        found = re.findall(r"(.+?)=(\d+)/(\d+) ?", line)
        most = {
            "2025": max(int(new) for _, new, _ in found) + 2,
            "2024": max(int(old) for _, _, old in found) + 1,
        }
        themes.append(
            theme(
                f"g{number}",
                label,
                most,
                bases,
                segments=True,
                definition=f"Alles wat hoort bij {label[0].lower()}{label[1:]}.",
            )
        )
        for place, (name, new, old) in enumerate(found):
            n = {"2025": int(new), "2024": int(old)}
            themes.append(theme(f"g{number}-{place}", name, n, bases, parent=f"g{number}", level=2))
    return question(
        id,
        title,
        text,
        show,
        bases,
        themes,
        asked={"2024": 31, "2025": 30},
        other={"2024": 1, "2025": 2},
    )


def _challenges() -> QuestionSummary:
    rows = [
        (
            "Bewustwording en verantwoordelijkheid",
            "Overschatting van wat AI kan; AI blijft een hulpmiddel, een mens beslist en is "
            "aanspreekbaar.",
            11,
            8,
        ),
        (
            "Regie op tools en eigenaarschap",
            "Wildgroei van tools: welke zijn toegestaan en voor wie, en wie beheert ze.",
            13,
            9,
        ),
        (
            "Capaciteit, middelen en sturing",
            "Te weinig tijd, geld of mensen; een begin van onderop zonder strategische sturing.",
            20,
            19,
        ),
        (
            "Privacy, veiligheid en compliance",
            "Datalekken, verwerking buiten de EU en te veel of onduidelijke wetten.",
            17,
            20,
        ),
        (
            "Kennis, vaardigheden en AI-geletterdheid",
            "Digitale vaardigheden verschillen en opleiden kost tijd.",
            20,
            14,
        ),
        (
            "Techniek, data en afhankelijkheid van leveranciers",
            "De kwaliteit van data, koppelingen, vendor lock-in en weinig Europese alternatieven.",
            7,
            9,
        ),
        (
            "Maatschappelijke en ethische risico's",
            "Banen, vertrouwen in de overheid, duurzaamheid en energiegebruik.",
            4,
            0,
        ),
    ]
    bases = {"2024": 31, "2025": 30}
    themes = [
        theme(f"u{i}", r[0], {"2025": r[2], "2024": r[3]}, bases, definition=r[1], segments=True)
        for i, r in enumerate(rows)
    ]
    text = (
        "Welke uitdagingen, beperkingen of aandachtspunten komt uw gemeente tegen bij het "
        "gebruik van AI?"
    )
    return question(
        "uitdagingen",
        "Uitdagingen, beperkingen en aandachtspunten",
        text,
        "themes",
        bases,
        themes,
        other={"2024": 2, "2025": 1},
    )


def _generative() -> QuestionSummary:
    groups = {
        "Samenvatten, analyseren en verwerken": "Documenten samenvatten=15/12 Rapporten en "
        "documenten analyseren=8/4 "
        "Omgevingsplannen en andere plannen vergelijken=3/0 Enquêtes en reacties analyseren=4/1 "
        "Verslagen en notulen maken=11/6",
        "Persoonlijke effectiviteit": "Plannen en structureren=3/1 Brainstormen en sparren=9/7 "
        "Programmeren, scripts en formules=4/0",
        "Tekstproductie en schrijfondersteuning": "Teksten schrijven, herschrijven en "
        "verbeteren=18/17 Begrijpelijk schrijven en taalniveau B1=10/7 "
        "Presentaties maken=5/3 Vacatureteksten=2/2",
        "Chatbots en assistenten": "Chatbot voor inwoners en KCC=6/2 Chatbot voor servicedesk en "
        "collega's=5/1",
    }
    return _grouped(
        "toepassingen-generatief",
        "Toepassingen van generatieve AI",
        "Waarvoor gebruikt uw gemeente generatieve AI?",
        "themes",
        groups,
    )


def _embedded() -> QuestionSummary:
    names = [
        "Anonimiseren van beeld en tekst",
        "Declaraties verwerken",
        "Kentekenherkenning en handhaving",
        "E-mailcontrole",
        "Vertaalapparaten",
    ]
    bases = {"2025": 9}
    themes = [
        theme(f"e{i}", name, {"2025": n}, bases)
        for i, (name, n) in enumerate(zip(names, (4, 1, 3, 2, 2), strict=True))
    ]
    text = "In welke producten die u gebruikt zit AI ingebouwd?"
    return question(
        "toepassingen-embedded",
        "Ingebouwde AI",
        text,
        "list",
        bases,
        themes,
        asked={"2025": 30},
        other={"2025": 1},
        uncoded=1,
    )


def _literacy() -> QuestionSummary:
    names = [
        "Veiligheid en privacy",
        "Ethiek",
        "Prompten",
        "Praktische toepassing",
        "Techniek en achtergrond",
        "AI-agents bouwen",
        "Wetgeving",
    ]
    bases = {"2025": 18}
    counts = (12, 8, 14, 11, 4, 1, 7)
    themes = [
        theme(f"l{i}", name, {"2025": n}, bases)
        for i, (name, n) in enumerate(zip(names, counts, strict=True))
    ]
    text = "Welke onderwerpen komen aan bod in de trainingen AI-geletterdheid?"
    return question(
        "geletterdheid",
        "Onderwerpen van AI-geletterdheid",
        text,
        "cloud",
        bases,
        themes,
        asked={"2025": 30},
    )


LONG = "Een heel lang themalabel dat iemand in een codeboek schreef zonder aan ons te denken!"
"""85 characters, as a codebook may hold."""


def edges() -> RunSummary:
    """What a run can give at its edges: base 0, nobody, everybody, one theme, sixty long ones,
    hidden figures, markup in labels.
    """
    one, both = {"2025": 30}, {"2024": 31, "2025": 30}
    sixty = [
        theme(f"t{i}", f"{LONG[: 30 + i]} {i}", {"2024": i % 20, "2025": (i * 7) % 30}, both)
        for i in range(60)
    ]
    words = [
        theme(f"t{i}", f"{LONG[: 20 + i]} {i}", {"2025": (i * 7) % 30}, one) for i in range(60)
    ]
    hidden = theme("verborgen", "Verborgen thema", {"2025": 2}, one)
    hidden = replace(hidden, waves={"2025": replace(hidden.waves["2025"], suppressed=True)})
    script = theme("script", "<script>alert('x')</script> & $x^2$ \\frac {0} 漢", {"2025": 3}, one)
    huge = {"2024": 9_000_000, "2025": 10_000_000}
    return summary(
        [
            question(
                "leeg",
                "Niemand antwoordde",
                "?",
                "themes",
                {"2025": 0},
                [theme("a", "Thema", {"2025": 0}, {"2025": 0})],
                asked=one,
            ),
            question(
                "leeg-wolk",
                "Een wolk zonder antwoorden",
                "?",
                "cloud",
                {"2024": 0, "2025": 0},
                [],
                asked=both,
            ),
            question(
                "niemand",
                "Niemand noemde iets",
                "?",
                "cloud",
                one,
                [theme("a", "Thema", {"2025": 0}, one)],
            ),
            question(
                "iedereen",
                "Iedereen noemde alles",
                "?",
                "cloud",
                both,
                [theme("a", "Allen", {"2024": 31, "2025": 30}, both)],
            ),
            question("zestig", f"Zestig thema's. {LONG}", LONG, "themes", both, sixty, other=both),
            question("zestig-wolk", "Zestig woorden", "?", "cloud", one, words),
            question("verborgen", "Te weinig om te tonen", "?", "cloud", one, [hidden, script]),
            question(
                "script",
                "<script>alert('titel')</script>",
                "<b>vet?</b>",
                "list",
                one,
                [script, hidden],
            ),
            question(
                "groot",
                "Miljoenen",
                "?",
                "themes",
                huge,
                [theme("a", "Een enkeling", {"2024": 1, "2025": 9_999_999}, huge)],
            ),
        ],
        note="<script>alert('noot')</script>",
    )
