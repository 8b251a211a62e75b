"""Windows of planned work move with a history, each once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from incidents.maintenance import Window
from monitor.importing import take_in
from storage import maintenance
from storage.database import Database

Write = Callable[[Database, str, Path], bytes]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_windows_move_and_again_change_nothing(
    source: Database, target: Database, tmp_path: Path, write: Write, suffix: str
) -> None:
    with source.transaction() as connection:
        for provider, starts_at_ms in (("aurora", 100), (None, 50)):
            window = Window(
                provider=provider, starts_at_ms=starts_at_ms, ends_at_ms=200, reason="new disks",
                set_by="Ana",
            )  # fmt: skip
            maintenance.add(connection, window, 10)
    file = tmp_path / f"maintenance{suffix}"
    before = write(source, "maintenance", file)
    heard: list[str] = []

    first, second = (take_in(file, target, heard.append) for _ in range(2))

    assert (first.new, second.new, second.known, heard) == (2, 0, 2, [])
    assert write(target, "maintenance", tmp_path / f"moved{suffix}") == before
    with target.read() as connection:
        assert [each.provider for each in maintenance.windows(connection, 0, 300)] == [
            None,
            "aurora",
        ]


def test_a_window_that_ends_before_it_starts_is_named(target: Database, tmp_path: Path) -> None:
    file, heard = tmp_path / "maintenance.csv", list[str]()
    file.write_text("provider,starts_at_ms,ends_at_ms,reason,set_by\naurora,9,5,disks,Ana\n")
    assert take_in(file, target, heard.append).bad == 1
    assert heard == [f"{file}:2: ends_at_ms: 5 is before it starts"]
