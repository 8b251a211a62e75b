"""Planned work in probes.yaml: once, or again and again, across changes of the clock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import ConfigError, load_config
from monitor.maintenance import upcoming

HEAD = "providers:\n  openai:\n"


def load(tmp_path: Path, text: str, now: str) -> list[tuple[str, str, str | None]]:
    path = tmp_path / "probes.yaml"
    path.write_text(f"{HEAD}maintenance:\n  - {text}\n", encoding="utf-8")
    config = load_config(path, {})
    now_ms = round(datetime.fromisoformat(now).timestamp() * 1000)

    def told(at_ms: int | None) -> str:
        return f"{datetime.fromtimestamp((at_ms or 0) / 1000, UTC):%m-%d %H:%M}"

    return [
        (told(each.starts_at_ms), told(each.ends_at_ms), each.provider)
        for each in upcoming(config.maintenance, now_ms)
    ]


def test_work_once_is_a_window_until_it_is_over(tmp_path: Path) -> None:
    once = "{ provider: openai, from: 2026-11-22T01:00, to: 2026-11-22T03:00Z, reason: upgrade }"

    assert load(tmp_path, once, "2026-11-21T00:00+00:00") == [
        ("11-22 01:00", "11-22 03:00", "openai")
    ]
    assert load(tmp_path, once, "2026-11-22T02:59+00:00")
    assert load(tmp_path, once, "2026-11-22T03:00+00:00") == []


def test_times_are_of_the_zone_that_is_named(tmp_path: Path) -> None:
    there = "{ from: 2026-07-01T01:00, for: 2h, timezone: Europe/Berlin }"

    assert load(tmp_path, there, "2026-06-30T00:00+00:00") == [("06-30 23:00", "07-01 01:00", None)]


def test_work_that_comes_again_is_told_for_a_week_and_keeps_its_hour(tmp_path: Path) -> None:
    weekly = "{ cron: '0 2 * * sun', for: 90m, timezone: Europe/Berlin }"

    # Two Sundays, and in the night between the two weeks the clock goes back.
    assert load(tmp_path, weekly, "2026-10-18T00:30+00:00") == [
        ("10-18 00:00", "10-18 01:30", None), ("10-25 00:00", "10-25 01:30", None),
    ]  # fmt: skip
    assert load(tmp_path, weekly, "2026-10-25T12:00+00:00") == [
        ("11-01 01:00", "11-01 02:30", None)
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{ for: 2h }", "say either `from` or `cron`"),
        ("{ from: 2026-11-22T01:00 }", "say either `to` or `for`"),
        ("{ from: 2026-11-22, to: 2026-11-21 }", "must be later than `from`"),
        ("{ cron: 'now and then', for: 1h }", "write it like `0 2 * * sun`"),
        ("{ cron: '0 2 * * sun', to: 2026-11-22 }", "with `cron` say `for`"),
        ("{ from: soon, for: 1h }", "maintenance[0].from"),
        ("{ from: 2026-11-22, for: 1h, timezone: Mars }", "write it like `Europe/Berlin`"),
        ("{ provider: opnai, from: 2026-11-22, for: 1h }", "did you mean `openai`"),
        ("{ from: 2026-11-22, for: 1h, reasn: x }", "did you mean `reason`"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, text, "2026-11-21T00:00+00:00")
    assert said in str(raised.value)
    assert "probes.yaml:4:" in str(raised.value)
