"""Runs that people ask for, where each probe stands in its cadence, and who judges."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the table and the columns."""
    op.create_table(
        "run_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("probe_id", sa.Integer(), nullable=False),
        sa.Column("vantage_id", sa.Integer(), nullable=False),
        sa.Column("asked_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("claimed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["probe_id"], ["probe.id"], name="fk_run_request_probe_id"),
        sa.ForeignKeyConstraint(["vantage_id"], ["vantage.id"], name="fk_run_request_vantage_id"),
        sa.PrimaryKeyConstraint("id", name="pk_run_request"),
    )
    op.create_index("ix_run_request_asked_at_ms", "run_request", ["asked_at_ms"])
    op.add_column("worker", sa.Column("is_judge", sa.Boolean(), nullable=True))
    op.add_column("vantage_probe", sa.Column("offset_ms", sa.BigInteger(), nullable=True))
