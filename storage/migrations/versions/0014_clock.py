"""Whose clock times what a worker sees."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column."""
    op.add_column("worker", sa.Column("clock", sa.String(), nullable=True))
