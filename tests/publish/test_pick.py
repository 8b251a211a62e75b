"""The helper that programs import: it answers, whatever became of the monitor."""

import time
from pathlib import Path
from typing import Any

import pytest

from incidents.incident import State
from publish.pick import pick


def test_it_reads_the_latest_states(past: Any) -> None:
    past.probe("a/canary")
    past.probe("b/canary")
    past.state("a", State.ACCOUNT, "our key was rejected")
    past.state("b", State.OPERATIONAL)
    past.worker()

    told = pick(["a", "b"], database=past.database.name, now_ms=past.now_ms)

    assert told.provider == "b"


def test_without_a_database_it_returns_the_order_and_makes_none(tmp_path: Path) -> None:
    missing = tmp_path / "none.db"

    told = pick(["a", "b"], database=missing)

    assert (told.provider, told.is_fail_open) == ("a", True)
    assert "is not there" in told.sentence
    assert not missing.exists()


def test_a_file_that_is_no_database_moves_nobody(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_text("no database at all, and long enough to be looked at " * 20)

    assert pick(["a"], database=broken).is_fail_open


def test_an_empty_order_is_a_mistake_of_the_caller(past: Any) -> None:
    with pytest.raises(ValueError, match="at least one provider"):
        pick([], database=past.database.name)


def test_what_changes_is_told_a_second_later_at_most(past: Any, eventually: Any) -> None:
    past.now_ms = time.time_ns() // 1_000_000
    past.probe("a/canary")
    past.probe("b/canary")
    past.state("a", State.OPERATIONAL)
    past.worker()
    assert pick(["a", "b"], database=past.database.name).provider == "a"

    past.state("a", State.ACCOUNT, "our key was rejected")

    assert eventually(lambda: pick(["a", "b"], database=past.database.name).provider == "b")
