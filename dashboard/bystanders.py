"""What of a provider still works in an incident, and how the others are: whom to turn to."""

from dashboard.markup import mark, page, provider_link, text
from dashboard.theme import LOOKS, SURFACES, Look
from incidents.incident import State
from publish import words
from publish.bystanders import WORKS, Neighbour, Part
from publish.incident_report import IncidentReport


def working(report: IncidentReport) -> str:
    """Return what of the provider still works, and how the others are: whom to turn to."""
    parts = "".join(_part(part, is_slow=part.probe in report.slow_probes) for part in report.parts)
    others = "".join(_neighbour(each) for each in report.neighbours)
    own = f"<h3>{text(report.title)}</h3><ul>{parts}</ul>" if parts else ""
    them = f"<h3>Others at the same time</h3><ul>{others}</ul>" if others else ""
    empty = '<p class="bo-muted">Nobody looked at that time.</p>' if not own + them else ""
    return page(f'<div class="bo-panel bo-works">{own}{them}{empty}</div>')


def _part(part: Part, *, is_slow: bool) -> str:
    look, said = _look(part.served, part.good), _share(part.served, part.good)
    if is_slow and look is LOOKS[State.OPERATIONAL]:
        look, said = LOOKS[State.BROWNOUT], f"{said}, slowly"
    return _row(text(SURFACES[part.surface]), part.probe, said, look)


def _look(served: float | None, good: float | None) -> Look:
    if served is None or good is None:
        return LOOKS[State.UNKNOWN]
    if good >= WORKS:
        return LOOKS[State.OPERATIONAL]
    return LOOKS[State.OUTAGE if served < _DOWN else State.BROWNOUT]


_DOWN = 0.1


def _share(served: float | None, good: float | None) -> str:
    if served is None or good is None:
        return "not looked at"
    right = f", {words.percent(good, 1)} well" if served - good > 1 - WORKS else ""
    return f"{words.percent(served, 1)} served{right}"


def _neighbour(neighbour: Neighbour) -> str:
    look, under = _look(neighbour.served, neighbour.good), ""
    if neighbour.incidents:
        worst = State.OUTAGE if any(i.worst is State.OUTAGE for i in neighbour.incidents) else None
        look = LOOKS[worst or State.BROWNOUT]
        under = "had an incident too"
    link = (
        f'<a href="{provider_link(neighbour.provider)}" target="_self">{text(neighbour.title)}</a>'
    )
    return _row(link, under, _share(neighbour.served, neighbour.good), look)


def _row(name: str, under: str, said: str, look: Look) -> str:
    small = f'<div class="bo-muted bo-small">{text(under)}</div>' if under else ""
    return f"<li>{mark(look, 'tiny')}<div>{name}{small}</div><div>{text(said)}</div></li>"
