"""Who watches what, who judges, and what waits to be judged."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the tables."""
    for watched in ("provider", "probe"):
        op.create_table(
            f"vantage_{watched}",
            sa.Column("vantage_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column(f"{watched}_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("registered_at_ms", sa.BigInteger(), nullable=False),
            sa.ForeignKeyConstraint(
                ["vantage_id"], ["vantage.id"], name=f"fk_vantage_{watched}_vantage_id"
            ),
            sa.ForeignKeyConstraint(
                [f"{watched}_id"], [f"{watched}.id"], name=f"fk_vantage_{watched}_{watched}_id"
            ),
            sa.PrimaryKeyConstraint("vantage_id", f"{watched}_id", name=f"pk_vantage_{watched}"),
        )
    op.create_table(
        "judging",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("judged_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_judging"),
    )
    op.execute("INSERT INTO judging VALUES (1, 0, 0)")
    op.create_table(
        "unjudged",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("probe_id", sa.Integer(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("vantage_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_unjudged"),
    )
