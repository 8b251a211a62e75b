"""No key survives redaction, in whatever clothes and wherever the text is cut."""

import base64
import html
import json
import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import SecretStr

from probes.redact import DETAIL_LIMIT, Redactor, shorten

KEY = "Zx9/plain+key&<7>"


def clean(text: str, *secrets: str) -> str:
    return Redactor(secrets).clean(text)


def test_a_known_secret_is_replaced_and_the_rest_is_kept() -> None:
    assert clean("the key hunter22 is bad", "hunter22") == "the key [redacted] is bad"


def test_a_secret_of_pydantic_is_taken_as_it_is() -> None:
    assert Redactor([SecretStr("hunter22")]).clean("hunter22!") == "[redacted]!"


@pytest.mark.parametrize(
    "form",
    [
        KEY,
        quote(KEY),
        quote(KEY, safe=""),
        quote(KEY, safe="").lower().replace("zx9", "Zx9"),
        quote_plus(KEY),
        json.dumps(KEY)[1:-1],
        KEY.replace("/", r"\/"),
        html.escape(KEY),
        base64.b64encode(KEY.encode()).decode(),
        base64.b64encode(f"user:{KEY}".encode()).decode(),
        base64.urlsafe_b64encode(f"me:{KEY}!".encode()).decode(),
    ],
)
def test_a_secret_is_found_in_other_clothes(form: str) -> None:
    cleaned = clean(f"seen: {form} end", KEY)

    assert "[redacted]" in cleaned
    for part in (form, "plain", "cGxhaW4"):
        assert part not in cleaned


def test_a_secret_beyond_ascii_is_found_escaped() -> None:
    assert clean(r"got p\u00e4ssw\u00f6rd", "pässwörd") == "got [redacted]"


def test_a_secret_with_a_line_break_at_its_end_is_found_without_it() -> None:
    assert clean("got hunter22.", "hunter22\n") == "got [redacted]."


def test_the_lines_of_a_key_file_are_found_one_by_one() -> None:
    pem = "-----BEGIN KEY-----\nAAAABBBBCCCC\nDDDDEEEEFFFF\n-----END KEY-----\n"
    assert "DDDDEEEEFFFF" not in clean("near DDDDEEEEFFFF", pem)


def test_a_short_secret_is_not_looked_for() -> None:
    assert clean("an abc of it", "abc", "") == "an abc of it"


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-proj-1234567890abcdef.",
        "Incorrect API key provided: sk-12345***********cdef.",
        "Authorization: Bearer abcdef1234567890",
        "authorization: basic dXNlcjpwYXNzd29yZA==",
        "GET /v1?key=abcdef1234567890&alt=sse",
        "GET /v1?alt=sse&api_key=abcdef1234567890",
        "AIzaSyA1234567890abcdefghij is not valid",
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl expired",
        '{"access_token": "abcdef1234567890"}',
        r"{\"client_secret\": \"abcdef1234567890\"}",
        "https://user:abcdef1234567890@example.com/",
        "gsk_1234567890abcdef1234567890",
    ],
)
def test_what_looks_like_a_key_is_taken_out_though_nobody_named_it(text: str) -> None:
    cleaned = clean(text)

    assert "[redacted]" in cleaned
    for part in ("1234567890", "cdef", "dXNlcjpw", "eyJ", "c2lnbmF0dXJl"):
        assert part not in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Bearer authentication is required",
        "the basic understanding of it",
        "HTTP 429: rate_limit_exceeded, code=slow_down",
        "a task-oriented risk-based model gpt-5-mini",
        "the monkey=banana key",
        "max_tokens=12345678",
        "req_011CZ request id, cf-ray 8f1-FRA",
        "12:30 https://example.com/a/b",
    ],
)
def test_words_are_left_alone(text: str) -> None:
    assert clean(text) == text


def test_a_long_text_is_cut_at_a_whole_character() -> None:
    cleaned = clean("x" + "€" * 2000)

    assert cleaned.endswith("€…")
    assert DETAIL_LIMIT - 4 < len(cleaned.encode()) <= DETAIL_LIMIT


def test_a_text_of_exactly_the_limit_is_not_cut() -> None:
    assert clean("x" * DETAIL_LIMIT) == "x" * DETAIL_LIMIT


def test_control_characters_are_gone_but_lines_and_tabs() -> None:
    assert clean("a\x1b[31m\x00b\r\n\tc\x9b\u202ed\ud800\x7f") == "a[31mb\n\tcd"


