"""Whose fault it was: what is common to all providers is told apart the same way everywhere."""

import time

import pytest

from probes.exchange import ExchangeFailed
from probes.failures import EXCERPT_CHARS, classify_exchange_failure, classify_status, excerpt
from probes.result import Fault, Outcome, Timings

CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a\n moment...</title></head><body>x</body>"


def failed(phase: str, *, timed_out: bool = False, **flags: bool) -> ExchangeFailed:
    return ExchangeFailed("why", phase=phase, timed_out=timed_out, timings=Timings(), **flags)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (failed("dns", is_dns_temporary=True), Outcome.DNS_LOCAL),
        (failed("dns", timed_out=True), Outcome.DNS_LOCAL),
        (failed("dns"), Outcome.CONNECT),
        (failed("connect"), Outcome.CONNECT),
        (failed("connect", timed_out=True), Outcome.TIMEOUT),
        (failed("tls"), Outcome.TLS),
        (failed("tls", timed_out=True), Outcome.TIMEOUT),
        (failed("send"), Outcome.BAD_REQUEST),
        (failed("send", timed_out=True), Outcome.TIMEOUT),
        (failed("first_byte"), Outcome.CONNECT),
        (failed("first_byte", timed_out=True), Outcome.TIMEOUT),
        (failed("first_byte", is_malformed=True), Outcome.MALFORMED),
        (failed("first_content", timed_out=True), Outcome.TIMEOUT),
        (failed("silence", timed_out=True), Outcome.STREAM_BROKEN),
        (failed("body"), Outcome.STREAM_BROKEN),
        (failed("body", is_malformed=True), Outcome.MALFORMED),
        (failed("total", timed_out=True), Outcome.TIMEOUT),
    ],
)
def test_each_way_an_exchange_fails_has_its_outcome(
    error: ExchangeFailed, outcome: Outcome
) -> None:
    failure = classify_exchange_failure(error)

    assert (failure.outcome, failure.message) == (outcome, "why")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (302, Outcome.MALFORMED),
        (400, Outcome.BAD_REQUEST),
        (401, Outcome.AUTH_REJECTED),
        (402, Outcome.QUOTA),
        (403, Outcome.AUTH_REJECTED),
        (404, Outcome.BAD_REQUEST),
        (408, Outcome.SERVER_ERROR),
        (413, Outcome.BAD_REQUEST),
        (418, Outcome.BAD_REQUEST),
        (422, Outcome.BAD_REQUEST),
        (429, Outcome.RATE_LIMITED),
        (500, Outcome.SERVER_ERROR),
        (502, Outcome.SERVER_ERROR),
        (503, Outcome.SERVER_ERROR),
        (504, Outcome.SERVER_ERROR),
        (520, Outcome.SERVER_ERROR),
        (529, Outcome.OVERLOADED),
        (204, Outcome.MALFORMED),
        (999, Outcome.MALFORMED),
    ],
)
def test_each_status_has_its_outcome(status: int, outcome: Outcome) -> None:
    failure = classify_status(status, {}, b'{"error": {"message": "said so"}}')

    assert failure.outcome is outcome
    assert failure.message == f"HTTP {status}: said so"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, CHALLENGE),
        ({"content-type": "text/html; charset=UTF-8"}, b"<p>Sorry, you have been blocked"),
        ({"cf-mitigated": "challenge"}, b""),
    ],
)
def test_a_challenge_of_the_edge_does_not_say_that_our_key_is_bad(
    headers: dict[str, str], body: bytes
) -> None:
    assert classify_status(403, headers, body).outcome.fault is Fault.PROVIDER


def test_a_refusal_in_json_behind_cloudflare_is_still_about_our_key() -> None:
    headers = {"cf-ray": "8f1-FRA", "server": "cloudflare"}
    assert classify_status(403, headers, b'{"error": "no"}').outcome is Outcome.AUTH_REJECTED


def test_an_empty_body_is_told() -> None:
    assert classify_status(500, {}, b" \n").message == "HTTP 500 without a body"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (CHALLENGE, "Just a moment..."),
        (b"<html><style>p {}</style><p>Bad &amp; <b>gone</b></p><script>x()</script>",
         "Bad & gone"),
        (b"<html><title></title><p>Only text", "Only text"),
        (b"<html><title>cut off", "cut off"),
        (b'{"error": {"message": "Too\\nfast", "type": "x"}}', "Too fast"),
        (b'{"error": "plain"}', "plain"),
        (b'{"message": "at the top"}', "at the top"),
        (b'{"detail": "of FastAPI"}', "of FastAPI"),
        (b'[{"error": {"message": "in a list"}}]', "in a list"),
        (b'{"error": "invalid_client", "error_description": "x"}', "invalid_client"),
        (b'{"other": 1}', '{"other": 1}'),
        (b'{"error": {"code": 7}}', '{"error": {"code": 7}}'),
        (b"upstream\r\n connect error", "upstream connect error"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 9000, "[" * (EXCERPT_CHARS - 1) + "…"),
    ],
)  # fmt: skip
def test_an_excerpt_says_what_the_body_says_on_one_line(body: bytes, says: str) -> None:
    assert excerpt({}, body) == says


def test_an_excerpt_is_short_however_long_the_body() -> None:
    said = excerpt({}, b"word " * 100_000)

    assert len(said) == EXCERPT_CHARS
    assert said.endswith("…")


@pytest.mark.parametrize(
    "body",
    [
        b"<html>" + part * 50_000
        for part in (b"<", b"<!--", b"<script", b"<title>", b"</title", b"&")
    ],
)
def test_a_hostile_page_takes_no_more_than_linear_time(body: bytes) -> None:
    began = time.process_time()
    excerpt({}, body)

    assert time.process_time() - began < 5
