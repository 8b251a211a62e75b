"""Badges and the feed, for pages and readers that fetch an address and show what they get."""

from typing import Any

import storage.incidents
from publish.api.endpoint import Asked, Endpoint
from publish.api.problems import Problem
from publish.badge import badge as draw
from publish.feed import feed as write

_INCIDENTS = 50


def badge(asked: Asked[Any]) -> str:
    """Answer one provider's state as a picture."""
    name = asked.path["provider"]
    for card in asked.source.status().cards:
        if card.provider == name:
            return draw(card)
    raise Problem(404, "No provider of that name is watched.")


def feed(asked: Asked[Any]) -> bytes:
    """Answer the last incidents as an Atom feed."""
    told = asked.source.status()
    with asked.source.database().read() as connection:
        found = [
            (each, storage.incidents.transitions(connection, each.id))
            for each in storage.incidents.incidents(connection, limit=_INCIDENTS)
        ]
    return write(
        found,
        titles={card.provider: card.title for card in told.cards},
        base_url=asked.base_url,
        now_ms=told.at_ms,
    )


ENDPOINTS = (
    Endpoint(
        path="/badge/{provider}.svg",
        summary="A provider's state as a picture",
        answer=badge,
        media_type="image/svg+xml",
        max_age_s=60,
        problems=(404,),
    ),
    Endpoint(
        path="/feed.atom",
        summary="The last incidents as an Atom feed",
        answer=feed,
        media_type="application/atom+xml",
        max_age_s=60,
    ),
)
