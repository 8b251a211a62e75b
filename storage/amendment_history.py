"""The trail of what people said of incidents: read in order, and taken in from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select

from incidents.amendments import Amendment
from probes.redact import Redactor
from storage.amendments import amendments, row_of
from storage.models import AMENDMENT


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the trail, and the one that it takes back: numbers differ between databases."""

    said: Amendment
    undoes: Amendment | None = None


def entries(connection: Connection, from_ms: int, to_ms: int) -> Iterator[Entry]:
    """Yield what was said in [from_ms, to_ms), in that order."""
    everything = amendments(connection)
    by_id = {each.id: each for each in everything}
    for each in everything:
        if from_ms <= each.at_ms < to_ms:
            yield Entry(each, None if each.undoes is None else by_id.get(each.undoes))


def take_in(connection: Connection, said: Amendment, undoes: tuple[str, int] | None) -> bool:
    """Keep an entry of elsewhere, without what looks like a key; return whether it is new.

    `undoes` tells by action and moment which one it takes back. Raises `ValueError` where that
    is not here.
    """
    clean = Redactor().clean
    kept = replace(said, by=clean(said.by), reason=clean(said.reason))
    if undoes is not None:
        action, at_ms = undoes
        taken_back = (AMENDMENT.c.action == action, AMENDMENT.c.at_ms == at_ms)
        number = connection.execute(select(AMENDMENT.c.id).where(*taken_back)).scalar()
        if number is None:
            raise ValueError(f"the `{action}` that it takes back is not here")
        kept = replace(kept, undoes=number)
    row = row_of(kept)
    same = (AMENDMENT.c[name].is_not_distinct_from(value) for name, value in row.items())
    if connection.execute(select(AMENDMENT.c.id).where(*same)).first() is not None:
        return False
    connection.execute(insert(AMENDMENT).values(row))
    return True
