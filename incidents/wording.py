"""Every sentence people read about a state or an incident, once; times are UTC."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise

from incidents.incident import Incident, Scope, State
from incidents.maintenance import Window
from probes.result import Outcome, Surface

NO_RESULT_YET = "no result yet"
OPERATIONAL = "answers as usual"
BLIND = "this machine cannot reach the internet"
CANNOT_RESOLVE = "this machine cannot resolve names"

_RUNS = {
    Surface.EDGE: "reachability checks",
    Surface.AUTH: "key checks",
    Surface.OAUTH: "login checks",
    Surface.API: "canaries",
    Surface.DEPENDENCY: "checks",
    Surface.OFFICIAL: "readings of the status page",
}
# A sentence names so many things that still work.
_NAMED = 3
_FAILURES = {
    Outcome.CONNECT: "could not connect",
    Outcome.TLS: "failed in the TLS handshake",
    Outcome.TIMEOUT: "timed out",
    Outcome.SERVER_ERROR: "failed with server errors",
    Outcome.OVERLOADED: "failed with overloaded",
    Outcome.RATE_LIMITED: "were rate-limited",
    Outcome.STREAM_BROKEN: "broke off half-way",
    Outcome.MALFORMED: "came back malformed",
    Outcome.AUTH_BROKEN: "failed to authenticate",
}
_SIGNALS = {"ttft": "first token", "ttfb": "first byte", "total": "an answer"}
_ACCOUNT = {
    Outcome.AUTH_REJECTED: "our key was rejected",
    Outcome.QUOTA: "our quota or credit is spent",
    Outcome.BAD_REQUEST: "our request was refused as wrong",
    Outcome.MODEL_GONE: "the model we ask for is no longer offered",
}


class Ending(StrEnum):
    """How an incident came to its end."""

    RECOVERED = "recovered"
    ACCEPTED = "accepted"
    UNWATCHED = "unwatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How slow: the ratio to what is usual and, for one probe alone, what that is.

    `usual` is in milliseconds for a latency and in tokens per second for a throughput.
    """

    ratio: float
    usual: float | None = None
    signal: str = "ttft"


def clock(at_ms: int) -> str:
    """Return a time as people say it: HH:MM:SS UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%H:%M:%S UTC")


def percent(share: float) -> str:
    """Return a share as per cent, with a decimal where it is small."""
    return f"{share * 100:.0f} %" if share >= 0.0995 else f"{share * 100:.1f} %"


def seconds(milliseconds: float) -> str:
    """Return a short duration with as many digits as it is worth."""
    if milliseconds < 100:
        return f"{milliseconds:.0f} ms"
    value = milliseconds / 1000
    return (
        f"{value:.2f} s" if value < 0.995 else f"{value:.1f} s" if value < 20 else f"{value:.0f} s"
    )


def span(milliseconds: int) -> str:
    """Return a duration as people say it, in its two largest units."""
    total_s = round(milliseconds / 1000)
    units = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))
    for (name, size), (minor, minor_size) in pairwise(units):
        if total_s >= size:
            rest = total_s % size // minor_size
            return f"{total_s // size} {name}" + (f" {rest} {minor}" if rest else "")
    return f"{total_s} s"


def runs(surfaces: Iterable[Surface], alone: str | None = None) -> str:
    """Name the runs that are counted: by their surface, or of one probe `alone`."""
    if alone is not None:
        return f'runs of "{alone}"'
    names = {_RUNS[surface] for surface in surfaces}
    return names.pop() if len(names) == 1 else "checks"


def failures(
    bad: int, results: int, subject: str, outcome: Outcome | None, usual_share: float
) -> str:
    """Return the clause on failures; `outcome` is what most of them share, if anything."""
    what = "failed in various ways" if outcome is None else _FAILURES.get(outcome, "failed")
    return f"{bad} of the last {results} {subject} {what} (usually {percent(usual_share)})"


def wrong_answers(bad: int, results: int, subject: str, usual_share: float) -> str:
    """Return the clause on wrong answers."""
    usual = percent(usual_share)
    return f"{bad} of the last {results} {subject} were answered wrongly (usually {usual})"


def slow_answers(subject: str, speed: Speed) -> str:
    """Return the clause on latency."""
    signal = _SIGNALS.get(speed.signal, "an answer")
    if speed.usual is None:
        return f"{signal} takes {speed.ratio:.1f} times as long as usual ({subject})"
    now = seconds(speed.usual * speed.ratio)
    return f"{signal} takes {now} (usually {seconds(speed.usual)})"


def slow_streams(subject: str, speed: Speed) -> str:
    """Return the clause on throughput."""
    if speed.usual is None:
        return f"tokens come at {percent(speed.ratio)} of their usual rate ({subject})"
    now = speed.usual * speed.ratio
    return f"tokens come at {now:.0f} a second (usually {speed.usual:.0f})"


EVERYWHERE = "everywhere"
"""How much is hit where nothing that is watched is well."""


def one_region(region: str) -> str:
    """Say that one region alone is hit."""
    return f"in region {region} alone"


def one_model(model: str) -> str:
    """Say that one model alone is hit."""
    return f"with model {model} alone"


def one_surface(surface: Surface) -> str:
    """Say that one part of a provider alone is hit."""
    return f"in {_RUNS[surface]} alone"


def some_probes(hit: int, of: int) -> str:
    """Say how many probes are hit where no trait of theirs explains it."""
    return f"in {hit} of {of} probes"


def seen_from(extent: str, vantages: Sequence[str], of: int) -> str:
    """Add how many vantages see it, and which one where it is but one."""
    who = f" ({vantages[0]} alone)" if len(vantages) == 1 else ""
    return f"{extent}, seen from {len(vantages)} of {of} vantages{who}"


def all_from(vantage: str) -> str:
    """Name all that works from another vantage."""
    return f"all of it from {vantage}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """When trouble began and between which moments it was seen, epoch ms UTC."""

    since_ms: int
    first_ms: int
    last_ms: int


def incident(
    clauses: Iterable[str], stretch: Stretch, extent: str = "", working: Sequence[str] = ()
) -> str:
    """Return the sentence of an open incident."""
    first, last = clock(stretch.first_ms), clock(stretch.last_ms)
    seen = f"seen {first[:-4]} to {last[:-4]}" if last != first else f"seen {first[:-4]}"
    how = f"{'; '.join(clauses)}{', ' if extent else ''}{extent}"
    return f"{how}, since {clock(stretch.since_ms)} ({seen}){_still(working)}"


def eased(tally: str, since_ms: int, working: Sequence[str] = ()) -> str:
    """Return the sentence of an outage that became a brownout."""
    return f"works again in part: {tally}, since {clock(since_ms)}{_still(working)}"


def _still(working: Sequence[str]) -> str:
    more = len(working) - _NAMED
    named = [*working[:_NAMED], f"{more} more"] if more > 0 else working
    return f"; still well: {listed(named)}" if named else ""


def listed(names: Sequence[str]) -> str:
    """Return names as an enumeration; there must be one at least."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def together(providers: Sequence[str], of: int) -> str:
    """Return what to think of other providers in trouble since about the same time.

    `providers` are those, of so many others that are watched.
    """
    names = listed(list(dict.fromkeys(providers)))
    whose = "this may be us" if len(set(providers)) == of else "they may share a cause"
    return f"in trouble since about the same time: {names}; {whose}"


