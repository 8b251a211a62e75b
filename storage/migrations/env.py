"""Alembic's entry: run the steps on the connection that `storage.schema` hands over."""

from alembic import context

from storage.models import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    # SQLite cannot alter most of a table in place, so alembic copies it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
