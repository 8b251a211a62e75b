"""Minutes, hours and days of results, and from when on there are rows of each kind."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the tables; what was kept before is rolled up by and by."""
    for span in ("minute", "hour", "day"):
        op.create_table(
            f"rollup_{span}",
            *_key("probe_id", "start_ms", "vantage_id"),
            sa.Column("ok", sa.BigInteger(), nullable=False),
            sa.Column("others", sa.String(), nullable=True),
            sa.Column("cost_microusd", sa.BigInteger(), nullable=False),
            sa.Column("score_count", sa.BigInteger(), nullable=False),
            sa.Column("score_sum", sa.Double(), nullable=False),
            *_latency("ttft"),
            *_latency("total"),
            sa.PrimaryKeyConstraint("probe_id", "start_ms", "vantage_id", name=f"pk_rollup_{span}"),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "rollup_sketch",
        *_key("probe_id", "span_ms", "start_ms", "vantage_id"),
        sa.Column("ttft", sa.LargeBinary(), nullable=True),
        sa.Column("total", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint(
            "probe_id", "span_ms", "start_ms", "vantage_id", name="pk_rollup_sketch"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollup_series",
        *_key("probe_id", "vantage_id"),
        sa.Column("rolled_to_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("probe_id", "vantage_id", name="pk_rollup_series"),
    )
    op.create_index("ix_rollup_series_vantage_id", "rollup_series", ["vantage_id"])
    op.create_table(
        "closed_hour",
        *_key("probe_id", "start_ms", "vantage_id"),
        sa.Column("starts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("probe_id", "start_ms", "vantage_id", name="pk_closed_hour"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "horizon",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_horizon"),
    )
    # Whoever moves one waits for those who rely on it, which takes a row to lock.
    op.execute(
        sa.text("INSERT INTO horizon VALUES ('raw', 0), ('swept', 0), ('minute', 0), ('hour', 0)")
    )
    op.execute(
        sa.text(
            "INSERT INTO rollup_series (probe_id, vantage_id, rolled_to_ms) "
            "SELECT probe.id, vantage.id, 0 FROM probe CROSS JOIN vantage WHERE EXISTS ("
            "SELECT 1 FROM result WHERE probe_id = probe.id AND vantage_id = vantage.id)"
        )
    )


def _key(*names: str) -> list[sa.Column[int]]:
    kinds = {"start_ms": sa.BigInteger()}
    return [
        sa.Column(name, kinds.get(name, sa.Integer()), autoincrement=False, nullable=False)
        for name in names
    ]


def _latency(what: str) -> list[sa.Column[int]]:
    return [
        sa.Column(f"{what}_count", sa.BigInteger(), nullable=False),
        sa.Column(f"{what}_sum_us", sa.BigInteger(), nullable=False),
        sa.Column(f"{what}_p50_us", sa.BigInteger(), nullable=True),
        sa.Column(f"{what}_p95_us", sa.BigInteger(), nullable=True),
    ]
