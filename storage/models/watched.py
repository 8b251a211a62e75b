"""What the configuration watches: providers, their probes, and who has which."""

from sqlalchemy import BigInteger, Double, String
from sqlmodel import Field

from storage.models.row import Row, table


class ProviderRow(Row, table=True):
    """A provider under the id people give it in probes.yaml; `position` is its place there."""

    __tablename__ = "provider"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    title: str
    status_page: str | None = None
    key_env: str | None = None
    position: int
    removed_at_ms: int | None = Field(default=None, sa_type=BigInteger)


class ProbeRow(Row, table=True):
    """A probe by its name; one that left the configuration keeps its row and its results."""

    __tablename__ = "probe"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    provider_id: int = Field(foreign_key="provider.id", index=True)
    surface: str
    model: str | None = None
    region: str | None = None
    check: str = Field(sa_type=String)
    every_s: float = Field(sa_type=Double)
    waiting_for: str | None = None
    cost_per_day_microusd: int | None = Field(default=None, sa_type=BigInteger)
    position: int
    removed_at_ms: int | None = Field(default=None, sa_type=BigInteger)


class VantageRow(Row, table=True):
    """A place that probes run from."""

    __tablename__ = "vantage"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class VantageProviderRow(Row, table=True):
    """That a vantage's configuration names a provider, and since when it says so."""

    __tablename__ = "vantage_provider"

    vantage_id: int = Field(
        primary_key=True, foreign_key="vantage.id", sa_column_kwargs={"autoincrement": False}
    )
    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    registered_at_ms: int = Field(sa_type=BigInteger)


class VantageProbeRow(Row, table=True):
    """That a vantage's configuration has a probe, since when, and where in its cadence it runs.

    It runs at epoch + `offset_ms` + k * its cadence, unless it is hurried or held back.
    """

    __tablename__ = "vantage_probe"

    vantage_id: int = Field(
        primary_key=True, foreign_key="vantage.id", sa_column_kwargs={"autoincrement": False}
    )
    probe_id: int = Field(
        primary_key=True, foreign_key="probe.id", sa_column_kwargs={"autoincrement": False}
    )
    registered_at_ms: int = Field(sa_type=BigInteger)
    offset_ms: int | None = Field(default=None, sa_type=BigInteger)


PROVIDER = table(ProviderRow)
PROBE = table(ProbeRow)
VANTAGE = table(VantageRow)
VANTAGE_PROVIDER = table(VantageProviderRow)
VANTAGE_PROBE = table(VantageProbeRow)
