"""Whom alerts go to: which of them, when, and by which channel."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from pydantic import SecretStr

from incidents.incident import Facet, State
from probes.redact import Redactor
from publish.alerts.notice import Happened, Kind, Notice

USUAL_CHANGES = frozenset(Happened) - {Happened.WIDENED}

_MINUTES_OF_A_DAY = 24 * 60
_BETWEEN_PARTS = re.compile(r"[^\w.~%+-]+")
_LEAST_PART = 4


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` to `end` (minutes of the day, of a clock in `zone`), beginning on `days`.

    Days are as `datetime.weekday` has them. A span whose end is not after its start ends on the
    day after.
    """

    start: int
    end: int
    days: frozenset[int] = frozenset(range(7))
    zone: tzinfo = UTC

    def next_open_ms(self, at_ms: int) -> int:
        """Return `at_ms` (epoch ms UTC) within the span, else when it begins next."""
        now = datetime.fromtimestamp(at_ms / 1000, self.zone)
        for days in range(-1, 9):
            day = now.date() + timedelta(days=days)
            if day.weekday() not in self.days:
                continue
            begins = self._at(day.year, day.month, day.day, self.start)
            last = self.end if self.end > self.start else self.end + _MINUTES_OF_A_DAY
            after = day + timedelta(days=last // _MINUTES_OF_A_DAY)
            ends = self._at(after.year, after.month, after.day, last % _MINUTES_OF_A_DAY)
            if at_ms < ends:
                return max(at_ms, begins)
        return at_ms

    def _at(self, year: int, month: int, day: int, minute: int) -> int:
        # A wall clock: on a day of 23 or 25 hours too, eight is when the clock says eight.
        moment = datetime(year, month, day, minute // 60, minute % 60, tzinfo=self.zone)
        return round(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One receiver. `channel` is the file of `publish/channels/` that sends to `address`.

    Of incidents it hears those of `providers` and `facets` (all where empty) that are at least
    as bad as `severity`, and of them what is in `changes`. Outside of `hours` a notice is held
    until they begin or, with `drops_outside`, passed over. An end is told `settle_s` late, so
    that what opens again meanwhile is not told at all.
    """

    name: str
    channel: str
    address: SecretStr
    secret: SecretStr | None = None
    url: str | None = None
    style: str = "brownout"
    headers: Mapping[str, SecretStr] = field(default_factory=dict)
    providers: frozenset[str] = frozenset()
    facets: frozenset[Facet] = frozenset()
    severity: State = State.BROWNOUT
    hears_incidents: bool = True
    hears_account: bool = True
    changes: frozenset[Happened] = USUAL_CHANGES
    hours: Hours | None = None
    drops_outside: bool = False
    remind_every_s: float | None = None
    settle_s: float = 60.0
    timeout_s: float = 10.0

    @property
    def redactor(self) -> Redactor:
        """Takes out of texts what must not be repeated.

        Any part of an address may be a token; of a web address, any but the host.
        """
        address = self.address.get_secret_value()
        scheme, _, rest = address.partition("://")
        if scheme in ("http", "https"):
            rest = rest.partition("/")[2]
        parts = [part for part in _BETWEEN_PARTS.split(rest) if len(part) >= _LEAST_PART]
        own = (self.address, self.secret, *self.headers.values())
        return Redactor([*(each for each in own if each is not None), *parts])

    def concerns(self, notice: Notice) -> bool:
        """Return whether a notice that begins a thread is for this target."""
        if self.providers and notice.provider not in self.providers:
            return False
        if notice.kind is Kind.ACCOUNT:
            return self.hears_account
        is_of_facets = not self.facets or not self.facets.isdisjoint(notice.facets)
        is_bad_enough = self.severity is not State.OUTAGE or notice.state is State.OUTAGE
        return self.hears_incidents and is_of_facets and is_bad_enough

    def due_ms(self, at_ms: int) -> int | None:
        """Return when a notice of `at_ms` may be sent, None where it is passed over."""
        if self.hours is None:
            return at_ms
        opens_ms = self.hours.next_open_ms(at_ms)
        return None if self.drops_outside and opens_ms > at_ms else opens_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """All targets, and after how long what cannot be delivered is given up.

    `reports_to` are the names of those that some report is sent to.
    """

    targets: tuple[Target, ...] = ()
    reports_to: frozenset[str] = frozenset()
    give_up_after_s: float = 86_400.0
    public_url: str | None = None

    @property
    def by_name(self) -> dict[str, Target]:
        """The targets by their names."""
        return {target.name: target for target in self.targets}
