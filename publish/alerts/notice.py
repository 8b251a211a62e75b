"""What an alert says: a frozen record, so that a retry says the same as the first attempt."""

import hashlib
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from incidents.incident import Facet, Incident, Scope, State, Transition
from publish.headlines import headline
from storage.state_changes import StateChange


class Kind(StrEnum):
    """What an alert is about."""

    INCIDENT = "incident"
    ACCOUNT = "account"
    REPORT = "report"
    TEST = "test"


class Happened(StrEnum):
    """What happened to it: the changes of an incident, and that it still stands."""

    OPENED = "opened"
    ESCALATED = "escalated"
    EASED = "eased"
    WIDENED = "widened"
    CLOSED = "closed"
    REOPENED = "reopened"
    REMINDED = "reminded"


class ReportFile(BaseModel):
    """A report that a notice hands over: a file called `name`, on [from_ms, to_ms) epoch ms UTC.

    `objective` is in per cent. `path` is where the worker that wrote it has it, which is told to
    no receiver.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    media_type: str
    from_ms: int
    to_ms: int
    timezone: str
    objective: float
    path: str


class Notice(BaseModel):
    """One alert, as webhooks send it too.

    `thread` is the same for all that is said of one incident, and `id` tells one notice from all
    others: who has seen it already may pass over it. Times are epoch milliseconds UTC.
    """

    # A newer Brownout may have planned what an older one sends.
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    thread: str
    kind: Kind
    happened: Happened
    headline: str
    sentence: str
    provider: str
    title: str
    state: State
    at_ms: int
    started_at_ms: int
    ended_at_ms: int | None = None
    scope: Scope | None = None
    worst: State | None = None
    facets: tuple[Facet, ...] = ()
    extent: str = ""
    link: str | None = None
    report: ReportFile | None = None

    @property
    def is_over(self) -> bool:
        """True where it tells that something is over."""
        return self.happened is Happened.CLOSED

    @property
    def subject(self) -> str:
        """The notice in one line."""
        return f"{_BEFORE.get(self.happened, '')}{self.headline}"


_BEFORE = {
    Happened.CLOSED: "Over: ",
    Happened.REOPENED: "Again: ",
    Happened.REMINDED: "Still: ",
    Happened.EASED: "Eased: ",
    Happened.ESCALATED: "Worse: ",
    Happened.WIDENED: "More: ",
}


def notice_id(*parts: Any) -> str:
    """Return an id that is the same whoever makes it, and that no part can be read from."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def of_transition(transition: Transition, title: str) -> Notice:
    """Return what is to be said of one change of an incident."""
    incident = transition.incident
    facets = ",".join(incident.facets)
    key = (incident.id, transition.at_ms, transition.change, incident.state, facets)
    happened = Happened(str(transition.change))
    return of_incident(incident, title, happened, transition.at_ms, notice_id(*key))


def of_incident(incident: Incident, title: str, happened: Happened, at_ms: int, key: str) -> Notice:
    """Return what is to be said of an incident as it is."""
    return Notice(
        id=key,
        thread=f"incident:{incident.id}",
        kind=Kind.INCIDENT,
        happened=happened,
        headline=headline(incident, title),
        sentence=incident.sentence,
        provider=incident.provider,
        title=title,
        state=incident.state,
        at_ms=at_ms,
        started_at_ms=incident.started_at_ms,
        ended_at_ms=incident.ended_at_ms,
        scope=incident.scope,
        worst=incident.worst,
        facets=incident.facets,
        extent=incident.extent,
    )


def account_thread(provider: str) -> str:
    """Return the thread of a provider that refuses our account."""
    return f"account:{provider}"


def of_account(change: StateChange, title: str, happened: Happened) -> Notice:
    """Return what is to be said of a provider that refuses our account, or does so no more."""
    now = change.now
    return Notice(
        id=notice_id("account", now.provider, now.judged_at_ms, happened),
        thread=account_thread(now.provider),
        kind=Kind.ACCOUNT,
        happened=happened,
        headline=f"{title} does not serve our account",
        sentence=now.sentence,
        provider=now.provider,
        title=title,
        state=now.state,
        at_ms=now.judged_at_ms,
        started_at_ms=now.since_ms,
        ended_at_ms=now.since_ms if happened is Happened.CLOSED else None,
    )