def test_a_control_character_does_not_hide_a_secret() -> None:
    assert "hunter22" not in clean("hun\x00ter22", "hunter22")


def test_a_secret_that_is_part_of_the_mask_is_gone_too() -> None:
    assert "redacted" not in clean("it is redacted", "redacted")


def test_a_redactor_does_not_show_its_secrets() -> None:
    assert "hunter22" not in repr(Redactor(["hunter22"]))


@pytest.mark.parametrize(
    "text",
    ["sk-" * 30_000, "eyJ-" * 20_000, "eyJaaaaa." * 10_000, "bearer " * 10_000, "://" * 30_000,
     "key=" * 20_000, "://a" * 20_000, '"token": "' * 8_000, "basic" + " " * 60_000,
     "token" + "\t" * 60_000, "[" * 90_000],
)  # fmt: skip
def test_a_hostile_text_takes_no_more_than_linear_time(text: str) -> None:
    redactor = Redactor(["hunter22", "[[[["])
    began = time.process_time()
    redactor.clean(text)

    # It takes some ten milliseconds; quadratic time would take minutes.
    assert time.process_time() - began < 5


SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60)


@given(
    secrets=st.lists(SECRETS, min_size=1, max_size=3, unique=True),
    pieces=st.lists(st.one_of(st.text(max_size=30), st.integers(0, 2)), max_size=12),
    filler=st.integers(DETAIL_LIMIT - 80, DETAIL_LIMIT + 20) | st.just(0),
)
def test_no_planted_secret_is_left(
    secrets: list[str], pieces: list[str | int], filler: int
) -> None:
    # A mask next to a text may spell a secret that nobody planted.
    assume(not any(set("[]…*") & set(secret) for secret in secrets))
    planted = [p if isinstance(p, str) else secrets[p % len(secrets)] for p in pieces]
    cleaned = clean("." * filler + "".join(planted), *secrets)

    assert len(cleaned.encode()) <= DETAIL_LIMIT
    for secret in secrets:
        assert secret not in cleaned


@given(secret=SECRETS, overlap=st.integers(1, 7), cut=st.integers(0, 40))
def test_overlapping_secrets_and_a_cut_amid_one_leave_no_half(
    secret: str, overlap: int, cut: int
) -> None:
    assume(not set("[]…*.") & set(secret))
    other = secret[-overlap:] + "Q7q7Q7q7"
    text = "." * (DETAIL_LIMIT - cut) + secret + other[overlap:]
    cleaned = clean(text, secret, other)

    assert secret not in cleaned
    assert other not in cleaned
    # Not even the beginning of it, which a cut before the redaction would leave.
    assert not cleaned.rstrip("…").endswith(secret[:4])


@given(
    secret=st.text("aB/+9&-", min_size=9, max_size=60),
    before=st.text("x ", max_size=20),
    share=st.floats(0, 1),
)
def test_a_secret_that_was_cut_short_before_leaves_no_half(
    secret: str, before: str, share: float
) -> None:
    kept = 8 + int(share * (len(secret) - 9))
    short = shorten(before + secret, len(before) + kept + 1)

    assert secret[:8] not in clean(short, secret)
    assert secret[:8] not in clean(f"HTTP 500: {short}, said somebody", secret)
    assert secret[:8] not in clean(before + secret[:kept], secret)


def test_the_public_beginning_of_a_secret_is_no_half_of_it() -> None:
    assert clean("keys begin with sk-ant-", "sk-ant-0123456789") == "keys begin with sk-ant-"


def test_a_secret_in_json_within_json_or_base64_is_found() -> None:
    body = json.dumps({"x": 'open/"sesame'})
    assert "sesame" not in clean(json.dumps(body), 'open/"sesame')
    cleaned = clean(base64.b64encode(body.encode()).decode(), 'open/"sesame')
    assert cleaned == "eyJ4IjogIm[redacted]UifQ=="


@given(secret=SECRETS, before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_no_secret_is_left_inside_base64(secret: str, before: bytes, after: bytes) -> None:
    assume(secret not in "[redacted]")
    encoded = base64.b64encode(before + secret.encode() + after).decode()
    cleaned = clean(f"<{encoded}>", secret)

    left = cleaned.strip("<>").split("[redacted]")
    assert len(left) > 1
    assert all(len(part) <= 16 for part in left)
