"""Workers and their signs of life."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "worker",
        sa.Column("vantage_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("beat_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("config_path", sa.String(), nullable=False),
        sa.Column("config_error", sa.Text(), nullable=True),
        sa.Column("late_ms", sa.Double(), nullable=False),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vantage_id"], ["vantage.id"], name=op.f("fk_worker_vantage_id")),
        sa.PrimaryKeyConstraint("vantage_id", "host", "pid", name=op.f("pk_worker")),
    )
