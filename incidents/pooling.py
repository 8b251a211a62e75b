"""Which streams a result belongs to: its probe's own, its surface's pool, its scope's pool."""

from incidents.cadence import Budget
from incidents.detectors import Stream
from incidents.findings import View
from incidents.rules import Rules
from incidents.watches import Memory, ProbeWatch, ScopeWatch, SurfaceWatch, source_of
from probes.result import ProbeResult, Surface


def enrol(
    scope: ScopeWatch, result: ProbeResult, every_s: float, memory: Memory, rules: Rules
) -> ProbeWatch:
    """Return the watch of the result's probe, with the pools that it makes necessary."""
    surface = scope.surfaces.get(result.surface)
    if surface is None:
        surface = SurfaceWatch(Budget(rules.burst_per_hour, memory.now_ms))
        scope.surfaces[result.surface] = surface
    source = source_of(result.probe, result.vantage)
    watch = surface.probes.get(source)
    if watch is None:
        stream = Stream.new(rules)
        watch = ProbeWatch(result.probe, result.vantage, result.surface, every_s, stream)
        watch.number = memory.enrolled
        memory.enrolled += 1
        surface.probes[source] = watch
    watch.every_s = every_s
    watch.model, watch.region = result.model, result.region
    watch.heard_ms = memory.watched_ms
    if len(surface.probes) > 1 and surface.pool is None:
        surface.pool = Stream.new(rules)
    if len(scope.surfaces) > 1 and scope.pool is None:
        scope.pool = Stream.new(rules)
    return watch


def views(scope: ScopeWatch, name: Surface, watch: ProbeWatch) -> list[View]:
    """Return the streams that a result of `watch` belongs to.

    The pool of a scope with several surfaces takes failures alone: a completion and a
    handshake fail alike, but their speeds do not compare.
    """
    surface = scope.surfaces[name]
    siblings = len(surface.probes)
    alone = watch.probe if siblings > 1 else None
    own = View(
        stream=watch.stream,
        probes=1,
        surfaces=(name,),
        rivals=siblings,
        alone=alone,
        typical=watch.typical,
    )
    found = [own]
    if surface.pool is not None:
        found.append(View(stream=surface.pool, probes=siblings, surfaces=(name,), rivals=siblings))
    if scope.pool is not None:
        everyone = sum(len(one.probes) for one in scope.surfaces.values())
        surfaces = tuple(scope.surfaces)
        found.append(View(stream=scope.pool, probes=everyone, surfaces=surfaces, rivals=everyone))
    return found


def to_look_at(scope: ScopeWatch, watch: ProbeWatch, *, is_shared: bool) -> list[ProbeWatch]:
    """Return the probes that should run soon, given that `watch` just has; none in peace.

    One in doubt itself runs again. Where evidence gathers on several together (`is_shared`),
    they are asked in turn as well: three that fail say more than one that fails three times.
    And when one fails, what else is watched of the provider tells how much of it does.
    """
    surface = scope.surfaces[watch.surface]
    if not is_shared and not watch.is_suspect:
        # Nearly every result comes this way, past all the others that there are.
        return [
            each
            for each in surface.probes.values()
            if each.is_suspect and each.vantage == watch.vantage and each.account is None
        ]
    wanted = {}
    near = [
        each for each in scope.probes() if each.vantage == watch.vantage and each.account is None
    ]
    if is_shared:
        one = _longest_unasked([each for each in near if each.surface is watch.surface])
        wanted[one.source] = one
    if watch.is_suspect:
        wanted[watch.source] = watch
        if watch.recent[-1][1]:
            for other in {each.surface for each in near} - {watch.surface}:
                one = _longest_unasked([each for each in near if each.surface is other])
                wanted[one.source] = one
    return list(wanted.values())


def _longest_unasked(watches: list[ProbeWatch]) -> ProbeWatch:
    return min(watches, key=lambda watch: watch.recent[-1][0] if watch.recent else 0)


def drop_silent(memory: Memory, rules: Rules) -> bool:
    """Let go of probes that stopped reporting while others went on: removed, renamed, paused.

    Returns whether there were any.

    What they had shown can never recover in their silence, so it no longer holds an incident
    open; their baselines are learned anew if they return.
    """
    now_ms = memory.swept_ms = memory.watched_ms
    were_any = False

    def patience_ms(every_s: float) -> float:
        return 1000 * max(rules.forget_probe_after_s, 3 * every_s)

    for scope in memory.scopes.values():
        slowest_s = max((watch.every_s for watch in scope.probes()), default=0.0)
        for name, surface in list(scope.surfaces.items()):
            for source, watch in list(surface.probes.items()):
                if now_ms - watch.heard_ms > patience_ms(watch.every_s):
                    del surface.probes[source]
                    were_any = True
            if len(surface.probes) < 2:
                surface.pool = None
            if not surface.probes:
                del scope.surfaces[name]
        if len(scope.surfaces) < 2:
            scope.pool = None
        for stream in scope.streams():
            if now_ms - stream.fed_ms > patience_ms(slowest_s):
                were_any |= bool(stream.recoveries)
                stream.recoveries.clear()
    for vantage, sight in list(memory.sights.items()):
        if now_ms - sight.heard_ms > patience_ms(0.0):
            del memory.sights[vantage]
    return were_any
