"""What people made of verbatims to print; rows are added, never changed or removed."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its triggers."""
    op.create_table(
        "quotes",
        sa.Column("number", sa.Integer, sa.Identity(always=False), primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        *_texts("study", "at", "reviewer", "verb", "question", "theme", "wave"),
        *_texts("respondent_id", "text_hash", "text"),
        sa.Column("names_sought", sa.Boolean, nullable=False),
        sa.Column("via", sa.Text, nullable=False),
        sa.UniqueConstraint("study", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("quotes_of_study", "quotes", ["study", "number"])
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER quotes_no_{act.lower()} BEFORE {act} ON quotes "
                "BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END"
            )
    else:
        # the function has existed since 0001
        op.execute(
            "CREATE TRIGGER quotes_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON quotes "
            "FOR EACH STATEMENT EXECUTE FUNCTION turven_only_added()"
        )


def downgrade() -> None:
    """Refuse to downgrade: that would delete approvals."""
    raise NotImplementedError(
        "going back would throw approvals away; export them to CSV and start a new log"
    )


def _texts(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(name, sa.Text, nullable=False) for name in names)
