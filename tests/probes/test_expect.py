import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from probes import expect
from probes.result import Observation, Outcome
from probes.spec import StrictModel


class Model(StrictModel):
    total: expect.AtMost
    speed: expect.AtLeast


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("250ms", 0.25),
        ("30s", 30.0),
        ("5m", 300.0),
        ("1h30m", 5400.0),
        ("2d", 172_800.0),
        ("1.5 s", 1.5),
        (" 1h 30m ", 5400.0),
        ("45", 45.0),
        (45, 45.0),
        (0.5, 0.5),
        ("0s", 0.0),
    ],
)
def test_durations_are_read_as_people_write_them(written: str | float, seconds: float) -> None:
    assert expect.parse_duration_s(written) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "written",
    ["", "fast", "5 minutes", "-5s", "5m3", "1e3", "s", "5 5s", "9999999d", "٣s", True, None, [],
     -1, float("nan"), float("inf")],
)  # fmt: skip
def test_what_is_no_duration_is_told_how_to_write_one(written: object) -> None:
    with pytest.raises(ValueError, match="write `250ms`, `30s`, `5m`, `1h30m` or `2d`"):
        expect.parse_duration_s(written)  # type: ignore[arg-type]


@given(text=st.text(max_size=20))
def test_no_text_is_more_than_refused(text: str) -> None:
    for parse in (expect.parse_duration_s, expect.parse_at_most, expect.parse_at_least):
        with contextlib.suppress(ValueError):
            assert parse(text) is not None


@given(ms=st.integers(0, 10**9))
def test_milliseconds_come_back_as_they_went_in(ms: int) -> None:
    assert expect.parse_duration_s(f"{ms}ms") == pytest.approx(ms / 1000)


def test_a_limit_on_a_duration_holds_below_it_and_not_above() -> None:
    limit = expect.parse_at_most("< 800ms")

    assert limit.holds(0.799)
    assert not limit.holds(0.8)
    assert expect.parse_at_most("<= 2s").holds(2.0)
    assert str(expect.parse_at_most("  <800ms ")) == "< 800ms"


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("800ms", 'write it like "< 800ms"'),
        ("> 3s", "would demand slowness: write `< 3s`"),
        ("< 3", "write `< 3s` or `< 3ms`"),
        ("< soon", "is not a duration"),
        (3, "is not a comparison"),
        ("< 0s", "can never hold"),
    ],
)
def test_a_wrong_limit_is_told_how_to_mend_it(written: object, mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        expect.parse_at_most(written)


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("20", 'write it like "> 20"'),
        ("< 20", "write `> 20`"),
        ("> 20s", "a plain number without a unit"),
    ],
)
def test_a_wrong_lower_limit_is_told_how_to_mend_it(written: str, mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        expect.parse_at_least(written)


def test_a_model_reads_keeps_and_writes_them_as_they_were_written() -> None:
    model = Model.model_validate({"total": "< 800ms", "speed": ">= 20"})

    assert model.total.limit == pytest.approx(0.8)
    assert json.loads(model.model_dump_json()) == {"total": "< 800ms", "speed": ">= 20"}
    assert Model.model_validate(model.model_dump()) == model


def test_a_model_names_the_key_of_a_wrong_one() -> None:
    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"total": "quick", "speed": "> 20"})

    assert [each["loc"] for each in caught.value.errors()] == [("total",)]


def test_editors_get_a_pattern_that_the_examples_match() -> None:
    schema = Model.model_json_schema()["properties"]

    assert schema["total"]["type"] == schema["speed"]["type"] == "string"
    assert schema["total"]["examples"] == ["< 800ms"]


def test_a_verdict_shows_what_was_measured_in_a_readable_unit() -> None:
    limit = expect.parse_at_most("< 3s")

    (fast,) = expect.duration("total time", limit, 412.3)
    (slow,) = expect.duration("total time", limit, 41_230.0)
    assert (fast.got, fast.held, fast.expected) == ("412 ms", True, "< 3s")
    assert (slow.got, slow.held) == ("41.2 s", False)


def test_what_was_not_measured_gets_no_verdict() -> None:
    assert expect.duration("ttft", expect.parse_at_most("< 3s"), None) == []
    assert expect.rate("speed", None, 12.0) == []


def test_a_broken_expectation_turns_the_outcome_and_says_which() -> None:
    verdicts = expect.rate("tokens per second", expect.parse_at_least("> 20"), 7.25)
    judged = expect.judged(Observation(), Outcome.TOO_SLOW, verdicts)

    assert judged.outcome is Outcome.TOO_SLOW
    assert judged.detail == "tokens per second: expected > 20, got 7.2"
    assert expect.judged(Observation(), Outcome.TOO_SLOW, []).outcome is Outcome.OK
