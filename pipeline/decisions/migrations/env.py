"""Runs the migrations on the connection that `pipeline.decisions.database` hands over."""

from __future__ import annotations

from alembic import context

from pipeline.decisions.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
