"""What providers say of themselves."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

from storage.models.row import Row, table


class OfficialStatusRow(Row, table=True):
    """What a provider's own status page said when it was last read.

    `problem` is why it could not be read at `tried_at_ms`, None where it could.
    """

    __tablename__ = "official_status"

    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    state: str
    sentence: str = Field(sa_type=Text)
    since_ms: int = Field(sa_type=BigInteger)
    read_at_ms: int = Field(sa_type=BigInteger)
    tried_at_ms: int = Field(sa_type=BigInteger)
    problem: str | None = Field(default=None, sa_type=Text)


class OfficialIncidentRow(Row, table=True):
    """An incident as the provider's own status page tells it, read or imported.

    `first_seen_ms` is when we first read of it, None where it was imported.
    """

    __tablename__ = "official_incident"

    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    key: str = Field(primary_key=True)
    title: str = Field(sa_type=Text)
    impact: str
    status: str
    started_at_ms: int = Field(sa_type=BigInteger, index=True)
    published_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    first_seen_ms: int | None = Field(default=None, sa_type=BigInteger)
    resolved_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    components: str = Field(sa_type=Text)
    url: str | None = None


OFFICIAL_STATUS = table(OfficialStatusRow)
OFFICIAL_INCIDENT = table(OfficialIncidentRow)
