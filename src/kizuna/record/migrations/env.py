"""Alembic's entry: runs the migrations on the connection that `kizuna.record.migrate` holds."""

from __future__ import annotations

from alembic import context

from kizuna.record.schema import complete

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=complete(),
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
