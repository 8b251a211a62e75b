"""How long answers took, stretch after stretch, for percentiles of each and of all together."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage import names
from storage.pieces import Range, Window
from storage.seam import gather
from storage.tallies import Latencies

__all__ = ["TIMINGS", "Latencies", "latencies", "merged"]

TIMINGS = ("ttft", "total")
"""The time to the first token, and that of the whole answer."""


def latencies(
    connection: Connection, stretches: Sequence[Range], *, provider: str
) -> dict[str, list[dict[str, Latencies]]]:
    """Return the latencies of each probe of a provider in each of the stretches, by `TIMINGS`.

    By the name of the probe; all that answered there, from rollups where it is old.
    """
    series = names.series(connection, provider=provider)
    found = {
        each.probe: [{what: Latencies() for what in TIMINGS} for _ in stretches]
        for each in series.values()
        if each.surface.is_judged
    }
    for number, (start_ms, end_ms) in enumerate(stretches):
        whole = Window(
            start_ms=start_ms, end_ms=end_ms, step_ms=end_ms - start_ms, origin_ms=start_ms
        )
        tallies = gather(connection, list(series), whole, is_to_merge=True)
        for (probe_id, _), tally in tallies.items():
            if (probe := series[probe_id].probe) in found:
                found[probe][number] = {"ttft": tally.ttft, "total": tally.total}
    return found


def merged(those: Sequence[Latencies]) -> Latencies:
    """Return the latencies of several stretches as one."""
    whole = Latencies()
    for each in those:
        whole.merge(each)
    return whole
