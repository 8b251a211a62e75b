"""What a report is made of: frozen, plain values, the same for every format and page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from publish.calendar_parts import Part
from publish.figures import Figure, Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of a provider, or of a surface, a probe or an impact of it, by `kind`.

    `name` is that of the surface, probe or impact, and the provider's id for itself.
    """

    kind: str
    name: str
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure | None:
        """Return one of the figures by its name, None where there is none such."""
        return next((each for each in self.figures if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One figure of a row over the parts of the period, None where there are no data."""

    kind: str
    name: str
    figure: str
    values: tuple[float | int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An incident that touches the period; times are epoch ms, None where they are not known.

    `severity` is our state or their impact, `part` our scope or their components. `is_counted`
    is false for one that began before the period or lay in planned work (`is_planned`).
    `official_lag_s` is how long after its start their own page told of trouble, in the words
    `official_title`.
    """

    id: str
    part: str
    severity: str
    sentence: str
    started_at_ms: int
    detected_at_ms: int | None
    ended_at_ms: int | None
    is_counted: bool
    is_planned: bool
    official_lag_s: int | None = None
    official_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """That somebody left an incident out of the corrected uptime; times are epoch ms.

    `said` is `false alarm` or `excluded`, `at_ms` when `by` said so, `part` our scope.
    """

    incident: str
    part: str
    started_at_ms: int
    ended_at_ms: int | None
    said: str
    by: str
    reason: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All that a report tells of one provider.

    `outcomes` are how its runs ended, `unknown_s` how long it was not seen and why, `gaps` the
    longest stretches [start, end), epoch ms, of which nothing was seen, longest first, of
    `gap_count`. It was seen from `vantages`; `every_s` is how often each probe runs.
    """

    provider: str
    title: str
    rows: tuple[Row, ...]
    courses: tuple[Course, ...]
    incidents: tuple[Listed, ...]
    outcomes: Mapping[str, int]
    unknown_s: Mapping[str, int]
    gaps: tuple[tuple[int, int], ...]
    gap_count: int
    corrections: tuple[Correction, ...] = ()
    vantages: tuple[str, ...] = ()
    every_s: Mapping[str, float] = field(default_factory=dict)

    @property
    def whole(self) -> Row:
        """The row of the provider itself."""
        return self.rows[0]

    def course(self, kind: str, name: str, figure: str) -> Course | None:
        """Return the course of one figure of one row, None where there is none such."""
        wanted = (kind, name, figure)
        return next(
            (each for each in self.courses if (each.kind, each.name, each.figure) == wanted), None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A period, [from_ms, to_ms) in epoch ms, as the days of `timezone` have it.

    `source` is `probes` for what was seen, and `official` for what status pages tell. `slo` is
    a share in (0, 1), `slice_s` the length of the slices of uptime by time. `notes` say what a
    reader should know first. Every figure is computed as its entry in `methods` says. `version`
    is that of this shape: within one, fields are only added. `made_by` is a program's name and
    version.
    """

    source: str
    from_ms: int
    to_ms: int
    timezone: str
    slo: float
    slice_s: int
    created_at_ms: int
    previous_from_ms: int
    previous_to_ms: int
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    accounts: tuple[Account, ...]
    methods: tuple[Method, ...]
    version: int = 1
    made_by: str = ""
