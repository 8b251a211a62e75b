"""How history is cut into slices: by how long it is, and by what is kept of it."""

from typing import Any

import pytest

from publish import sight
from storage.horizons import Kind, move

MINUTE_MS = 60_000
DAY_MS = 1440 * MINUTE_MS


@pytest.mark.parametrize(("days", "minutes"), [(1, 1), (30, 5), (90, 15), (365, 60), (3650, 1440)])
def test_the_longer_the_window_the_longer_its_slices(past: Any, days: int, minutes: int) -> None:
    with past.database.read() as connection:
        assert sight.slice_ms(connection, 0, days * DAY_MS) == minutes * MINUTE_MS


def test_no_slice_is_finer_than_what_is_kept(past: Any) -> None:
    with past.database.transaction() as connection:
        move(connection, Kind.HOUR, 10 * DAY_MS)
        move(connection, Kind.MINUTE, 20 * DAY_MS)

    with past.database.read() as connection:
        starts = (9 * DAY_MS, 19 * DAY_MS, 20 * DAY_MS)
        found = [sight.slice_ms(connection, at, at + DAY_MS) for at in starts]

    assert found == [DAY_MS, 60 * MINUTE_MS, MINUTE_MS]
