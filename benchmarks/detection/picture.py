"""`python -m benchmarks.detection.picture`: draw how the evidence of one incident rises, as SVG."""

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.detection.world import DAY_S, ILLNESSES, Episode, World
from incidents.incident import Change
from incidents.judge import Judge
from incidents.rules import Rules
from incidents.snapshot import Snapshot

FILE = Path(__file__).parents[2] / "docs" / "evidence.svg"

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 860, 330, 60, 24, 48
_COLOURS = ("#C2272D", "#B26A00", "#4F74E3")
_ROWS = ("nearly all fail", "a third fails", "a tenth fails")
_EVERY_S = 60.0


@dataclass(frozen=True)
class Point:
    """One result: when, whether it failed, and the evidence of each test after it."""

    at_s: float
    failed: bool
    nats: tuple[float, ...]


def main() -> None:
    """Play a day, break a third of its answers for 20 minutes, and draw the time around."""
    rules, world = Rules(), World(1007, 1, warm_days=0.5, is_ill=False)
    start_s = DAY_S
    third = next(illness for illness in ILLNESSES if illness.name == "err 50 %")
    world.episodes = [Episode(start_s, start_s + 1200, third)]
    judge, at_s, points, moments = Judge("provider", rules), 0.0, [], {}
    while at_s < start_s + 2400:
        result, known_s = world.ask(at_s, "canary", knows_own_network=True)
        judged = judge.step(result, every_s=_EVERY_S)
        if at_s > start_s - 600:
            points.append(Point(at_s, not result.outcome.is_answered, _nats(judge.snapshot())))
        for change in judged.transitions:
            incident = change.incident
            if change.change is Change.OPENED:
                moments["found"] = known_s
                moments["began"] = World.moment_s(incident.started_at_ms)
            elif change.change is Change.CLOSED and incident.ended_at_ms:
                moments["closed"] = known_s
                moments["ended"] = World.moment_s(incident.ended_at_ms)
        grid_s = (known_s // _EVERY_S + 1) * _EVERY_S
        again_s = judged.look_again[0].after_s if judged.look_again else None
        at_s = grid_s if again_s is None else min(grid_s, known_s + again_s)
    FILE.write_text(_drawn(points, world.episodes[0], moments, rules), encoding="utf-8")


def _nats(snapshot: Snapshot) -> tuple[float, ...]:
    (watch,) = snapshot.watches.values()
    return tuple(row["nats"] for row in json.loads(watch)["stream"]["rows"][: len(_ROWS)])


def _drawn(points: list[Point], episode: Episode, moments: dict[str, float], rules: Rules) -> str:
    first_s, last_s = points[0].at_s, points[-1].at_s
    tallest = 30.0
    floor = _HEIGHT - _BOTTOM

    def x(at_s: float) -> float:
        return _LEFT + (at_s - first_s) / (last_s - first_s) * (_WIDTH - _LEFT - 20)

    def y(nats: float) -> float:
        return floor - min(nats, tallest) / tallest * (floor - _TOP)

    def text(x_: float, y_: float, said: str, more: str = "") -> str:
        return f'<text x="{x_:.0f}" y="{y_:.0f}" {more}>{said}</text>'

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12" fill="#7E889B" role="img" '
        'aria-label="Evidence rises with each failure until it crosses the bar">',
        f'<rect x="{x(episode.start_s):.0f}" y="{_TOP}" '
        f'width="{x(episode.end_s) - x(episode.start_s):.0f}" height="{floor - _TOP}" '
        'fill="#B26A00" fill-opacity="0.12"/>',
        text(x(episode.end_s) - 6, floor - 24, "half of all answers fail", 'text-anchor="end"'),
    ]
    for nats, said in (
        (rules.suspect_failures, "suspicious: look again within seconds"),
        (rules.evidence_failures, "sure: open an incident"),
    ):
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{y(nats):.0f}" y2="{y(nats):.0f}" '
            'stroke="#7E889B" stroke-dasharray="4 4"/>'
        )
        parts.append(text(_WIDTH - 24, y(nats) - 5, said, 'text-anchor="end"'))
        parts.append(text(_LEFT - 8, y(nats) + 4, f"{nats:g}", 'text-anchor="end"'))
    for row, (colour, said) in enumerate(zip(_COLOURS, _ROWS, strict=True)):
        path = " ".join(f"{x(p.at_s):.1f},{y(p.nats[row]):.1f}" for p in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(text(_LEFT + 4, _TOP + 14 * (row + 1) + 16, said, f'style="fill:{colour}"'))
    for point in points:
        colour, height = ("#C2272D", 9) if point.failed else ("#1F9D6B", 5)
        parts.append(
            f'<line x1="{x(point.at_s):.1f}" x2="{x(point.at_s):.1f}" y1="{floor + 4}" '
            f'y2="{floor + 4 + height}" stroke="{colour}" stroke-width="1.5"/>'
        )
    for name, at_s in moments.items():
        parts.append(
            f'<line x1="{x(at_s):.0f}" x2="{x(at_s):.0f}" y1="{_TOP}" y2="{floor}" '
            'stroke="#7E889B" stroke-opacity="0.6"/>'
        )
        side = "end" if name in ("began", "ended") else "start"
        shift = -4 if side == "end" else 4
        parts.append(text(x(at_s) + shift, floor - 6, name, f'text-anchor="{side}"'))
    parts.append(text(_LEFT, _HEIGHT - 12, "each mark a probe, the taller ones failed; nats"))
    for minute in range(0, int((last_s - first_s) // 60) + 1, 10):
        at = x(first_s + 60 * minute)
        parts.append(text(at, _HEIGHT - 26, f"{minute} min", 'text-anchor="middle"'))
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
