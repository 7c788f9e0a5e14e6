"""The way of the data, as a list you can read: each stage, what it needs and what it makes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stage of a run: its name, what it takes, what it hands on, and one sentence on what it does."""

    name: str
    needs: tuple[str, ...]
    makes: tuple[str, ...]
    does: str


GIVEN = (
    "study.yaml",
    "exports",
    "codebook files",
    "label files",
    "decisions",
    "codings as published",
    "approved quotes",
    "house style",
)
"""What a run starts from."""

STAGES = (
    Stage("study", ("study.yaml",), ("study",), "reads and checks the study file"),
    Stage("codebook", ("study", "codebook files"), ("codebooks",), "reads and checks a codebook for each question"),
    Stage("ingest", ("study", "exports", "label files"), ("answers", "labels", "problems"), "reads survey exports in batches"),
    Stage("normalise", ("answers",), ("tokens", "non-answers"), "tokens with lemmas, sentences and mentions; non-answers told apart"),
    Stage("train", ("codebooks", "labels", "decisions", "tokens"), ("classifiers", "bounds"),
          "learns from people, codebook texts and rule hits; what may be coded alone"),
    Stage("code", ("tokens", "non-answers", "codebooks", "classifiers", "bounds"), ("machine codings", "review list"),
          "rules, then what the classifier adds"),
    Stage("combine", ("machine codings", "labels", "decisions"), ("codings",), "people's decisions and labels before rules before classifier"),
    Stage("count", ("codings", "answers"), ("figures",), "respondents per theme, wave and segment, weighted, with intervals"),
    Stage("guard", ("study", "figures"), ("theme counts",), "hides figures of few, and what would tell them"),
    Stage("compare", ("theme counts", "figures", "decisions", "codings as published", "classifiers"), ("changes", "corrections", "bridges"),
          "changes between waves; shares corrected by the reviewed sample; what the instrument changed"),
    Stage("quote", ("answers", "codings", "theme counts", "approved quotes"), ("quotes",), "verbatims that a person approved and may be printed"),
    Stage("report", ("theme counts", "changes", "corrections", "bridges", "quotes", "house style"), ("pictures", "report page", "report files"),
          "draws and writes what may be shown"),
    Stage("store", ("answers", "codings", "review list", "problems", "theme counts", "pictures", "report page", "report files"), ("outputs",),
          "writes the run's folder"),
)  # fmt: skip
