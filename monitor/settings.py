"""The sections of probes.yaml, as people write them."""

import re
from typing import Annotated

from pydantic import Field

from incidents.rules import Rules
from monitor.alerts import AlertSettings
from monitor.dashboard_settings import DashboardSettings
from monitor.duration import Duration
from monitor.field_types import (
    HeaderName,
    HeaderValue,
    HttpUrl,
    ProbeName,
    Region,
    Switch,
    TcpTarget,
    Usd,
    Vantage,
)
from monitor.maintenance import MaintenanceSettings
from monitor.reports import ReportSettings
from monitor.retention import RetentionSettings
from probes.result import Surface
from probes.spec import StrictModel

# An id stands in addresses, file names and metric labels.
PROVIDER_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class PriceSettings(StrictModel):
    """What a model costs, in US dollars."""

    input_usd: Usd
    """US dollars per million input tokens."""
    output_usd: Usd
    """US dollars per million output tokens."""
    request_usd: Usd = 0.0
    """US dollars per request, on top of its tokens."""


class TimeoutSettings(StrictModel):
    """How long each phase of one exchange may take."""

    connect: Duration | None = None
    """To resolve the name, connect and agree on TLS."""
    first_byte: Duration | None = None
    """From the request to the first byte of the answer."""
    first_content: Duration | None = None
    """From the request to the first token of the answer."""
    silence: Duration | None = None
    """The longest pause between two pieces of the answer."""


class PaceSettings(StrictModel):
    """How often a probe runs and how long a run may take."""

    every: Duration | None = None
    """How often it runs, such as `30s` or `5m`."""
    timeout: Duration | None = None
    """How long one run may take; must be shorter than `every`."""
    timeouts: TimeoutSettings = TimeoutSettings()
    """Limits for single phases, within `timeout`."""
    enabled: Switch = True
    """`false` keeps the settings but stops the watching."""


class ProviderSettings(PaceSettings):
    """A provider to watch. All of it may be left out for a provider of the catalog."""

    like: str | None = None
    """The provider of the catalog that this one works like, such as `openai`."""
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """How people call it."""
    base_url: HttpUrl | None = None
    """Where its API lives, such as `http://10.0.0.5:8000/v1`."""
    key: HeaderValue | None = None
    """The API key: `${VARIABLE}`, `${file:/run/secrets/key}` or `${command:pass show key}`, never
    the key itself."""
    model: Annotated[str, Field(min_length=1)] | None = None
    """The model that canaries ask."""
    models: Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)] | None = None
    """Several models, each with a canary of its own, instead of `model`."""
    region: Region | None = None
    """The region to ask, of a provider that is known to have some."""
    regions: Annotated[list[Region], Field(min_length=1)] | None = None
    """Several regions, each with probes of its own, instead of `region`."""
    endpoint: HttpUrl | None = None
    """The endpoint of a resource, such as `https://our-resource.openai.azure.com`."""
    project: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")] | None = None
    """The project that is asked and billed, where a provider has some."""
    wire: str | None = None
    """The wire format it speaks, if `like` does not say so."""
    headers: dict[HeaderName, HeaderValue] = Field(default_factory=dict)
    """Further headers of every request to it."""
    request: dict[str, object] = Field(default_factory=dict)
    """Further fields of every completion request, such as `reasoning_effort`."""
    price: PriceSettings | None = None
    """What its tokens cost, to tell the cost of probing."""
    daily_budget_usd: Usd | None = None
    """The most that probing it may cost a day; over it, what costs money pauses."""
    auth_path: str | None = None
    """The path that tells whether a key is good, such as `/models`."""
    keyless_status: Annotated[int, Field(ge=100, le=599)] | None = None
    """The HTTP status with which it turns away a request without a key."""
    status_page: HttpUrl | None = None
    """Its official status page."""


class ProbeSettings(PaceSettings):
    """A probe beyond those that its provider brings along."""

    name: ProbeName
    """Its name; each probe has one of its own."""
    provider: str
    """The provider it belongs to: a key of `providers:`."""
    check: str
    """The kind of check; it decides which further keys there are."""
    surface: Surface | None = None
    """The part of the provider it exercises; each kind of check has its usual one."""


class PublishSettings(StrictModel):
    """A status page made of files, for any web server."""

    to: Annotated[str, Field(min_length=1)]
    """The folder that it is written to, beside this file where it is no whole path."""
    every: Duration = 60.0
    """How often it is written."""
    title: Annotated[str, Field(min_length=1, max_length=100)] = "AI provider status"
    """What stands above it."""
    url: HttpUrl | None = None
    """Where it is served, for the links of its feed."""


class RootSettings(StrictModel):
    """The whole file but for its providers and probes."""

    checks: list[str] = Field(default_factory=list)
    """Python files with checks of one's own, beside this file: `./my_check.py`."""
    daily_budget_usd: Usd | None = None
    """The most that probing may cost a day in all; over it, what costs money pauses."""
    vantage: Vantage = "home"
    """Where the probes run from, as results and incidents name it."""
    incidents: Rules = Field(default_factory=Rules)
    """When trouble becomes an incident."""
    maintenance: list[MaintenanceSettings] = Field(default_factory=list)
    """Windows of planned work."""
    alerts: AlertSettings = AlertSettings()
    """Whom trouble is told to."""
    dashboard: DashboardSettings = DashboardSettings()
    """Where people reach the pages, and who may do what there."""
    publish: PublishSettings | None = None
    """A static status page that is kept up to date."""
    retention: RetentionSettings = Field(default_factory=RetentionSettings)
    """How long results are kept, and what sums them up."""
    reports: list[ReportSettings] = Field(default_factory=list)
    """Reports that are written when a period is over."""
    reference: list[TcpTarget] = Field(
        default_factory=lambda: ["tcp://1.1.1.1:443", "tcp://8.8.8.8:443", "tcp://9.9.9.9:443"]
    )
    """Neutral targets on different networks that tell our own outage from a provider's."""
