"""Windows of planned work: probing goes on in them, and what it sees is marked."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.incident import Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Planned work on a provider, or on all where `provider` is None; times are epoch ms UTC.

    `ends_at_ms` is exclusive, and None where nobody has said when it ends. `set_by` is who said
    so: a person, `probes.yaml`, or the provider's own status page.
    """

    provider: str | None
    starts_at_ms: int
    ends_at_ms: int | None
    reason: str
    set_by: str
    id: int | None = None

    def is_of(self, provider: str) -> bool:
        """Return whether the work is on this provider."""
        return self.provider is None or self.provider == provider

    def touches(self, start_ms: int, end_ms: int) -> bool:
        """Return whether any of [start_ms, end_ms) lies in it."""
        return self.starts_at_ms < end_ms and (
            self.ends_at_ms is None or self.ends_at_ms > start_ms
        )


def active(windows: Iterable[Window], provider: str, at_ms: int) -> Window | None:
    """Return the window that a provider is in, the one that ends last; None outside of any."""
    inside = [each for each in windows if each.is_of(provider) and each.touches(at_ms, at_ms + 1)]
    return max(inside, key=lambda each: (each.ends_at_ms is None, each.ends_at_ms), default=None)


def spans(
    windows: Iterable[Window], provider: str, start_ms: int, end_ms: int
) -> list[tuple[int, int]]:
    """Return the stretches of [start_ms, end_ms) that lie in windows of a provider, joined."""
    joined: list[tuple[int, int]] = []
    own = (each for each in windows if each.is_of(provider) and each.touches(start_ms, end_ms))
    for each in sorted(own, key=lambda each: each.starts_at_ms):
        first = max(each.starts_at_ms, start_ms)
        last = min(end_ms if each.ends_at_ms is None else each.ends_at_ms, end_ms)
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def marks(windows: Iterable[Window], incident: Incident, now_ms: int) -> Window | None:
    """Return the first window that an incident lay in, in part or whole; None where it did not."""
    end_ms = incident.ended_at_ms or now_ms
    touched = [
        each
        for each in windows
        if each.is_of(incident.provider) and each.touches(incident.started_at_ms, end_ms + 1)
    ]
    return min(touched, key=lambda each: each.starts_at_ms, default=None)
