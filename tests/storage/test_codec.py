"""The numbers that stand for outcomes in every database ever written."""

from probes.result import Outcome
from storage.codec import OUTCOME_CODES, OUTCOMES


def test_the_codes_of_outcomes_never_change() -> None:
    assert [(code, str(OUTCOMES[code])) for code in sorted(OUTCOMES)] == [
        (0, "ok"),
        (1, "skipped"),
        (2, "connect"),
        (3, "tls"),
        (4, "timeout"),
        (5, "server_error"),
        (6, "overloaded"),
        (7, "rate_limited"),
        (8, "stream_broken"),
        (9, "malformed"),
        (10, "wrong_answer"),
        (11, "too_slow"),
        (12, "auth_broken"),
        (13, "auth_rejected"),
        (14, "quota"),
        (15, "bad_request"),
        (16, "model_gone"),
        (17, "dns_local"),
        (18, "blind"),
        (19, "internal"),
    ]


def test_every_outcome_has_a_code() -> None:
    assert set(OUTCOME_CODES) == set(Outcome)
