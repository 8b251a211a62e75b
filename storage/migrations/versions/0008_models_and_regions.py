"""Which model a probe asks, and in which region, so that an incident can say what it hits."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("probe", sa.Column("model", sa.String(), nullable=True))
    op.add_column("probe", sa.Column("region", sa.String(), nullable=True))
    for table in ("incident", "transition"):
        op.add_column(table, sa.Column("extent", sa.String(), nullable=True))
