"""The judge of one provider: each result in turn, to a state and what it changed."""

from incidents import wording
from incidents.cadence import Concern, look_again_blind_s, look_again_s
from incidents.evidence import Evidence
from incidents.findings import View, find
from incidents.incident import Judgement, Look, Scope, Transition
from incidents.learning import accept, is_new_normal, learn
from incidents.lifecycle import Finding, close, note, regrade
from incidents.pooling import drop_silent, enrol, to_look_at, views
from incidents.rows import Bar
from incidents.rules import Rules
from incidents.scenes import ScopeScene
from incidents.snapshot import Snapshot, dump, key_of, load
from incidents.states import provider_state
from incidents.watches import Memory, ProbeWatch, ScopeWatch, Sight
from probes.result import Fault, Outcome, ProbeResult

# Silence is looked for so many times within the patience that it is given.
_SWEEPS = 30
_LONGEST_MS = 1e9


class Judge:
    """Judges one provider from its results, in the order in which they became known.

    It reads no clock: all it knows is in its arguments and its snapshot, so that replaying
    the same results gives the same incidents. Its memory is constant per probe.
    """

    def __init__(self, provider: str, rules: Rules, snapshot: Snapshot | None = None) -> None:
        """Start anew, or where the judge that wrote `snapshot` stopped.

        Raises ValueError for a snapshot that is damaged or of another version.
        """
        self.provider = provider
        self.rules = rules
        self._memory = Memory() if snapshot is None else load(snapshot)
        self._bars: dict[tuple[int, bool], Bar] = {}
        self._changed: dict[str, ProbeWatch] | None = None

    def snapshot(self) -> Snapshot:
        """Return all that the judge remembers."""
        return dump(self._memory)

    def unsaved(self) -> Snapshot:
        """Return what has changed since this was last asked; the first time, all there is."""
        snapshot = dump(self._memory, self._changed)
        self._changed = {}
        return snapshot

    def step(self, result: ProbeResult, *, every_s: float) -> Judgement:
        """Judge one result of a probe whose cadence is `every_s` seconds."""
        memory = self._memory
        known_ms = result.started_at_ms + _took_ms(result)
        passed_ms = max(0, known_ms - memory.now_ms) if memory.now_ms else 0
        memory.now_ms = max(memory.now_ms, known_ms)
        transitions: list[Transition] = []
        looks: list[Look] = []
        if result.outcome.fault is not Fault.MONITOR:
            if self._can_see(result):
                memory.has_decided = True
                # A long silence was nobody's: at most a cadence and a half of it was watched.
                memory.watched_ms += min(passed_ms, round(every_s * 1500))
                transitions, looks = self._decide(result, every_s)
            else:
                again_s = look_again_blind_s(every_s, self.rules)
                if again_s is not None:
                    looks = [self._look(result, again_s)]
        memory.state = provider_state(memory, self.provider)
        return Judgement(
            state=memory.state, transitions=tuple(transitions), look_again=tuple(looks)
        )

    def _look(self, at: ProbeResult | ProbeWatch, after_s: float) -> Look:
        return Look(provider=self.provider, probe=at.probe, vantage=at.vantage, after_s=after_s)

    def _can_see(self, result: ProbeResult) -> bool:
        memory = self._memory
        sight = memory.sights.setdefault(result.vantage, Sight())
        could_see = sight.blind is None
        sight.observe(result.outcome, self.rules)
        sight.heard_ms = memory.watched_ms
        if could_see and sight.blind is not None:
            self._changed = None
            for scope in memory.scopes.values():
                if scope.case.current is None:
                    for stream in scope.streams():
                        stream.forget_failures()
        return sight.blind is None

    def _decide(self, result: ProbeResult, every_s: float) -> tuple[list[Transition], list[Look]]:
        memory, rules = self._memory, self.rules
        name = Scope.of(result.surface)
        scope = memory.scopes.setdefault(name, ScopeWatch())
        watch = enrol(scope, result, every_s, memory, rules)
        self._note_change(watch)
        was_extra, watch.is_extra = watch.is_extra, False
        if result.outcome.fault is Fault.ACCOUNT:
            watch.account, watch.is_suspect = result.outcome, False
            return self._let_go(), []
        watch.account = None
        seen = watch.typical.weigh(result, watch.source, rules)
        watch.remember(seen.at_ms, seen.failed)
        shared = views(scope, result.surface, watch)
        findings = self._observe(scope, shared, seen, round(every_s * 1000))
        transitions = [*self._update(name, scope, findings), *self._let_go()]
        watch.is_suspect, *pools = (view.stream.is_suspect(self._bar(view)) for view in shared)
        is_suspect = watch.is_suspect or any(pools)
        if scope.case.current is None and not was_extra:
            learn([view.stream for view in shared], watch, result, seen, is_suspect, rules)
        return transitions, self._looks(scope, watch, result.outcome, is_shared=any(pools))

    def _looks(
        self, scope: ScopeWatch, watch: ProbeWatch, outcome: Outcome, *, is_shared: bool
    ) -> list[Look]:
        now_ms, is_open = self._memory.now_ms, scope.case.current is not None
        age_s = (now_ms - scope.case.opened_ms) / 1000 if is_open else None
        looks = []
        for target in [watch] if is_open else to_look_at(scope, watch, is_shared=is_shared):
            surface = scope.surfaces[target.surface]
            concern = Concern(
                incident_age_s=age_s,
                has_siblings=len(surface.probes) > 1 or target is not watch,
                is_throttled=outcome is Outcome.RATE_LIMITED,
            )
            after_s = look_again_s(concern, surface.budget, now_ms, target.every_s, self.rules)
            if after_s is not None:
                target.is_extra = True
                self._note_change(target)
                looks.append(self._look(target, after_s))
        return looks

    def _observe(
        self, scope: ScopeWatch, shared: list[View], seen: Evidence, every_ms: int
    ) -> list[Finding]:
        findings = []
        for view in shared:
            view.stream.fed_ms = self._memory.watched_ms
            evidence = seen.failure_only() if view.stream is scope.pool else seen
            crossings = view.stream.observe(
                evidence, self._bar(view), self._memory.now_ms, every_ms
            )
            findings += [find(crossing, view) for crossing in crossings]
        return findings

    def _update(self, name: Scope, scope: ScopeWatch, findings: list[Finding]) -> list[Transition]:
        now_ms, case, rules = self._memory.now_ms, scope.case, self.rules
        scene = ScopeScene(scope, self._memory.sights, rules)
        if case.current is None:
            findings = [each for each in findings if scene.may_open(each.sources)]
        transitions = note(case, findings, self.provider, name, now_ms, scene, rules)
        if case.current is None:
            return []
        transitions += regrade(case, scene, now_ms)
        recoveries = [one for stream in scope.streams() for one in stream.recoveries.values()]
        if recoveries and all(recovery.is_over(now_ms, rules) for recovery in recoveries):
            ended_ms = max(recovery.since_ms for recovery in recoveries)
            return transitions + self._close(scope, ended_ms, wording.Ending.RECOVERED)
        if is_new_normal(case.current, case.opened_ms, now_ms, rules):
            accept(scope)
            return transitions + self._close(scope, now_ms, wording.Ending.ACCEPTED)
        return transitions

    def _let_go(self) -> list[Transition]:
        """Drop silent probes, and incidents that nothing measured can end any more."""
        memory = self._memory
        if memory.watched_ms - memory.swept_ms < self.rules.forget_probe_after_s * 1000 / _SWEEPS:
            return []
        if drop_silent(memory, self.rules):
            self._changed = None
        transitions = []
        for scope in memory.scopes.values():
            if scope.case.current is not None and not any(s.recoveries for s in scope.streams()):
                ended_ms = memory.now_ms
                transitions += self._close(scope, ended_ms, wording.Ending.UNWATCHED)
        return transitions

    def _close(self, scope: ScopeWatch, ended_ms: int, how: wording.Ending) -> list[Transition]:
        self._changed = None
        for stream in scope.streams():
            stream.start_over()
        return close(scope.case, ended_ms, self._memory.now_ms, how)

    def _note_change(self, watch: ProbeWatch) -> None:
        if self._changed is not None:
            self._changed[key_of(watch)] = watch

    def _bar(self, view: View) -> Bar:
        of = (view.rivals, view.probes > 1)
        bar = self._bars.get(of)
        if bar is None:
            bar = self._bars[of] = Bar.of(self.rules, view.rivals, is_pool=view.probes > 1)
        return bar


def _took_ms(result: ProbeResult) -> int:
    total_ms = result.timings.total_ms
    return round(total_ms) if total_ms is not None and 0 < total_ms < _LONGEST_MS else 0
