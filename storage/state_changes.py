"""Changes of providers' states: each once, and claimed for announcing like transitions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from incidents.incident import ProviderState, State
from storage import names
from storage.models import PROVIDER, STATE_CHANGE, UNANNOUNCED


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """A provider's new state; `was` is the one before, None where there was none."""

    was: State | None
    now: ProviderState


def save(connection: Connection, changes: Sequence[StateChange]) -> None:
    """Keep `changes`, in their order."""
    if not changes:
        return
    ids = names.provider_ids(connection, {each.now.provider for each in changes})
    rows = [
        {
            "provider_id": ids[each.now.provider],
            "at_ms": each.now.judged_at_ms,
            "was": None if each.was is None else str(each.was),
            "state": str(each.now.state),
            "since_ms": each.now.since_ms,
            "sentence": each.now.sentence,
        }
        for each in changes
    ]
    connection.execute(insert(STATE_CHANGE), rows)


def claim_unannounced(connection: Connection, now_ms: int) -> list[StateChange]:
    """Return the changes nobody has been told of, oldest first; they count as told now.

    Of any number of callers, each change is returned to one.
    """
    claiming = update(STATE_CHANGE).where(UNANNOUNCED).values(announced_at_ms=now_ms)
    claimed = list(connection.execute(claiming.returning(STATE_CHANGE.c.id)).scalars())
    if not claimed:
        return []
    wanted = (
        select(STATE_CHANGE, PROVIDER.c.name.label("provider"))
        .join(PROVIDER, STATE_CHANGE.c.provider_id == PROVIDER.c.id)
        .where(STATE_CHANGE.c.id.in_(claimed))
        .order_by(STATE_CHANGE.c.id)
    )
    return [
        StateChange(
            was=None if row.was is None else State(row.was),
            now=ProviderState(
                provider=row.provider,
                state=State(row.state),
                since_ms=row.since_ms,
                sentence=row.sentence,
                judged_at_ms=row.at_ms,
            ),
        )
        for row in connection.execute(wanted)
    ]
