"""Judge a whole table again, the providers side by side: no judge knows of another."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import storage.results
from incidents.incident import Transition
from incidents.replay import in_judged_order, replay
from incidents.rules import Rules
from probes.result import ProbeResult
from storage.database import Database, open_database
from storage.probes import cadences

Tell = Callable[[int, int], None]

# Starting processes takes as long as judging about so many results.
SIDE_BY_SIDE_FROM = 100_000
_TELL_EVERY = 2_000
_TELL_EVERY_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The results that are judged: those that started in [from_ms, to_ms), of some providers."""

    from_ms: int
    to_ms: int
    providers: tuple[str, ...]


def judge_table(
    database: Database, url: str, span: Span, rules: Rules, tell: Tell
) -> list[Transition]:
    """Return what changes when the results of a span are judged from the beginning.

    `url` is where other processes find `database`. `tell` is told how many results of how many
    are judged.
    """
    with database.read() as connection:
        counts = {
            provider: storage.results.count(connection, span.from_ms, span.to_ms, provider)
            for provider in span.providers
        }
        every_s = cadences(connection)
    of = sum(counts.values())
    # Those with the most first: the last to begin should be the soonest to end.
    order = sorted(counts, key=lambda provider: -counts[provider])
    if of < SIDE_BY_SIDE_FROM or len(order) < 2:
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            tell(done, of)

        judged = [_judge(database, span, each, every_s, rules, count) for each in order]
    else:
        judged = _side_by_side(url, span, order, every_s, rules, lambda done: tell(done, of))
    return [transition for transitions in judged for transition in transitions]


def _judge(
    database: Database,
    span: Span,
    provider: str,
    every_s: Mapping[str, float],
    rules: Rules,
    count: Callable[[int], None],
) -> list[Transition]:
    def counted(results: Iterator[ProbeResult]) -> Iterator[ProbeResult]:
        for number, result in enumerate(results, start=1):
            if number % _TELL_EVERY == 0:
                count(_TELL_EVERY)
            yield result

    with database.read() as connection:
        results = storage.results.stream(connection, span.from_ms, span.to_ms, provider)
        return list(replay(in_judged_order(counted(results)), every_s, rules))


def _side_by_side(
    url: str,
    span: Span,
    order: list[str],
    every_s: Mapping[str, float],
    rules: Rules,
    tell: Callable[[int], None],
) -> list[list[Transition]]:
    # A fork would copy the locks of our progress bar's thread in whatever state they are.
    context = multiprocessing.get_context("spawn")
    counter = context.Value("q", 0)
    processes = min(len(order), os.cpu_count() or 1)
    with ProcessPoolExecutor(processes, context, _begin, (url, counter)) as pool:
        judging = [pool.submit(_judge_there, span, each, every_s, rules) for each in order]
        waiting: set[Future[list[Transition]]] = set(judging)
        while waiting:
            _, waiting = wait(waiting, _TELL_EVERY_S)
            tell(counter.value)
        return [each.result() for each in judging]


# What each process of `_side_by_side` works with.
_HERE: dict[str, Any] = {}


def _begin(url: str, counter: Any) -> None:
    _HERE["database"], _HERE["counter"] = open_database(url), counter


def _judge_there(
    span: Span, provider: str, every_s: Mapping[str, float], rules: Rules
) -> list[Transition]:
    counter = _HERE["counter"]

    def count(more: int) -> None:
        with counter.get_lock():
            counter.value += more

    return _judge(_HERE["database"], span, provider, every_s, rules, count)
