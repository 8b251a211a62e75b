"""Gauges: how things stand now, taken from the status that the pages show."""

from collections.abc import Iterator, Mapping, Sequence

from incidents.incident import State
from publish.card import Card
from publish.metrics.family import Family, Kind, Labels, labels
from publish.status import Status
from storage.workers import WorkerBeat


def standing(status: Status, workers: Sequence[WorkerBeat], version: str) -> Iterator[Family]:
    """Yield a gauge for all that has a state, a share or an age."""
    yield _gauge("brownout.info", "", "Which Brownout this is.", {labels(version=version): 1.0})
    yield _gauge(
        "brownout.stale", "", "1 where the monitor stands still, so that what follows is history.",
        {(): float(status.is_stale)},
    )  # fmt: skip
    yield _gauge(
        "brownout.provider.state", "", "1 for the state that a provider is in, 0 for the others.",
        {
            labels(provider=card.provider, state=str(state)): float(_state(card) is state)
            for card in status.cards
            for state in State
        },
    )  # fmt: skip
    for name, about, taken in _SHARES:
        yield _gauge(
            name, "1", about,
            {
                labels(provider=card.provider, window=window.replace(" ", "")): value
                for card in status.cards
                for window, uptime in card.uptimes.items()
                if (value := getattr(uptime, taken)) is not None
            },
        )  # fmt: skip
    for name, about, taken in _LATENCIES:
        yield _gauge(
            name, "s", about,
            {
                labels(provider=card.provider): value / 1000
                for card in status.cards
                if (value := getattr(card, taken)) is not None
            },
        )  # fmt: skip
    yield _gauge(
        "brownout.incidents.open", "{incident}", "Incidents that go on.",
        {labels(provider=card.provider): float(len(card.incidents)) for card in status.cards},
    )  # fmt: skip
    yield _gauge(
        "brownout.official.trouble", "", "1 where the provider's own status page admits trouble.",
        {
            labels(provider=card.provider): float(card.official.state.is_trouble)
            for card in status.cards
            if card.official is not None
        },
    )  # fmt: skip
    yield from _workers([each for each in workers if each.stopped_at_ms is None])


_SHARES = (
    ("brownout.provider.uptime", "Served runs over those that say anything.", "share"),
    ("brownout.provider.uptime.coverage", "How much of the window was looked at.", "coverage"),
)
_LATENCIES = (
    ("brownout.provider.time_to_first_token", "Typical of the last canaries.", "ttft_now_ms"),
    ("brownout.provider.time_to_first_token.usual", "Typical of 7 days.", "ttft_usual_ms"),
)


def alerting(counts: Mapping[tuple[str, str], int]) -> Family:
    """Return how alerts stand, given how many there are by target and state."""
    return _gauge(
        "brownout.alert.deliveries", "{delivery}", "Alerts of the last 24 hours, by state.",
        {
            labels(target=target, state=state): float(number)
            for (target, state), number in counts.items()
        },
    )  # fmt: skip


def _workers(alive: Sequence[WorkerBeat]) -> Iterator[Family]:
    def each(value: str, scale: float) -> dict[Labels, float]:
        return {
            labels(vantage=beat.vantage, host=beat.host, pid=str(beat.pid)): getattr(beat, value)
            / scale
            for beat in alive
        }

    yield _gauge(
        "brownout.worker.last_beat.timestamp", "s",
        "A worker's last sign of life, in seconds since 1970.", each("beat_at_ms", 1000),
    )  # fmt: skip
    yield _gauge(
        "brownout.worker.lateness", "s", "How late a worker's schedule runs.",
        each("late_ms", 1000),
    )  # fmt: skip
    yield _gauge(
        "brownout.worker.probes", "{probe}", "How many probes a worker runs.", each("probes", 1)
    )


def _state(card: Card) -> State:
    return State.UNKNOWN if card.is_waiting else card.state


def _gauge(name: str, unit: str, about: str, samples: dict[Labels, float]) -> Family:
    return Family(name, Kind.GAUGE, unit, about, dict(samples))
