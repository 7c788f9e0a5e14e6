"""The tables of the log. Their history is in migrations/; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

VERSION_TABLE = "turven_version"
"""The table with the version of the migrations.

A name of its own, for a team's database may hold other programs' tables.
"""


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


DECISIONS = Table(
    "decisions",
    METADATA,
    Column("number", Integer, Identity(always=False), primary_key=True),
    *_texts(
        "id",
        "study",
        "batch",
        "at",
        "reviewer",
        "question",
        "wave",
        "respondent_id",
        "text_hash",
        "scope",
        "round",
        "queue",
        "reason",
    ),
    Column("probability", Float),
    *_texts("shown", "via", "codebook_version", "note", "undoes"),
    UniqueConstraint("study", "id"),
    Index("decisions_of_text", "study", "question", "text_hash"),
    Index("decisions_of_reviewer", "study", "reviewer"),
    # a number is never given twice, not even after the last row is deleted
    sqlite_autoincrement=True,
)

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("decision", Integer, ForeignKey("decisions.number"), nullable=False),
    Column("place", Integer, nullable=False),
    *_texts("theme", "verdict", "source"),
    Column("chance", Float),
    UniqueConstraint("decision", "place"),
    UniqueConstraint("decision", "theme"),
)

QUOTES = Table(
    "quotes",
    METADATA,
    Column("number", Integer, Identity(always=False), primary_key=True),
    *_texts(
        "id",
        "study",
        "at",
        "reviewer",
        "verb",
        "question",
        "theme",
        "wave",
        "respondent_id",
        "text_hash",
        "text",
    ),
    Column("names_sought", Boolean, nullable=False),
    Column("via", Text, nullable=False),
    UniqueConstraint("study", "id"),
    Index("quotes_of_study", "study", "number"),
    sqlite_autoincrement=True,
)
"""Approvals, refusals and withdrawals of verbatims for print; numbered separately."""

SIGN_INS = Table(
    "sign_ins",
    METADATA,
    Column("link", Text, primary_key=True),
    *_texts("study", "reviewer", "made_at"),
    Column("used_at", Text),
    Column("session", Text, unique=True),
)
"""Sign-in links and the sessions they opened, each as a hash; not part of the log of decisions."""
