"""What the demo plays at this moment, beside what was found of it: nobody told the judge."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from dashboard.markup import notice
from dashboard.theme import LOOKS
from incidents.incident import State
from publish import words
from publish.card import Card
from publish.status import Status

VARIABLE = "BROWNOUT_DEMO_STORY"
"""Set by the demo alone: JSON of `started_at_ms`, `period_s` and `scenes`, each of those with its
`provider`, `from_s`, `until_s` and `played`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    provider: str
    from_s: float
    until_s: float
    played: str


def banner(status: Status) -> str:
    """Return what is played now and what comes next as HTML; nothing where this is no demo."""
    told = os.environ.get(VARIABLE)
    if not told:
        return ""
    story = json.loads(told)
    scenes = [_Scene(**scene) for scene in story["scenes"]]
    at_s = (status.at_ms - story["started_at_ms"]) / 1000 % story["period_s"]
    playing = [scene for scene in scenes if scene.from_s <= at_s < scene.until_s]
    cards = {card.provider: card for card in status.cards}
    said = "; ".join(_playing(playing, cards, at_s, status.at_ms))
    said = f"Played now: {said}." if said else "Played now: all are well."
    return notice(
        LOOKS[State.MAINTENANCE],
        "This is the demo: these providers do not exist, and nothing leaves this machine",
        f"{said} {_next(scenes, cards, at_s, story)}",
    )


def _playing(
    scenes: list[_Scene], cards: dict[str, Card], at_s: float, now_ms: int
) -> Iterator[str]:
    for scene in scenes:
        card = cards.get(scene.provider)
        began_ms = now_ms - round((at_s - scene.from_s) * 1000)
        found = "not found yet"
        if card is not None and card.incidents:
            after_ms = card.incidents[-1].incident.detected_at_ms - began_ms
            found = f"found after {words.duration(max(1000, after_ms))}"
        yield f"{_title(scene, cards)} is {scene.played} ({found})"


def _next(scenes: list[_Scene], cards: dict[str, Card], at_s: float, story: dict[str, Any]) -> str:
    period_s = story["period_s"]
    # What begins at this very moment comes next when the story has been told once more.
    waits_s = {scene: (scene.from_s - at_s) % period_s or period_s for scene in scenes}
    first = min(scenes, key=lambda scene: waits_s[scene])
    wait_ms = ceil(waits_s[first]) * 1000
    return f"Next: {_title(first, cards)} {first.played}, in {words.duration(wait_ms)}."


def _title(scene: _Scene, cards: dict[str, Card]) -> str:
    card = cards.get(scene.provider)
    return scene.provider if card is None else card.title
