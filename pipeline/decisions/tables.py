"""The tables of the log. Their history stands in migrations/; a test holds the two against each other."""

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
"""Where the step of the migrations is kept: a name of its own, for a team's database may hold other programs' tables."""

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("number", Integer, Identity(always=False), primary_key=True),
    Column("id", Text, nullable=False),
    Column("study", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("respondent_id", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("round", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("probability", Float),
    Column("shown", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("codebook_version", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("undoes", Text, nullable=False),
    UniqueConstraint("study", "id"),
    Index("decisions_of_text", "study", "question", "text_hash"),
    Index("decisions_of_reviewer", "study", "reviewer"),
    # a number is never given twice, not even after the last row is gone
    sqlite_autoincrement=True,
)

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("decision", Integer, ForeignKey("decisions.number"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("theme", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("chance", Float),
    UniqueConstraint("decision", "place"),
    UniqueConstraint("decision", "theme"),
)

QUOTES = Table(
    "quotes",
    METADATA,
    Column("number", Integer, Identity(always=False), primary_key=True),
    Column("id", Text, nullable=False),
    Column("study", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("respondent_id", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("names_sought", Boolean, nullable=False),
    Column("via", Text, nullable=False),
    UniqueConstraint("study", "id"),
    Index("quotes_of_study", "study", "number"),
    sqlite_autoincrement=True,
)
"""Which verbatims people approved for print, refused, or took back; in numbers of its own."""

SIGN_INS = Table(
    "sign_ins",
    METADATA,
    Column("link", Text, primary_key=True),
    Column("study", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("used_at", Text),
    Column("session", Text, unique=True),
)
"""Sign-in links and the sessions they opened, each as a hash; not part of the log of decisions."""
