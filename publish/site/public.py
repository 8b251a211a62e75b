"""What the public is told: how providers are, and nothing of our own account or configuration."""

from dataclasses import replace

from incidents.incident import ProviderState, State
from incidents.verdict import verdict
from publish.card import Card
from publish.status import Status

UNSEEN = "we cannot see it at the moment, for a reason of our own"


def public(status: Status) -> Status:
    """Return `status` as anybody may read it; what waits for a key is left out."""
    cards = tuple(_public(card) for card in status.cards if not card.is_waiting)
    states = [
        ProviderState(
            provider=card.title,
            state=card.state,
            since_ms=card.since_ms or 0,
            sentence=card.sentence,
            judged_at_ms=status.at_ms,
        )
        for card in cards
    ]
    going_on = [
        replace(each.incident, provider=card.title)
        for card in cards
        for each in card.incidents
        if each.false_alarm is None
    ]
    sentence = verdict(states, going_on)
    return replace(
        status,
        sentence=sentence,
        headline=status.headline if status.is_stale else sentence,
        config_errors=(),
        cards=cards,
    )


def _public(card: Card) -> Card:
    plain = replace(card, waiting=(), notices=())
    if card.state is not State.ACCOUNT:
        return plain
    return replace(plain, state=State.UNKNOWN, sentence=UNSEEN)