def tally(failed: int, seen: int, subject: str) -> str:
    """Return how recent runs went."""
    return f"{failed} of the last {seen} {subject} failed"


def closed(how: Ending, what: str, started_ms: int, ended_ms: int) -> str:
    """Return the sentence of a closed incident; `what` is its last sentence."""
    lasted = span(max(0, ended_ms - started_ms))
    match how:
        case Ending.RECOVERED:
            return f"well again since {clock(ended_ms)}, after {lasted}; it was: {what}"
        case Ending.ACCEPTED:
            return f"taken as the new normal after {lasted}: {what}"
        case Ending.UNWATCHED:
            return f"closed after {lasted}, as what showed it is no longer measured: {what}"


A_DEPENDENCY = "a dependency"
"""How the sentence begins of a provider whose API works while something beside it does not."""


def standing(incidents: Mapping[Scope, Incident], watched: Collection[Scope]) -> str:
    """Return the sentence of a provider with open incidents, by scope, of those `watched`."""
    scope = foremost(incidents)
    one = incidents[scope]
    if scope is Scope.API or len(watched) == 1:
        return one.sentence
    part = "login" if scope is Scope.LOGIN else A_DEPENDENCY
    how = "is down" if one.state is State.OUTAGE else "is troubled"
    besides = " while the API works" if Scope.API in watched else ""
    return f"{part} {how}{besides}: {one.sentence}"


def foremost(scopes: Iterable[Scope]) -> Scope:
    """Return of which scope's incident a provider's sentence tells, of those that have one."""
    return min(scopes, key=list(Scope).index)


_PART = re.compile(r"^(login|a dependency) is (down|troubled)( while the API works)?: ")


def without_part(sentence: str) -> str:
    """Return what the sentence of a provider says of its foremost incident."""
    return _PART.sub("", sentence)


def maintenance(window: Window, seen: str | None) -> str:
    """Return the sentence of a provider that is worked on; `seen` is the trouble, if any."""
    ends_ms = window.ends_at_ms
    until = f" until {clock_of_day(ends_ms)}" if ends_ms is not None else ""
    said = f"in maintenance{until}: {window.reason}"
    return said if seen is None else f"{said}; meanwhile {seen}"


def clock_of_day(at_ms: int) -> str:
    """Return a time to the minute, with its day."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def unseen(blind: Outcome, sentence: str | None) -> str:
    """Return the sentence of a provider that we cannot see, with that of an open incident."""
    why = CANNOT_RESOLVE if blind is Outcome.DNS_LOCAL else BLIND
    return (
        why if sentence is None else f"{why}; an incident stands open and we cannot see: {sentence}"
    )


def account(outcome: Outcome, probe: str) -> str:
    """Return the sentence of a provider that will not serve us, through no fault of its own."""
    what = _ACCOUNT.get(outcome, "our account was refused")
    return f'{what} (probe "{probe}"): not the provider\'s fault'
