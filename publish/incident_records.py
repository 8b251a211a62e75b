"""Incidents with what people said of them, as plain values for programs."""

from dataclasses import asdict
from typing import Any

from incidents.amended import Amended
from incidents.amendments import Amendment


def as_json(shown: Amended) -> dict[str, Any]:
    """Return an incident as it is shown, as plain JSON; the shape is part of the public interface.

    Times are epoch milliseconds UTC; null where there is nothing to say::

        {"id", "provider", "scope", "state", "worst", "facets": [str], "sentence",
         "started_at_ms", "detected_at_ms", "ended_at_ms", "closed_at_ms",
         "judged": [str],        the ids of the judged incidents that it is made of
         "acknowledged": ENTRY | null, "false_alarm": ENTRY | null, "excluded": ENTRY | null,
         "notes": [ENTRY], "trail": [ENTRY]}

    where an entry is {"id", "incident", "action", "at_ms", "by", "reason", "other",
    "split_at_ms", "undoes", "is_taken_back"}.
    """
    return {
        **asdict(shown.incident),
        "judged": list(shown.judged),
        "acknowledged": _entry(shown.acknowledged, shown),
        "false_alarm": _entry(shown.false_alarm, shown),
        "excluded": _entry(shown.excluded, shown),
        "notes": [_entry(each, shown) for each in shown.notes],
        "trail": [_entry(each, shown) for each in shown.trail],
    }


def _entry(said: Amendment | None, shown: Amended) -> dict[str, Any] | None:
    if said is None:
        return None
    return {**asdict(said), "is_taken_back": said.id in shown.taken_back}
