"""What went over the wire, of few of the runs that failed."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

from storage.models.row import Row, table


class TranscriptRow(Row, table=True):
    """The last request and answer of a run, by the key of its result; keys are struck out."""

    __tablename__ = "transcript"

    probe_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    started_at_ms: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    vantage_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    told: str = Field(sa_type=Text)


TRANSCRIPT = table(TranscriptRow)
