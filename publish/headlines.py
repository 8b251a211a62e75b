"""An incident in a few words, for a subject line: "Borealis is down"."""

from dataclasses import replace

from incidents.incident import Incident, ProviderState, Scope, State
from incidents.verdict import verdict


def headline(incident: Incident, title: str) -> str:
    """Return what `incident` does to the provider called `title`, as while it went on."""
    is_down = incident.state is State.OUTAGE and incident.scope is Scope.API
    as_judged = ProviderState(
        provider=title,
        state=State.OUTAGE if is_down else State.BROWNOUT,
        since_ms=incident.started_at_ms,
        sentence=incident.sentence,
        judged_at_ms=incident.detected_at_ms,
    )
    going_on = replace(incident, provider=title, ended_at_ms=None, closed_at_ms=None)
    return verdict([as_judged], [going_on]).removesuffix(".")
