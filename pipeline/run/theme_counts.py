"""The counting stages: theme counts of the whole run, and those that may be published."""

from __future__ import annotations

import pandas as pd

from pipeline.counts import Tally, counts_table
from pipeline.counts.disclosure import Rules, ThemeFilter, guard, hide
from pipeline.files import Outputs
from pipeline.report.data import as_json, records
from pipeline.run.accumulators import Accumulators
from pipeline.study import Study


def count(study: Study, accumulators: Accumulators) -> pd.DataFrame:
    """Return the theme counts of all questions (`THEME_COUNTS`), nothing hidden."""
    filtered = [name for name, question in study.questions.items() if question.filter]
    population = study.respondent.population
    return counts_table(study.study, accumulators.tallies, population, filtered)


def guard_counts(study: Study, all_counts: pd.DataFrame, outputs: Outputs) -> pd.DataFrame:
    """Write and return the theme counts after disclosure control.

    The complete counts are written only if something is hidden, to the internal folder.
    """
    guarded = guard(all_counts, disclosure_rules(study), theme_filters(study))
    counts = hide(all_counts, guarded, population=study.respondent.population)
    if guarded.hidden.any():
        outputs.append("coding/theme_counts.csv", all_counts)
    outputs.append("report/theme_counts.csv", counts)
    outputs.put("report/theme_counts.json", as_json(records(counts)))
    return counts


def disclosure_rules(study: Study) -> Rules:
    """Return the disclosure rules of the study."""
    rules = study.disclosure
    return Rules(base=rules.base, n=rules.n, everybody=rules.everybody == "hide")


def theme_filters(study: Study) -> dict[str, ThemeFilter]:
    """Return the filters by themes, by the question that they filter."""
    filters = {}
    for name, question in study.questions.items():
        kept = study.filters.get(question.filter)
        if kept is not None and kept.question:
            filters[name] = ThemeFilter(kept.question, kept.themes)
    return filters


def waves_left_out(tally: Tally, counts: pd.DataFrame, question: str) -> set[str]:
    """Return the waves whose base is a hidden figure of the question that its filter names."""
    rows = counts[(counts["question"] == question) & (counts["segment_variable"] == "")]
    return set(tally.waves()) - set(rows["wave"])


def hidden_shares(counts: pd.DataFrame, question: str) -> set[tuple[str, str]]:
    """Return wave and theme of the hidden shares of everybody."""
    of_everybody = (counts["question"] == question) & (counts["segment_variable"] == "")
    rows = counts[counts["suppressed"] & of_everybody]
    return set(zip(rows["wave"], rows["theme"], strict=True))
