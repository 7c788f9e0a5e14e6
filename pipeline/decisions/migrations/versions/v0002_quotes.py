"""Acts on verbatims for print; rows can be added, never changed or removed."""

from __future__ import annotations

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
        *(sa.Column(name, sa.Text, nullable=False) for name in (
            "study", "at", "reviewer", "verb", "question", "theme", "wave", "respondent_id", "text_hash", "text",
        )),
        sa.Column("names_sought", sa.Boolean, nullable=False),
        sa.Column("via", sa.Text, nullable=False),
        sa.UniqueConstraint("study", "id"),
        sqlite_autoincrement=True,
    )  # fmt: skip
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
