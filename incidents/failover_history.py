"""What failing over would have been worth: who fails with whom, and what each order had."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from incidents.failover import RANKS, Rank
from incidents.incident import State
from incidents.uptime_by_time import Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A stretch in which Brownout would have told of trouble: from detection to its close.

    Times are epoch ms; `closed_at_ms` is None while it goes on.
    """

    state: State
    detected_at_ms: int
    closed_at_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Two providers over the time that both were seen, in ms.

    `both_ms` takes the failures within a slice to coincide as far as they can.
    """

    one: str
    other: str
    seen_ms: float
    one_down_ms: float
    both_ms: float

    @property
    def share(self) -> float | None:
        """How much of the time that `one` was down `other` was down too; None if it never was."""
        return self.both_ms / self.one_down_ms if self.one_down_ms else None


def joint_downtime(histories: Mapping[str, Sequence[Slice]]) -> list[Joint]:
    """Return every ordered pair of providers; their slices must be the same stretches of time."""
    return [
        _joint(one, other, histories[one], histories[other])
        for one, other in permutations(histories, 2)
    ]


def _joint(one: str, other: str, ones: Sequence[Slice], others: Sequence[Slice]) -> Joint:
    seen_ms = one_ms = both_ms = 0.0
    for mine, theirs in zip(ones, others, strict=True):
        if mine.share is not None and theirs.share is not None:
            weight_ms = mine.length_ms * min(mine.seen, theirs.seen)
            seen_ms += weight_ms
            one_ms += weight_ms * (1 - mine.share)
            both_ms += weight_ms * (1 - max(mine.share, theirs.share))
    return Joint(one=one, other=other, seen_ms=seen_ms, one_down_ms=one_ms, both_ms=both_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an order of preference would have had, over the time that its choices were seen.

    `alone_down_ms` is the downtime of its first provider alone over the same time. Moving away
    happens when trouble is detected, and back when it is closed; nothing is tried twice.
    """

    order: tuple[str, ...]
    seen_ms: float
    down_ms: float
    alone_down_ms: float
    moves: int

    @property
    def uptime(self) -> float | None:
        """The share of the seen time that was up; None where nothing was seen."""
        return 1 - self.down_ms / self.seen_ms if self.seen_ms else None

    @property
    def saved_ms(self) -> float:
        """The downtime that the order spared against its first provider alone."""
        return self.alone_down_ms - self.down_ms


def orders(providers: Sequence[str], longest: int = 3) -> list[tuple[str, ...]]:
    """Return every order of preference of one up to `longest` of the providers."""
    lengths = range(1, min(longest, len(providers)) + 1)
    return [order for length in lengths for order in permutations(providers, length)]


def what_orders_had(
    histories: Mapping[str, Sequence[Slice]],
    troubles: Mapping[str, Iterable[Trouble]],
    wanted: Iterable[tuple[str, ...]],
) -> list[Record]:
    """Return what each order would have had, the best first.

    All histories must be the same stretches of time.
    """
    pieces = _pieces(histories, {name: list(those) for name, those in troubles.items()})
    found = [_record(order, histories, pieces) for order in wanted]
    return sorted(found, key=lambda each: (-(each.uptime or 0.0), len(each.order), each.order))


# A stretch within one slice in which the advice is the same: number, share of it, ranks.
_Piece = tuple[int, float, Mapping[str, Rank]]


def _pieces(
    histories: Mapping[str, Sequence[Slice]], troubles: Mapping[str, list[Trouble]]
) -> list[_Piece]:
    edges = sorted(
        {
            edge
            for those in troubles.values()
            for each in those
            for edge in (each.detected_at_ms, each.closed_at_ms)
            if edge is not None
        }
    )
    frame = next(iter(histories.values()), ())
    found: list[_Piece] = []
    ranks: Mapping[str, Rank] = {}
    next_edge, is_new = 0, True
    for number, each in enumerate(frame):
        at, end = each.start_ms, each.start_ms + each.length_ms
        while at < end:
            while next_edge < len(edges) and edges[next_edge] <= at:
                next_edge, is_new = next_edge + 1, True
            if is_new:
                ranks = {name: _rank_at(troubles.get(name, ()), at) for name in histories}
                is_new = False
            until = min(end, edges[next_edge]) if next_edge < len(edges) else end
            found.append((number, (until - at) / each.length_ms, ranks))
            at = until
    return found


def _rank_at(troubles: Iterable[Trouble], at_ms: int) -> Rank:
    going_on = (
        RANKS[each.state]
        for each in troubles
        if each.detected_at_ms <= at_ms and (each.closed_at_ms is None or at_ms < each.closed_at_ms)
    )
    return max(going_on, default=Rank.WORKS)


def _record(
    order: tuple[str, ...], histories: Mapping[str, Sequence[Slice]], pieces: Iterable[_Piece]
) -> Record:
    seen_ms = down_ms = alone_ms = 0.0
    moves, before = 0, order[0]
    for number, part, ranks in pieces:
        chosen = min(order, key=ranks.__getitem__)
        moves += chosen != before
        before = chosen
        used, first = histories[chosen][number], histories[order[0]][number]
        if used.share is not None and first.share is not None:
            weight_ms = used.length_ms * part * min(used.seen, first.seen)
            seen_ms += weight_ms
            down_ms += weight_ms * (1 - used.share)
            alone_ms += weight_ms * (1 - first.share)
    return Record(
        order=order, seen_ms=seen_ms, down_ms=down_ms, alone_down_ms=alone_ms, moves=moves
    )
