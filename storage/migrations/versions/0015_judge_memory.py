"""What the judge remembers of each probe, a row for each, so that a result rewrites but its own."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the table; a judge fills it when it next judges a provider."""
    op.create_table(
        "judge_memory",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name="fk_judge_memory_provider_id"
        ),
        sa.PrimaryKeyConstraint("provider_id", "key", name="pk_judge_memory"),
    )
