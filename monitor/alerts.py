"""The `alerts:` section of probes.yaml: whom trouble is told to, and which of it."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, model_validator

from incidents.incident import Facet, State
from monitor.duration import Duration
from monitor.field_types import HeaderName, HeaderValue, HttpUrl, Switch, TimeZone
from probes.spec import StrictModel
from publish.alerts.notice import Happened
from publish.alerts.target import USUAL_CHANGES, Alerts, Hours, Target

PUBLIC_URL_VARIABLE = "BROWNOUT_PUBLIC_URL"

CHANNELS = ("apprise", "webhook", "pagerduty", "alertmanager")

# What other monitors have a key for, and Apprise an address: https://github.com/caronc/apprise/wiki
_BY_APPRISE = {
    "discord": "discord",
    "email": "mailto",
    "gotify": "gotify",
    "mail": "mailto",
    "matrix": "matrix",
    "mattermost": "mmost",
    "ntfy": "ntfy",
    "pushover": "pover",
    "slack": "slack",
    "teams": "workflows",
    "telegram": "tgram",
}

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = rf"(?:{'|'.join(_DAYS)})"
_HOURS = re.compile(
    rf"(?:(?P<days>{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*)\s+)?"
    r"(?P<from>[0-2]?\d):(?P<from_min>[0-5]\d)\s*-\s*(?P<to>[0-2]?\d):(?P<to_min>[0-5]\d)"
)


def _hours(text: str) -> str:
    read_hours(text, ZoneInfo("UTC"))
    return text


def _web_address(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"https?://[^\s/]+\S*", secret.get_secret_value()):
        raise ValueError("not a web address; write it like `https://example.com/hook`")
    return secret


def _apprise_url(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[a-zA-Z][\w.+-]*://\S+", secret.get_secret_value()):
        raise ValueError("not an address of Apprise; write it like `slack://token/#channel`")
    return secret


Address = Annotated[SecretStr, AfterValidator(_web_address)]


class TargetSettings(StrictModel):
    """One receiver: exactly one of `apprise`, `webhook`, `pagerduty`, `alertmanager`."""

    apprise: Annotated[SecretStr, AfterValidator(_apprise_url)] | None = None
    """An address of Apprise: `${SLACK_URL}`, `mailto://…`, `tgram://…`."""
    webhook: Address | None = None
    """An address of one's own that notices are posted to, signed with `secret`."""
    pagerduty: HeaderValue | None = None
    """The integration key of a PagerDuty service (Events API version 2)."""
    alertmanager: Address | None = None
    """Where an Alertmanager of Prometheus listens."""
    secret: HeaderValue | None = None
    """What a webhook is signed with."""
    format: Literal["brownout", "alertmanager"] = "brownout"
    """What a webhook is sent: our own notices, or what Alertmanager sends to webhooks."""
    url: HttpUrl | None = None
    """Where PagerDuty's events go, if not to its own address."""
    headers: dict[HeaderName, HeaderValue] = Field(default_factory=dict)
    """Further headers of every request."""
    providers: list[str] = Field(default_factory=list)
    """Only of these providers."""
    facets: list[Facet] = Field(default_factory=list)
    """Only of incidents that show one of these."""
    severity: Literal["brownout", "outage"] = "brownout"
    """Only of incidents that are, or become, at least as bad."""
    incidents: Switch = True
    """Whether it hears of incidents."""
    account: Switch = True
    """Whether it hears that a provider refuses our account."""
    changes: list[Happened] = Field(default_factory=lambda: sorted(USUAL_CHANGES))
    """Which changes of an incident it hears of."""
    hours: Annotated[str, AfterValidator(_hours)] | None = None
    """When it may be told, such as `mon-fri 08:00-18:00`."""
    outside: Literal["hold", "drop"] = "hold"
    """What becomes of a notice outside of `hours`."""
    remind_every: Duration | None = None
    """How often to say again what goes on."""
    settle: Duration | None = None
    """How long an end must hold before it is told."""
    timeout: Duration = 10.0
    """How long it may take to take a notice."""

    @model_validator(mode="before")
    @classmethod
    def _names_no_chat(cls, data: object) -> object:
        given = data if isinstance(data, dict) else {}
        for chat in filter(given.__contains__, _BY_APPRISE):
            example = f'write `apprise: "{_BY_APPRISE[chat]}://…"`, see docs/alerts.md'
            raise ValueError(f"{chat} is told through Apprise; {example}")
        return data

    @model_validator(mode="after")
    def _has_one_channel(self) -> Self:
        named = [word for word in CHANNELS if getattr(self, word) is not None]
        if len(named) != 1:
            known = ", ".join(f"`{word}`" for word in CHANNELS)
            raise ValueError(f"must name exactly one of {known}")
        if self.timeout > 120:
            raise ValueError("`timeout` is two minutes at most")
        return self

    @property
    def takes_reports(self) -> bool:
        """True where it carries a file: to page somebody with a report would carry none."""
        return self.apprise is not None or (self.webhook is not None and self.format == "brownout")


