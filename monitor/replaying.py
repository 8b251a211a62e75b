"""Judge a table or a file again, the providers side by side: no judge knows of another."""

import multiprocessing
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import storage.results
from incidents.incident import Transition
from incidents.replay import in_judged_order, replay
from incidents.rules import Rules
from probes.result import ProbeResult
from publish import result_files, table_files
from storage import names
from storage.database import Database, open_database
from storage.probes import cadences

Tell = Callable[[int, int], None]

# Starting processes takes as long as judging about so many results.
SIDE_BY_SIDE_FROM = 100_000
# Of a file nobody knows how many results it holds before it is read.
SIDE_BY_SIDE_FROM_BYTES = 2_000_000
_TELL_EVERY = 2_000
_TELL_EVERY_S = 0.2
# Each part reads the whole file, so many of them would mostly read.
_MOST_PARTS = 8
# A fork would copy the locks of our progress bar's thread in whatever state they are.
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The results that are judged: those that started in [from_ms, to_ms), of some providers.

    All providers where `providers` is None.
    """

    from_ms: int
    to_ms: int
    providers: tuple[str, ...] | None = None

    def holds(self, result: ProbeResult) -> bool:
        """Return whether a result is among them."""
        is_meant = self.providers is None or result.provider in self.providers
        return is_meant and self.from_ms <= result.started_at_ms < self.to_ms


def judge_table(
    database: Database, url: str, span: Span, rules: Rules, tell: Tell
) -> list[Transition]:
    """Return what changes when the results of a span are judged from the beginning.

    `url` is where other processes find `database`. `tell` is told how many results of how many
    are judged.
    """
    with database.read() as connection:
        known = sorted(names.providers(connection).values())
        counts = {
            provider: storage.results.count(connection, span.from_ms, span.to_ms, provider)
            for provider in known
            if span.providers is None or provider in span.providers
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


def judge_file(
    path: Path, span: Span, rules: Rules, tell: Callable[[int], None]
) -> list[Transition]:
    """Return what changes when the results of a file are judged from the beginning.

    `tell` is told how many results are judged.

    Raises:
        publish.result_files.BadFile: where it cannot be read as results; the message says where.
        OSError: where it cannot be read.
    """
    table_files.names(path)
    parts = min(os.cpu_count() or 1, _MOST_PARTS)
    if path.stat().st_size < SIDE_BY_SIDE_FROM_BYTES or parts < 2:
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            tell(done)

        return _judge_part(path, span, rules, (0, 1), count)
    counter = _CONTEXT.Value("q", 0)
    with ProcessPoolExecutor(parts, _CONTEXT, _begin, (None, counter)) as pool:
        judging = [
            pool.submit(_judge_part_there, path, span, rules, (part, parts))
            for part in range(parts)
        ]
        return [each for found in _waited(judging, counter, tell) for each in found]


def _judge_part(
    path: Path, span: Span, rules: Rules, part: tuple[int, int], count: Callable[[int], None]
) -> list[Transition]:
    """Judge every so manyth provider of a file."""
    place, of = part
    every_s: dict[str, float] = {}

    def is_wanted(provider: str) -> bool:
        return zlib.crc32(provider.encode()) % of == place

    def results() -> Iterator[ProbeResult]:
        for number, (result, cadence_s) in enumerate(result_files.read(path, is_wanted), start=1):
            if number % _TELL_EVERY == 0:
                count(_TELL_EVERY)
            if cadence_s:
                every_s[result.probe] = cadence_s
            if span.holds(result):
                yield result

    return list(replay(in_judged_order(results()), every_s, rules))


def _judge_part_there(
    path: Path, span: Span, rules: Rules, part: tuple[int, int]
) -> list[Transition]:
    return _judge_part(path, span, rules, part, _count_there)


def _side_by_side(
    url: str,
    span: Span,
    order: list[str],
    every_s: Mapping[str, float],
    rules: Rules,
    tell: Callable[[int], None],
) -> list[list[Transition]]:
    counter = _CONTEXT.Value("q", 0)
    processes = min(len(order), os.cpu_count() or 1)
    with ProcessPoolExecutor(processes, _CONTEXT, _begin, (url, counter)) as pool:
        judging = [pool.submit(_judge_there, span, each, every_s, rules) for each in order]
        return _waited(judging, counter, tell)


def _waited(
    judging: list[Future[list[Transition]]], counter: Any, tell: Callable[[int], None]
) -> list[list[Transition]]:
    waiting = set(judging)
    while waiting:
        _, waiting = wait(waiting, _TELL_EVERY_S)
        tell(counter.value)
    return [each.result() for each in judging]


# What each of the processes side by side works with.
_HERE: dict[str, Any] = {}


def _begin(url: str | None, counter: Any) -> None:
    _HERE["database"] = None if url is None else open_database(url)
    _HERE["counter"] = counter


def _count_there(more: int) -> None:
    counter = _HERE["counter"]
    with counter.get_lock():
        counter.value += more


def _judge_there(
    span: Span, provider: str, every_s: Mapping[str, float], rules: Rules
) -> list[Transition]:
    return _judge(_HERE["database"], span, provider, every_s, rules, _count_there)
