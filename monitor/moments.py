"""A millisecond of its own for each turn of a probe."""

# A few: turns that are told of in the same millisecond are told of one after another.
_REMEMBERED = 3


class Moments:
    """Keeps the turns of a probe apart that begin in the same millisecond.

    Probe, vantage and millisecond are what the table knows a result by: of a run and the turn
    that was skipped because of it, the second would be taken for the first, kept already.
    """

    def __init__(self) -> None:
        self._taken: dict[str, tuple[int, ...]] = {}

    def take(self, probe: str, at_ms: int) -> int:
        """Return `at_ms`, or the first millisecond after it that no turn just before has taken."""
        taken = self._taken.get(probe, ())
        while at_ms in taken:
            at_ms += 1
        self._taken[probe] = (*taken[1 - _REMEMBERED :], at_ms)
        return at_ms
