"""What the public is told: how providers are, and nothing of our own account or configuration."""

from collections.abc import Iterable
from dataclasses import replace

from incidents.amended import Amended
from incidents.incident import ProviderState, State
from incidents.maintenance import Window
from incidents.verdict import verdict
from probes.result import Fault, ProbeResult
from publish.card import Card
from publish.status import Status

OPERATORS = "the operators"
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


def public_results(results: Iterable[ProbeResult]) -> list[ProbeResult]:
    """Return those of `results` that are no matter of our own, without words of anybody."""
    return [
        replace(
            each,
            detail=None,
            request_id=None,
            expectations=(),
            cost_microusd=0,
            headroom=None,
            retry_after_s=None,
            transcript=None,
        )
        for each in results
        if each.outcome.fault in (Fault.NONE, Fault.PROVIDER)
    ]


def public_amended(shown: Amended) -> Amended:
    """Return an incident without what people said of it among themselves, or who they are."""
    marks = {action: replace(said, by=OPERATORS, reason="") for action, said in shown.marks.items()}
    return replace(shown, trail=(), taken_back=frozenset(), marks=marks)


def public_window(planned: Window) -> Window:
    """Return planned work without who planned it."""
    return replace(planned, set_by=OPERATORS)


def _public(card: Card) -> Card:
    incidents = tuple(map(public_amended, card.incidents))
    planned = None if card.maintenance is None else public_window(card.maintenance)
    plain = replace(card, waiting=(), notices=(), incidents=incidents, maintenance=planned)
    if card.state is not State.ACCOUNT:
        return plain
    return replace(plain, state=State.UNKNOWN, sentence=UNSEEN)
