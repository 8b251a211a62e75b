"""In which order results were judged, so that replaying them judges alike."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("result", sa.Column("judged_after_ms", sa.BigInteger(), nullable=True))
