"""The tables of figures: theme counts, changes, corrections, the bridge between instruments."""

from __future__ import annotations

from pipeline.model import Table

THEME_COUNTS = Table(
    "theme_counts",
    {
        "study": ("text", "id of the study"),
        "question": ("text", "id of the question"),
        "wave": ("text", "id of the wave"),
        "segment_variable": ("text", "the variable that makes segments; empty for everybody"),
        "segment": ("text", "its value; empty for everybody"),
        "theme": ("text", "theme id or special code"),
        "label": ("text", "the theme's label"),
        "parent": ("text", "id of the parent theme, or empty"),
        "level": ("int", "0 = special code, 1 = top theme, 2 = sub-theme"),
        "n": (
            "int",
            "respondents with the theme; a parent counts the union of its children and itself",
        ),
        "base": ("int", "respondents who answered the question in that wave and segment"),
        "share": (
            "float",
            "n / base; empty when base is 0 and for geen-antwoord, which is no part of the base",
        ),
        "low": ("float", "lower end of the 95% interval of the share"),
        "high": ("float", "upper end"),
        "n_rules": ("int", "of n: strongest source is a rule"),
        "n_classifier": ("int", "of n: strongest source is the classifier"),
        "n_llm": ("int", "of n: strongest source is a language model"),
        "n_reviewer": ("int", "of n: strongest source is a reviewer"),
        "n_guess": ("int", "of n: rest on nothing but guesses, which no label supports"),
        "suppressed": ("bool", "true where a disclosure rule hides the figures"),
        "mentions": (
            "int",
            "codings of the theme and those below it; "
            "a respondent may mention a parent more than once",
        ),
        "asked": (
            "int",
            "respondents who were asked, in that wave and segment and within the question's filter",
        ),
        "coded": ("int", "of the base: respondents with a theme or overig"),
        "interval": (
            "text",
            "how low and high were found: "
            "mid-p, mid-p-finite, mid-p-weighted, mid-p-weighted-finite or census",
        ),
        "weighted": ("float", "sum of the weights of the n respondents; empty without weights"),
        "weighted_base": (
            "float",
            "sum of the weights of the base; share is weighted / weighted_base",
        ),
        "effective_base": (
            "float",
            "the base that unequal weights leave: (sum of w)^2 / sum of w^2 (Kish 1965); "
            "low and high rest on at most that",
        ),
        "rounded": (
            "float",
            "the step to which a weighted share is rounded so that it does not reveal hidden "
            "figures; empty where it is exact",
        ),
        "unweighted": (
            "bool",
            "true where the share counts heads although the study has weights, as any weighted "
            "share would reveal hidden figures",
        ),
    },
)

CHANGES = Table(
    "changes",
    {
        "study": ("text", "id of the study"),
        "question": ("text", "id of the question"),
        "theme": ("text", "theme id, or overig"),
        "label": ("text", "the theme's label"),
        "before": ("text", "id of the earlier wave"),
        "now": ("text", "id of the later wave"),
        "instrument": (
            "text",
            "what coded both waves: people; machine; machine_alone, if they were not coded alike; "
            "none, and then nothing is compared",
        ),
        "share_before": (
            "float",
            "share in the earlier wave that was compared; by the machine alone it is not the one "
            "counted",
        ),
        "share_now": ("float", "share in the later wave that was compared"),
        "difference": ("float", "share_now minus share_before, as a fraction"),
        "low": ("float", "lower end of its 95% interval"),
        "high": ("float", "upper end"),
        "p": ("float", "p value, adjusted for all tests of the report together (Holm 1979)"),
        "tests": ("int", "tests of the report: themes of all questions and pairs of waves"),
        "both": (
            "int",
            "respondents in the bases of both waves, whom the interval allows for; 0 where that "
            "would reveal figures of few",
        ),
        "verdict": (
            "text",
            "up, down, same (no difference shown) or unknown "
            "(a wave without a base, or no instrument coded both)",
        ),
        "suppressed": ("bool", "true where a disclosure rule hides one of the two shares"),
    },
)
"""Changes between consecutive waves."""

CORRECTIONS = Table(
    "corrections",
    {
        "study": ("text", "id of the study"),
        "question": ("text", "id of the question"),
        "wave": ("text", "id of the wave"),
        "theme": ("text", "theme id, or overig"),
        "label": ("text", "the theme's label"),
        "coded": ("float", "share as counted, people's decisions included"),
        "corrected": (
            "float",
            "share corrected for the coder's own errors by the reviewed random sample",
        ),
        "moved": ("float", "corrected minus coded"),
        "low": ("float", "lower end of the 95% interval of the corrected share"),
        "high": ("float", "upper end"),
        "labelled": ("int", "reviewed answers of the random sample"),
        "power": ("float", "trust in the machine's codes, 0..1; 0 leaves the classical interval"),
        "interval": ("text", "ppi++ or classical"),
        "suppressed": ("bool", "true where a disclosure rule hides the share"),
    },
)

BRIDGE = Table(
    "bridge",
    {
        "study": ("text", "id of the study"),
        "question": ("text", "id of the question"),
        "theme": ("text", "theme id, or overig"),
        "label": ("text", "the theme's label"),
        "before": ("text", "id of the earlier wave"),
        "now": ("text", "id of the later wave"),
        "answers": ("int", "answers of the earlier wave that were coded then and again now"),
        "then": ("float", "share of these as coded then"),
        "again": ("float", "share of these as coded now"),
        "instrument": ("float", "again minus then: change of the instrument"),
        "low": ("float", "lower end of its 95% interval"),
        "high": ("float", "upper end"),
        "total": (
            "float",
            "share that the machine finds in the later wave minus the one published of the earlier",
        ),
        "real": ("float", "total minus instrument"),
        "real_low": ("float", "lower end of its 95% interval"),
        "real_high": ("float", "upper end"),
        "suppressed": ("bool", "true where a disclosure rule hides one of the shares"),
    },
)
"""Earlier answers coded again, which separates changes of respondents and of instrument."""