class AlertSettings(StrictModel):
    """Whom trouble is told to."""

    targets: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")],
                  TargetSettings] = Field(default_factory=dict)  # fmt: skip
    """The receivers, each under a name."""
    timezone: TimeZone = "UTC"
    """The zone of `hours`."""
    remind_every: Duration | None = None
    """How often to say again what goes on, where a target does not say."""
    settle: Duration = 60.0
    """How long an end must hold before it is told, where a target does not say."""
    give_up_after: Duration = 86_400.0
    """How long to try what cannot be delivered."""


def alerts_of(
    settings: AlertSettings, environ: Mapping[str, str], reports_to: Iterable[str] = ()
) -> Alerts:
    """Return what the section asks for; `reports_to` are the targets that reports are sent to."""
    zone = ZoneInfo(settings.timezone)
    return Alerts(
        targets=tuple(_target(name, each, settings, zone)
                      for name, each in settings.targets.items()),
        reports_to=frozenset(reports_to),
        give_up_after_s=settings.give_up_after,
        public_url=environ.get(PUBLIC_URL_VARIABLE, "").strip().rstrip("/") or None,
    )  # fmt: skip


def _target(name: str, own: TargetSettings, all_: AlertSettings, zone: ZoneInfo) -> Target:
    channel = next(word for word in CHANNELS if getattr(own, word) is not None)
    return Target(
        name=name,
        channel=channel,
        address=getattr(own, channel),
        secret=own.secret,
        url=own.url,
        style=own.format,
        headers=own.headers,
        providers=frozenset(own.providers),
        facets=frozenset(own.facets),
        severity=State(own.severity),
        hears_incidents=own.incidents,
        hears_account=own.account,
        changes=frozenset(own.changes),
        hours=None if own.hours is None else read_hours(own.hours, zone),
        drops_outside=own.outside == "drop",
        remind_every_s=all_.remind_every if own.remind_every is None else own.remind_every,
        settle_s=all_.settle if own.settle is None else own.settle,
        timeout_s=own.timeout,
    )


def read_hours(text: str, zone: ZoneInfo) -> Hours:
    """Return hours such as `mon-fri 08:00-18:00`.

    Raises:
        ValueError: where they are written otherwise.
    """
    found = _HOURS.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("not hours; write them like `mon-fri 08:00-18:00`")
    start = int(found["from"]) * 60 + int(found["from_min"])
    end = int(found["to"]) * 60 + int(found["to_min"])
    if start >= 24 * 60 or end > 24 * 60:
        raise ValueError("a day has 24 hours; write them like `mon-fri 08:00-18:00`")
    return Hours(start, end, frozenset(_days(found["days"])), zone)


def _days(text: str | None) -> set[int]:
    if text is None:
        return set(range(7))
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        at, end = _DAYS.index(first), _DAYS.index(last or first)
        days |= {day % 7 for day in range(at, end + (7 if end < at else 0) + 1)}
    return days
