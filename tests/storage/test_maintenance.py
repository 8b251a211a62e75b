"""Windows of planned work in the table, from whoever set them."""

from collections.abc import Callable
from dataclasses import replace

from incidents.maintenance import Window
from probes.official import Impact, OfficialIncident
from storage import maintenance, official
from storage.database import Database

WINDOW = Window(provider="a", starts_at_ms=1_000, ends_at_ms=2_000, reason="upgrade", set_by="me")
FILED = replace(WINDOW, set_by=maintenance.FILE)


def starts(database: Database, start: int = 0, end: int = 10_000) -> list[tuple[int, int | None]]:
    with database.read() as connection:
        found = maintenance.windows(connection, start, end)
    return [(each.starts_at_ms, each.ends_at_ms) for each in found]


def test_a_window_is_ended_now_or_taken_back_before_it_begins(database: Database) -> None:
    with database.transaction() as connection:
        first = maintenance.add(connection, WINDOW, 500)
        second = maintenance.add(connection, replace(WINDOW, starts_at_ms=1_500), 500)
        assert maintenance.end(connection, first, 1_200)
        assert maintenance.end(connection, second, 1_200)
        assert not maintenance.end(connection, first, 1_300)
        assert not maintenance.end(connection, 99, 1_300)

    assert starts(database) == [(1_000, 1_200)]


def test_the_file_declares_what_is_to_come_and_what_was_stays(database: Database) -> None:
    past = replace(FILED, starts_at_ms=10, ends_at_ms=20)
    with database.transaction() as connection:
        maintenance.declare(connection, [past, FILED], 5)
        maintenance.declare(connection, [FILED, replace(FILED, starts_at_ms=1_800)], 100)
        maintenance.declare(connection, [FILED], 1_500)
        maintenance.add(connection, replace(WINDOW, starts_at_ms=1_900), 1_500)
    assert starts(database) == [(10, 20), (1_000, 2_000), (1_900, 2_000)]

    with database.transaction() as connection:
        maintenance.declare(connection, [], 1_500)
    assert starts(database) == [(10, 20), (1_000, 1_500), (1_900, 2_000)]


def test_only_what_touches_the_span_is_found(database: Database) -> None:
    with database.transaction() as connection:
        maintenance.add(connection, WINDOW, 0)

    assert starts(database, 2_000, 3_000) == []
    assert starts(database, 0, 1_000) == []
    assert starts(database, 1_999, 3_000) == [(1_000, 2_000)]


def test_maintenance_of_a_status_page_counts_once_it_has_begun(database: Database) -> None:
    make: Callable[..., OfficialIncident] = lambda key, **said: OfficialIncident(  # noqa: E731
        **{"key": key, "title": "DB work", "impact": Impact.MAINTENANCE, "status": "in_progress",
           "started_at_ms": 3_000} | said
    )  # fmt: skip
    with database.transaction() as connection:
        official.take_in(
            connection,
            "a",
            [
                make("goes on"),
                make("over", status="completed", resolved_at_ms=3_500),
                make("planned", status="scheduled"),
                make("trouble", impact=Impact.MAJOR),
            ],
        )
        found = maintenance.windows(connection, 3_100, 3_200)

    assert [(each.ends_at_ms, each.set_by) for each in found] == [
        (None, "their status page"), (3_500, "their status page"),
    ]  # fmt: skip
    assert {each.provider for each in found} == {"a"}
