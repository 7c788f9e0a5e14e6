"""The picture of a question's evaluation: F1 of every theme, a sign and an interval for each coder."""

from __future__ import annotations

from typing import Literal

from pipeline.evaluation.values import CODERS, Coder, QuestionEvaluation, ThemeScore
from pipeline.report import NARROW, coder_signs
from pipeline.report.pictures import LEADING, Canvas, Fonts, Picture, draw
from pipeline.report.words import NumberFormats, plain
from pipeline.study import HOUSE

TITLE, LABEL, SMALL, TICK = 9.5, 8.2, 8.0, 7.5
LEFT, RIGHT = 0.06, NARROW - 0.42
STEP, GAP = 0.115, 0.12
INK, LINE, MUTED = HOUSE.ink, HOUSE.line, HOUSE.muted
SIGNS = coder_signs(HOUSE)
LETTERS = Fonts.of(HOUSE)
MOST_HIGH = 7.0
"""Inches of rows in one picture; a longer list goes on in the next, so that each fits on a sheet of paper."""

NAMED = 4
"""Themes that the alternative text names."""


def scores(question: QuestionEvaluation, formats: NumberFormats) -> tuple[Picture, ...]:
    """F1 of every theme that was given or found, in the order of the codebook, in as many pictures as fit a page."""
    themes = [t for t in question.themes if any(s.f1.value is not None for s in t.scores.values())]
    coders = shown_coders(question)
    return tuple(_picture(part, question, coders, formats) for part in _parts(themes, coders))


def shown_coders(question: QuestionEvaluation) -> tuple[Coder, ...]:
    """The coders that differ: rules alone where there is no classifier."""
    return CODERS if "classifier" in question.scores else ("rules",)


def key(canvas: Canvas, y: float, coders: tuple[Coder, ...], formats: NumberFormats) -> float:
    """Signs and names of the coders on one line; gives the height below it."""
    x = LEFT + 0.03
    for coder in coders:
        colour, shape = SIGNS[coder]
        name = formats.text(f"eval_coder_{coder}")
        canvas.dot(x + 0.03, y + SMALL * LEADING / 144, 5.0, colour, shape)
        canvas.paragraph(x + 0.12, y, [name], SMALL, MUTED)
        x += LETTERS.width(name, SMALL) + 0.33
    return y + SMALL * LEADING / 72


def _parts(themes: list[ThemeScore], coders: tuple[Coder, ...]) -> list[list[ThemeScore]]:
    """The themes in parts of about equal length, none higher than `MOST_HIGH`; a part begins with a top theme where it can."""
    each = LABEL * LEADING / 72 + 0.02 + STEP * len(coders) + GAP
    most = max(1, int(MOST_HIGH / each))
    size = -(-len(themes) // max(1, -(-len(themes) // most)))
    parts: list[list[ThemeScore]] = []
    for number, theme in enumerate(themes):
        tops_ahead = any(t.level <= 1 for t in themes[number : number + 4])
        full = bool(parts) and (
            (len(parts[-1]) >= size and not (tops_ahead and theme.level > 1))
            or len(parts[-1]) >= most
        )
        if not parts or full:
            parts.append([])
        parts[-1].append(theme)
    return parts


def _picture(
    themes: list[ThemeScore],
    question: QuestionEvaluation,
    coders: tuple[Coder, ...],
    formats: NumberFormats,
) -> Picture:
    most = sorted(themes, key=lambda t: -t.labels)[:NAMED]
    named = " ".join(
        formats.text(
            "eval_theme_alt",
            theme=plain(t.label),
            scores=", ".join(
                f"{formats.text(f'eval_coder_{c}')} {formats.decimal(t.scores[c].f1.value)}"
                for c in coders
            ),
        )
        for t in most
    )
    names = ", ".join(formats.text(f"eval_coder_{coder}") for coder in coders)
    alt = formats.text("eval_themes_alt", title=plain(question.title), coders=names, named=named)
    title = f"{plain(question.title)} – {formats.text('eval_themes')}"
    return draw(
        lambda canvas: _draw(canvas, themes, coders, formats), HOUSE, title, alt, width=NARROW
    )


def _draw(
    canvas: Canvas, themes: list[ThemeScore], coders: tuple[Coder, ...], formats: NumberFormats
) -> float:
    y = canvas.paragraph(LEFT, 0.02, [formats.text("eval_themes")], TITLE, INK, bold=True) + 0.04
    y = key(canvas, y, coders, formats) + 0.06
    top = y
    for quarter in range(5):
        x = LEFT + (RIGHT - LEFT) * quarter / 4
        align: Literal["left", "center"] = "center" if quarter else "left"
        canvas.paragraph(
            x, y, [formats.decimal(quarter / 4, 2 if quarter % 2 else 1)], TICK, MUTED, align=align
        )
    y += 0.18
    for theme in themes:
        y = _row(canvas, theme, coders, y, formats) + GAP
    for quarter in range(5):
        x = LEFT + (RIGHT - LEFT) * quarter / 4
        canvas.line(x, top + 0.14, x, y - GAP / 2, LINE if quarter else MUTED, behind=True)
    return y


def _row(
    canvas: Canvas, theme: ThemeScore, coders: tuple[Coder, ...], y: float, formats: NumberFormats
) -> float:
    n = formats.text("n_label") + f"={formats.number(theme.labels)}"
    indent = 0.12 * max(0, theme.level - 1)
    lines = LETTERS.wrap(
        plain(theme.label), RIGHT - LEFT - indent - 0.1, LABEL, bold=theme.level == 1
    )
    canvas.paragraph(NARROW - 0.02, y, [n], TICK, MUTED, align="right")
    colour = MUTED if theme.few else INK
    y = (
        canvas.paragraph(LEFT + indent + 0.05, y, lines, LABEL, colour, bold=theme.level == 1)
        + 0.02
    )
    for coder in coders:
        f1 = theme.scores[coder].f1
        middle = y + STEP / 2
        if f1.value is not None and f1.low is not None and f1.high is not None:
            tint, shape = SIGNS[coder]
            canvas.line(_at(f1.low), middle, _at(f1.high), middle, tint, 1.3)
            canvas.dot(_at(f1.value), middle, 4.6, tint, shape)
            canvas.paragraph(
                NARROW - 0.02,
                middle - 0.067,
                [formats.decimal(f1.value)],
                TICK,
                INK if coder == "both" else MUTED,
                align="right",
            )
        y += STEP
    return y


def _at(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * value
