"""What providers tell of our allowance."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("result", sa.Column("headroom", sa.Double(), nullable=True))
    op.add_column("result", sa.Column("retry_after_s", sa.Double(), nullable=True))
