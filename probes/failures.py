"""Exception or HTTP status to outcome: the only classifier of what is common to all providers."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from probes.exchange import ExchangeFailed
from probes.redact import shorten
from probes.result import Outcome

EXCERPT_CHARS = 300

# A refusal says why at its beginning; what follows may be a whole web page.
_LOOKED_AT_BYTES = 16 * 1024

_HTML_STARTS = ("<!doctype html", "<html", "<head", "<title", "<body")
_MARKUP = re.compile(
    r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^>]*>?",
    re.IGNORECASE | re.DOTALL,
)

_BY_PHASE = {
    "connect": Outcome.CONNECT,
    "tls": Outcome.TLS,
    # Nothing went out: a header that HTTP does not allow, made from our own settings.
    "send": Outcome.BAD_REQUEST,
    "first_byte": Outcome.CONNECT,
    "body": Outcome.STREAM_BROKEN,
}

_BY_STATUS = {
    401: Outcome.AUTH_REJECTED,
    402: Outcome.QUOTA,
    403: Outcome.AUTH_REJECTED,
    # A gateway that ran out of patience with its own backend, not we with it.
    408: Outcome.SERVER_ERROR,
    429: Outcome.RATE_LIMITED,
    529: Outcome.OVERLOADED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a run failed: the outcome and, for people, what was seen (not yet redacted)."""

    outcome: Outcome
    message: str


def classify_exchange_failure(error: ExchangeFailed) -> Failure:
    """Return the failure that an exchange without a whole answer amounts to.

    A name that does not exist is the provider's `connect`; a resolver that gives no answer
    is our `dns_local`, since it cannot tell us about anybody. A stream that falls silent
    after its first content is broken, one without any is a timeout.
    """
    return Failure(outcome=_exchange_outcome(error), message=str(error))


def _exchange_outcome(error: ExchangeFailed) -> Outcome:
    if error.is_ours:
        return Outcome.SKIPPED
    if error.is_malformed:
        return Outcome.MALFORMED
    if error.phase == "dns":
        is_ours = error.is_dns_temporary or error.timed_out
        return Outcome.DNS_LOCAL if is_ours else Outcome.CONNECT
    if error.timed_out:
        return Outcome.STREAM_BROKEN if error.phase == "silence" else Outcome.TIMEOUT
    return _BY_PHASE[error.phase]


def classify_status(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Return what a status other than the hoped-for one means, in whatever wire format.

    This is the fallback of every wire, which knows its own error bodies better: without
    them a 404 is a bad request, and a 503 a server error. A 403 in HTML comes from an edge
    that stands before the API (a challenge, a firewall) and says nothing about our key.
    Header names are lower case.
    """
    says = excerpt(headers, body)
    message = f"HTTP {status}: {says}" if says else f"HTTP {status} without a body"
    if 300 <= status < 400 and "location" in headers:
        onward = shorten(headers["location"], EXCERPT_CHARS)
        message = f"HTTP {status}, a redirect to {onward}, which is not followed"
    return Failure(outcome=_status_outcome(status, headers, body), message=message)


def _status_outcome(status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
    is_challenge = "cf-mitigated" in headers or _is_html(headers, _text(body))
    if status == 403 and is_challenge:
        return Outcome.MALFORMED
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 400 <= status < 500:
        return Outcome.BAD_REQUEST
    # A redirect is none of an API's answers, and following it would measure somebody else.
    return Outcome.SERVER_ERROR if 500 <= status < 600 else Outcome.MALFORMED


def excerpt(headers: Mapping[str, str], body: bytes) -> str:
    """Return what an error body says, on one line of at most `EXCERPT_CHARS` characters.

    That is the message inside a JSON error, the title of a web page (its text where it has
    none), and anything else as it stands. Header names are lower case.
    """
    text = _text(body)
    said = _title_or_text(text) if _is_html(headers, text) else _json_message(body) or text
    return shorten(" ".join(said.split()), EXCERPT_CHARS)


def _text(body: bytes) -> str:
    return body[:_LOOKED_AT_BYTES].decode(errors="replace")


def _is_html(headers: Mapping[str, str], text: str) -> bool:
    kind = headers.get("content-type", "").lower()
    return "html" in kind or text.lstrip("\ufeff \t\r\n")[:20].lower().startswith(_HTML_STARTS)


def _title_or_text(page: str) -> str:
    # Found by hand: a pattern would search the rest of the page from each of many `<title`.
    lowered = page.lower()
    start = page.find(">", lowered.find("<title")) if "<title" in lowered else -1
    end = lowered.find("</title", start)
    title = page[start + 1 : end].strip() if -1 < start < end else ""
    return html.unescape(title or _MARKUP.sub(" ", page))


def _json_message(body: bytes) -> str | None:
    try:
        said: object = json.loads(body[:_LOOKED_AT_BYTES])
    except (ValueError, RecursionError):
        return None
    if isinstance(said, list) and said:
        said = said[0]
    for key in ("error", "message", "detail", "error_description"):
        if not isinstance(said, dict):
            break
        said = said.get(key) or said
    return said if isinstance(said, str) else None
