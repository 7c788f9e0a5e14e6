"""The log of decisions and the sign-ins; rows of the log are added, never changed or removed."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_KEPT = ("decisions", "verdicts")


def upgrade() -> None:
    """Create the tables and their triggers."""
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, sa.Identity(always=False), primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        *_texts("study", "batch", "at", "reviewer", "question", "wave", "respondent_id"),
        *_texts("text_hash", "scope", "round", "queue", "reason"),
        sa.Column("probability", sa.Float),
        *_texts("shown", "via", "codebook_version", "note", "undoes"),
        sa.UniqueConstraint("study", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("decisions_of_text", "decisions", ["study", "question", "text_hash"])
    op.create_index("decisions_of_reviewer", "decisions", ["study", "reviewer"])
    op.create_table(
        "verdicts",
        sa.Column("decision", sa.Integer, sa.ForeignKey("decisions.number"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("chance", sa.Float),
        sa.UniqueConstraint("decision", "place"),
        sa.UniqueConstraint("decision", "theme"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("link", sa.Text, primary_key=True),
        sa.Column("study", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("used_at", sa.Text),
        sa.Column("session", sa.Text, unique=True),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table in _KEPT:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END"
            )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION turven_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log of decisions is only ever added to'; END $$"
    )
    for table in _KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION turven_only_added()"
        )


def downgrade() -> None:
    """Refuse to downgrade: that would delete decisions."""
    raise NotImplementedError(
        "going back would throw decisions away; export them to CSV and start a new log"
    )


def _texts(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(name, sa.Text, nullable=False) for name in names)
