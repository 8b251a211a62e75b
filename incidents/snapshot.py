"""What a judge remembers, to text and back, so that a killed process goes on where it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from incidents.incident import Scope
from incidents.watches import SNAPSHOT_VERSION, Memory, ProbeWatch, ScopeWatch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Version:
    version: int | None = None


_MEMORY = TypeAdapter(Memory)
_WATCH = TypeAdapter(ProbeWatch)
_WATCHES = {"scopes": {"__all__": {"surfaces": {"__all__": {"probes"}}}}}
_VERSION = TypeAdapter(_Version)
_REMEDY = "rebuild it from the results with `brownout replay`"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A judge's memory as JSON: what it knows of each probe, by `key_of`, apart from the rest.

    Where it `is_whole` there are no other probes; else it holds those that have changed.
    """

    rest: str
    watches: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True


def key_of(watch: ProbeWatch) -> str:
    """Return under which key a snapshot holds what is known of a probe from one vantage."""
    return f"{watch.surface}\t{watch.source}"


def dump(memory: Memory, changed: Mapping[str, ProbeWatch] | None = None) -> Snapshot:
    """Return `memory`: the whole or, of its probes, those that are in `changed` by `key_of`."""
    watches = changed
    if watches is None:
        watches = {
            key_of(watch): watch for scope in memory.scopes.values() for watch in scope.probes()
        }
    return Snapshot(
        rest=_MEMORY.dump_json(memory, exclude=_WATCHES).decode(),
        watches={key: _WATCH.dump_json(watch).decode() for key, watch in watches.items()},
        is_whole=changed is None,
    )


def load(snapshot: Snapshot) -> Memory:
    """Return the memory that `dump` wrote as a whole, with all that was changed in it since.

    Raises ValueError where it is of another version or damaged.
    """
    version = _read(_VERSION, snapshot.rest).version
    if version != SNAPSHOT_VERSION:
        raise ValueError(
            f"the judge's snapshot is of version {version}, this program writes version "
            f"{SNAPSHOT_VERSION}: {_REMEDY}"
        )
    memory = _read(_MEMORY, _with_surfaces(snapshot.rest))
    watches = [_read(_WATCH, text, key) for key, text in snapshot.watches.items()]
    for watch in sorted(watches, key=lambda watch: watch.number):
        scope = memory.scopes.get(Scope.of(watch.surface), ScopeWatch())
        if watch.surface not in scope.surfaces:
            raise ValueError(
                f"the judge's snapshot is damaged (nothing but {watch.probe!r} is known of the "
                f"surface {watch.surface}): {_REMEDY}"
            )
        scope.surfaces[watch.surface].probes[watch.source] = watch
    if not memory.enrolled:
        _number(memory)
    return memory


def _with_surfaces(rest: str) -> str:
    # Up to schema 0007 nothing but its place told the surface of a probe.
    told = json.loads(rest)
    try:
        for scope in told["scopes"].values():
            for surface, watch in scope["surfaces"].items():
                for probe in watch["probes"].values():
                    probe.setdefault("surface", surface)
    except (AttributeError, KeyError, TypeError):
        return rest  # whoever reads it says where it is damaged
    return json.dumps(told)


def _number(memory: Memory) -> None:
    # Up to schema 0014 probes were kept in their order, with the rest, and had no numbers.
    for scope in memory.scopes.values():
        for watch in scope.probes():
            watch.number = memory.enrolled
            memory.enrolled += 1


def _read(adapter: TypeAdapter[T], text: str, of: str = "") -> T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join([*of.split("\t"), *map(str, first["loc"])]).strip(".")
        raise ValueError(
            f"the judge's snapshot is damaged at {place} ({first['msg']}): {_REMEDY}"
        ) from None
