"""How to read the page: the paragraphs of its method section, only those that the run needs."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.counts import RunSummary
from pipeline.report.words.numbers import SMALL_BASE, NumberFormats
from pipeline.report.words.phrases import guess_totals, has_hidden, intervals_of, tests_of
from pipeline.report.words.selections import Choices

Paragraphs = tuple[str, ...]


def method(
    summary: RunSummary, choices: Choices, write: NumberFormats
) -> tuple[tuple[str, Paragraphs], ...]:
    """Return titles with their paragraphs, in the order of the page."""
    questions = summary.questions
    can_choose = bool(choices.variables) or len(summary.waves) > 1
    about_model = language_model_notes(summary, write)
    no_room = tuple(_without_room(choices, write))
    # key of the text, whether it applies to the run, and what comes below it
    items: tuple[tuple[str, bool, Paragraphs], ...] = (
        ("method_share", True, ()),
        ("page_method_base", True, ()),
        ("page_method_choose", can_choose, no_room),
        ("page_method_interval", True, tuple(_intervals(summary, write))),
        ("page_method_weights", summary.weighted, ()),
        ("page_method_change", any(question.changes for question in questions), ()),
        ("page_method_corrections", any(question.corrections for question in questions), ()),
        ("page_method_bridge", any(question.bridge for question in questions), ()),
        ("method_small", True, ()),
        ("method_coding", True, ()),
        ("method_guess", summary.guesses > 0, tuple(guess_totals(summary, write))),
        ("method_llm", bool(about_model), about_model[1:]),
        ("page_method_quotes", any(question.quotes for question in questions), ()),
        ("method_hidden", any(map(has_hidden, questions)), tuple(_hidden(summary, write))),
    )
    sections = []
    for key, is_used, more in items:
        if is_used:
            units = {"unit": write.unit_plural, "unit_one": write.unit, "n": SMALL_BASE}
            units |= {"models": _models(summary), "tests": write.number(tests_of(summary))}
            sections.append((write.text(f"{key}_title"), (write.text(key, **units), *more)))
        elif key == "page_method_choose" and choices.not_to_choose:
            sections.append((write.text(f"{key}_title"), more))
    return tuple(sections)


def language_model_notes(summary: RunSummary, write: NumberFormats) -> Paragraphs:
    """Return which language model was shown answers, and why any left the machine; () if none."""
    if summary.language_model is None or not summary.language_model.models:
        return ()
    shown_to = write.text("method_llm", models=_models(summary))
    reasons = dict.fromkeys(reason for _, reason in summary.language_model.left)
    if not reasons:
        return (shown_to, write.text("method_llm_here"))
    return (
        shown_to,
        *(write.text("method_llm_left", reason=reason.rstrip(".")) for reason in reasons),
    )


def _models(summary: RunSummary) -> str:
    return ", ".join(summary.language_model.models) if summary.language_model else ""


def _intervals(summary: RunSummary, write: NumberFormats) -> Iterator[str]:
    everybody, segments = intervals_of(summary)
    population = "" if summary.population is None else write.number(summary.population)
    for name in dict.fromkeys((*everybody, *segments)) or ("mid-p",):
        # the plus in a method's name can't be in a key
        key = f"page_interval_{name.replace('++', 'pp')}"
        yield write.text(key, unit=write.unit_plural, population=population)


def _without_room(choices: Choices, write: NumberFormats) -> Iterator[str]:
    if choices.not_to_choose:
        yield write.text("page_no_room_to_choose", names="; ".join(choices.not_to_choose))
    if choices.not_in_tables:
        yield write.text("page_no_room_for_tables", names="; ".join(choices.not_in_tables))


def _hidden(summary: RunSummary, write: NumberFormats) -> Iterator[str]:
    for name, least in (("base", summary.least_base), ("n", summary.least_n)):
        if least > 1:
            yield write.text(f"page_hidden_{name}", n=write.number(least), unit=write.unit_plural)
    yield write.text("page_hidden_others")
