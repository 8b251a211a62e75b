"""Results judged again, in the order in which they were judged, under these or other rules."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from incidents.incident import Incident, Transition
from incidents.judge import Judge
from incidents.rules import Rules
from probes.result import ProbeResult

USUAL_EVERY_S = 60.0
_LONGEST_MS = 1e9


def in_judged_order(results: Iterable[ProbeResult]) -> Iterator[ProbeResult]:
    """Yield results, given in the order of their starts, in the order in which they were judged.

    Those of which that was not noted come in the order in which they must have ended. Holds no
    more than were under way at one moment.
    """
    waiting: list[tuple[int, str, str, int, ProbeResult]] = []
    for number, result in enumerate(results):
        # None is judged before it starts: all that comes before this one is known by now.
        while waiting and waiting[0][0] < result.started_at_ms:
            yield heapq.heappop(waiting)[-1]
        place = (known_at_ms(result), result.probe, result.vantage, number)
        heapq.heappush(waiting, (*place, result))
    while waiting:
        yield heapq.heappop(waiting)[-1]


def known_at_ms(result: ProbeResult) -> int:
    """Return when a result was judged, as epoch ms, or when it must have ended."""
    if result.judged_at_ms is not None:
        return result.judged_at_ms
    total_ms = result.timings.total_ms or 0.0
    return result.started_at_ms + (round(total_ms) if 0 < total_ms < _LONGEST_MS else 0)


def replay(
    results: Iterable[ProbeResult], every_s: Mapping[str, float], rules: Rules
) -> Iterator[Transition]:
    """Yield what changes when `results` are judged from the beginning.

    They come in the order in which they were judged; `every_s` is the cadence by probe name in
    seconds. The same results under the same rules give what was judged live.
    """
    judges: dict[str, Judge] = {}
    for result in results:
        if not result.surface.is_judged:
            continue
        judge = judges.get(result.provider)
        if judge is None:
            judge = judges[result.provider] = Judge(result.provider, rules)
        judged = judge.step(result, every_s=every_s.get(result.probe) or USUAL_EVERY_S)
        yield from judged.transitions


def final(transitions: Iterable[Transition]) -> list[Incident]:
    """Return each incident as its last transition left it, in the order of their starts."""
    last = {transition.incident.id: transition.incident for transition in transitions}
    return sorted(last.values(), key=lambda incident: (incident.started_at_ms, incident.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An incident under one setting and what came of it under another, None where nothing did."""

    one: Incident | None
    other: Incident | None

    @property
    def earlier_ms(self) -> int | None:
        """By how much the other setting found it earlier; None where one of them did not."""
        if self.one is None or self.other is None:
            return None
        return self.one.detected_at_ms - self.other.detected_at_ms


def compare(one: Iterable[Incident], other: Iterable[Incident]) -> list[Pair]:
    """Pair incidents of two settings that overlap on the same scope of the same provider.

    Each is paired once, with the first that overlaps it and is free; the rest stand alone.
    """
    free = sorted(other, key=lambda incident: incident.started_at_ms)
    pairs = []
    for incident in sorted(one, key=lambda incident: incident.started_at_ms):
        match = next((each for each in free if _overlap(incident, each)), None)
        if match is not None:
            free.remove(match)
        pairs.append(Pair(one=incident, other=match))
    pairs += [Pair(one=None, other=incident) for incident in free]
    return sorted(pairs, key=lambda pair: (pair.one or pair.other).started_at_ms)  # type: ignore[union-attr]


def _overlap(one: Incident, other: Incident) -> bool:
    is_same = (one.provider, one.scope) == (other.provider, other.scope)
    return is_same and _begins_within(one, other) | _begins_within(other, one)


def _begins_within(one: Incident, other: Incident) -> bool:
    ended_ms = other.ended_at_ms
    begins_after = other.started_at_ms <= one.started_at_ms
    return begins_after and (ended_ms is None or one.started_at_ms <= ended_ms)
