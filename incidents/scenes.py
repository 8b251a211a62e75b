"""What is watched in one scope, looked at as a whole: is it down, how much of it, what is well?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from incidents import extent, wording
from incidents.lifecycle import Reach
from incidents.rules import Rules
from incidents.watches import ProbeWatch, ScopeWatch, Sight
from probes.result import Surface

_LEAST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class ScopeScene:
    """One scope of one provider, as the vantages that have a network see it."""

    scope: ScopeWatch
    sights: Mapping[str, Sight]
    rules: Rules

    def is_down(self, since_ms: int, was_down: bool) -> bool:
        """Return whether nothing works by the results since then.

        That is so where, from more than a quorum of the vantages, all probes that count fail,
        and lately nearly always.
        """
        failures = sum(watch.tally(since_ms)[0] for watch in self._watches())
        if failures < _LEAST_FAILURES:
            return False
        share = self.rules.eased_share if was_down else self.rules.outage_share
        votes = [
            all(failed >= share * seen for failed, seen in tallies)
            for tallies in self._by_vantage(since_ms).values()
        ]
        return sum(votes) > self.rules.quorum * len(votes)

    def reach(self, sources: Collection[str], since_ms: int) -> Reach:
        """Return how much is hit where these sources are, by the results since then."""
        troubled = [watch for watch in self._watches() if watch.source in sources]
        well = [
            watch
            for watch in self._watches()
            if watch.source not in sources and watch.account is None and watch.is_well(since_ms)
        ]
        return extent.reach(troubled, well)

    def tally(self, since_ms: int) -> str:
        """Say how the results since then of the probes that count went."""
        counting = self._counting(since_ms)
        tallies = [watch.tally(since_ms) for watch in counting]
        failed, seen = sum(bad for bad, _ in tallies), sum(of for _, of in tallies)
        # Before there is a result it is said of what is watched.
        surfaces = {watch.surface for watch in counting} or self.scope.surfaces
        return wording.tally(failed, seen, wording.runs(surfaces))

    def may_open(self, sources: Iterable[str]) -> bool:
        """Return whether enough vantages see it to open an incident: as many as are asked for.

        Where fewer have a network and look at this scope, all of those must.
        """
        wanted = set(sources)
        seen_from = {watch.vantage for watch in self.scope.probes() if watch.source in wanted}
        sighted = {watch.vantage for watch in self._watches()}
        return len(seen_from) >= min(self.rules.vantages_to_open, len(sighted))

    def _watches(self) -> list[ProbeWatch]:
        return [watch for watch in self.scope.probes() if self._can_see(watch.vantage)]

    def _can_see(self, vantage: str) -> bool:
        sight = self.sights.get(vantage)
        return sight is None or sight.blind is None

    def _counting(self, since_ms: int) -> list[ProbeWatch]:
        """Return the probes that say whether anything works, by their results since then.

        Those are the probes of the API itself where they have reported, else all that have.
        """
        heard = [watch for watch in self._watches() if watch.tally(since_ms)[1]]
        return [watch for watch in heard if watch.surface is Surface.API] or heard

    def _by_vantage(self, since_ms: int) -> dict[str, list[tuple[int, int]]]:
        """Return failures and results since then of each probe that counts."""
        tallies: dict[str, list[tuple[int, int]]] = {}
        for watch in self._counting(since_ms):
            tallies.setdefault(watch.vantage, []).append(watch.tally(since_ms))
        return tallies
