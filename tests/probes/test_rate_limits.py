"""What headers tell of our allowance, in every dialect of them."""

import email.utils

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rate_limits import headroom, noted, retry_after_s
from probes.result import Observation, Outcome

NOW_S = 1_795_000_000.0


@pytest.mark.parametrize(
    ("headers", "share"),
    [
        ({}, None),
        ({"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "45"}, 0.75),
        (
            {"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "60",
             "x-ratelimit-limit-tokens": "1000", "x-ratelimit-remaining-tokens": "10"},
            0.01,
        ),
        (
            {"anthropic-ratelimit-requests-limit": "50",
             "anthropic-ratelimit-requests-remaining": "0"},
            0.0,
        ),
        ({"x-ratelimit-limit-requests-day": "10", "x-ratelimit-remaining-requests-day": "1"}, 0.1),
        ({"x-ratelimit-limit": "10", "x-ratelimit-remaining": "7"}, 0.7),
        ({"x-ratelimit-limit-tokens": "10", "x-ratelimit-remaining-tokens": "-1"}, None),
        ({"x-ratelimit-limit-tokens": "0", "x-ratelimit-remaining-tokens": "0"}, None),
        ({"x-ratelimit-limit-tokens": "many", "x-ratelimit-remaining-tokens": "few"}, None),
        ({"x-ratelimit-limit-tokens": "10", "x-ratelimit-remaining-requests": "1"}, None),
        ({"x-ratelimit-limit-tokens": "10", "x-ratelimit-remaining-tokens": "20"}, 1.0),
    ],
)  # fmt: skip
def test_headroom_is_the_scarcest_share(headers: dict[str, str], share: float | None) -> None:
    assert headroom(headers) == share


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "20"}, 20),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": email.utils.formatdate(NOW_S + 90, usegmt=True)}, 90),
        ({"retry-after": email.utils.formatdate(NOW_S - 90, usegmt=True)}, 0),
        ({"retry-after": "10000000"}, 86_400),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
    ],
)
def test_a_wait_is_seconds_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, lambda: NOW_S) == seconds


def test_google_tells_the_wait_in_the_body() -> None:
    body = (
        b'{"error": {"code": 429, "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo",'
        b' "retryDelay": "34.07s"}]}}'
    )
    throttled = Observation(outcome=Outcome.QUOTA)

    assert noted(throttled, {}, body).retry_after_s == 34.07
    assert noted(throttled, {"retry-after": "5"}, body).retry_after_s == 5
    # A model may well be asked to write such a thing.
    assert noted(Observation(), {}, body).retry_after_s is None


NAMES = st.sampled_from(
    ["retry-after", "retry-after-ms", "x-ratelimit-limit-a", "x-ratelimit-remaining-a",
     "anthropic-ratelimit-b-limit", "anthropic-ratelimit-b-remaining"]
)  # fmt: skip


@given(headers=st.dictionaries(NAMES, st.text(max_size=30) | st.floats().map(str)))
def test_no_header_makes_it_raise_or_leave_its_range(headers: dict[str, str]) -> None:
    share, wait_s = headroom(headers), retry_after_s(headers, lambda: NOW_S)

    assert share is None or 0 <= share <= 1
    assert wait_s is None or 0 <= wait_s <= 86_400


def test_a_throttled_run_quotes_what_it_was_told_and_nothing_else() -> None:
    headers = {"retry-after": "20", "x-ratelimit-remaining-requests": "0", "set-cookie": "s=1"}
    throttled = noted(Observation(outcome=Outcome.RATE_LIMITED, detail="HTTP 429"), headers)
    well = noted(Observation(), headers)

    assert throttled.detail == ("HTTP 429 (retry-after: 20; x-ratelimit-remaining-requests: 0)")
    assert (throttled.retry_after_s, well.retry_after_s) == (20, 20)
    assert well.detail is None
