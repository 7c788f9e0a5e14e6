"""The tables of agreement: their columns and dtypes."""

from __future__ import annotations

from pipeline.model import Table, interval_columns

_AMONG = ("text", "people: those who coded by hand; all: with the machine's coders")
_N = ("int", "texts that two of the coders or more coded")
_WHY = ("text", "why alpha is empty: one-coder, no-overlap or no-variance")
_VERDICT = (
    "text",
    "reliable (alpha .8 and more), tentative (.667 and more), "
    "too-low, too-few, not-given or unknown",
)
_WIDE = ("bool", "true where alpha may lie below what the verdict asks, by its interval")


def _measured(name: str, meaning: str) -> dict[str, tuple[str, str]]:
    return interval_columns(name, f"{meaning}; empty where it has no meaning")


_SETS = {
    "n": _N,
    **_measured(
        "same",
        "share of pairs of coders who gave a text exactly the same codes, averaged over the texts",
    ),
    **_measured(
        "alpha_masi",
        "Krippendorff's alpha of the sets of codes with the MASI distance of Passonneau, 1 - J M",
    ),
    "why": _WHY,
}

AGREEMENT_SETS = Table(
    "sets",
    {
        "question": ("text", "id of the question"),
        "among": _AMONG,
        **_SETS,
        "verdict": _VERDICT,
        "wide": _WIDE,
    },
)

AGREEMENT_THEMES = Table(
    "themes",
    {
        "question": ("text", "id of the question"),
        "theme": (
            "text",
            "theme id or special code; a text has the theme when it has one below it",
        ),
        "label": ("text", "the theme's label"),
        "parent": ("text", "id of the parent theme, or empty"),
        "level": ("int", "0 = special code, 1 = top theme, 2 = sub-theme"),
        "among": _AMONG,
        "n": _N,
        "given": ("int", "of these, the texts to which one of the coders or more gave it"),
        **_measured(
            "percent", "share of pairs of coders who agree on a text, averaged over the texts"
        ),
        **_measured("kappa", "Cohen's kappa, the mean of all pairs of coders that have one"),
        **_measured("fleiss", "Fleiss' kappa"),
        **_measured("alpha", "Krippendorff's alpha, nominal"),
        **_measured("ac1", "Gwet's AC1"),
        "why": _WHY,
        "verdict": _VERDICT,
        "wide": _WIDE,
        "rare": (
            "bool",
            "true where alpha and kappa are low while nearly all agree, because the theme is rare",
        ),
    },
)
"""One row per theme among people, and one with the machine; the lowest agreement first."""

AGREEMENT_PAIRS = Table(
    "pairs",
    {
        "question": ("text", "id of the question"),
        "one": ("text", "a coder"),
        "other": ("text", "another"),
        **_SETS,
    },
)

AGREEMENT_CODERS = Table(
    "coders",
    {
        "question": ("text", "id of the question"),
        "coder": ("text", "name of the coder"),
        "kind": ("text", "person, rules, classifier or llm (a language model)"),
        "texts": ("int", "texts that it coded, of those that a person coded"),
        "same": (
            "float",
            "share of texts with the same codes as another, the mean over (other) people; of the "
            "only person the mean over the machine's coders",
        ),
        "alpha_masi": ("float", "alpha of sets with another, the mean over the same"),
        "odd": ("bool", "true for the one that agrees least, where that is clear"),
    },
)
