"""The `retention:` section: what people write, and what they are told."""

from pathlib import Path

import pytest

from monitor.config import ConfigError, load_config
from storage.retention import Keep

HEAD = "providers:\n  openai:\n"
DAY_MS = 86_400_000


def keep(tmp_path: Path, text: str = "") -> Keep:
    path = tmp_path / "probes.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_config(path, {}).retention.keep()


def test_without_a_word_coarse_rows_stay_for_ever(tmp_path: Path) -> None:
    assert keep(tmp_path) == Keep(
        raw_ms=30 * DAY_MS,
        failure_ms=400 * DAY_MS,
        minute_ms=90 * DAY_MS,
        hour_ms=None,
        day_ms=None,
        transcript_ms=90 * DAY_MS,
    )


def test_each_kind_has_an_age_of_its_own(tmp_path: Path) -> None:
    text = (
        "retention: { raw: 7d, failures: 30d, transcripts: 14d, minute: 1d12h, hour: 400d, "
        "day: forever }"
    )
    with pytest.raises(ConfigError, match="`minute` must be kept at least as long as `raw`"):
        keep(tmp_path, text)
    assert keep(tmp_path, text.replace("1d12h", "20d")) == Keep(
        raw_ms=7 * DAY_MS,
        failure_ms=30 * DAY_MS,
        minute_ms=20 * DAY_MS,
        hour_ms=400 * DAY_MS,
        day_ms=None,
        transcript_ms=14 * DAY_MS,
    )


def test_everything_may_stay_for_ever(tmp_path: Path) -> None:
    kept = keep(tmp_path, "retention: { raw: forever, failures: forever, minute: forever }")
    assert kept == Keep(raw_ms=None, failure_ms=None, minute_ms=None, hour_ms=None, day_ms=None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{ raw: 12h }", "3:19: retention.raw: must be at least a day: `1d`"),
        ("{ raw: long }", "or write `forever`"),
        ("{ raws: 3d }", "retention.raws: no such key; did you mean `raw`?"),
        ("{ raw: forever }", "`minute` must be kept at least as long as `raw`"),
        ("{ failures: 20d }", "`failures` must be kept at least as long as `raw`"),
        ("{ hour: 80d }", "`hour` must be kept at least as long as `minute`"),
    ],
)
def test_a_mistake_is_told_with_place_and_mend(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        keep(tmp_path, f"retention: {text}\n")
    assert said in str(raised.value)
