"""Alerts on their way to each target, and the changes of providers' states that some tell of."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_PENDING = sa.text("state = 'pending'")
_UNANNOUNCED = sa.text("announced_at_ms IS NULL")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "state_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("was", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("announced_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name="fk_state_change_provider_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_state_change"),
    )
    op.create_index("ix_state_change_provider_id_at_ms", "state_change", ["provider_id", "at_ms"])
    op.create_index(
        "ix_state_change_unannounced",
        "state_change",
        ["at_ms"],
        sqlite_where=_UNANNOUNCED,
        postgresql_where=_UNANNOUNCED,
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("key", "target", name="uq_delivery_key_target"),
    )
    op.create_index("ix_delivery_made_at_ms", "delivery", ["made_at_ms"])
    op.create_index("ix_delivery_thread_target", "delivery", ["thread", "target"])
    op.create_index(
        "ix_delivery_pending",
        "delivery",
        ["due_at_ms"],
        sqlite_where=_PENDING,
        postgresql_where=_PENDING,
    )
