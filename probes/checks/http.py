"""Sends one HTTP request and compares the answer with what was expected of it."""

from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from probes import expect
from probes import request_parts as parts
from probes.checks import Context
from probes.exchange import Exchange, Request
from probes.failures import classify_status
from probes.held_secrets import is_secret_like
from probes.http_expectations import HttpExpect, content_verdicts, status_verdict
from probes.redirects import follow
from probes.result import Observation, Outcome, Surface
from probes.spec import ProviderSpec, StrictModel

SURFACE = Surface.DEPENDENCY


def _checked_url(url: str) -> str:
    return url if url.startswith("/") else parts.check_url(url)


class Options(StrictModel):
    """The keys of an http check."""

    url: Annotated[str, AfterValidator(_checked_url)]
    """The address; one that begins with `/` stands under the provider's `base_url`."""
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = "GET"
    """The HTTP method."""
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    """Headers to send; they go to no other host, wherever the answer redirects."""
    body: SecretStr | None = None
    """The body to send, as it is; say its `content-type` in `headers`."""
    json_: parts.SecretJson | None = Field(default=None, alias="json")
    """The body to send, as JSON."""
    redirects: int = Field(default=0, ge=0, le=10)
    """How many redirects to follow; without, a redirect is the answer."""
    expect: HttpExpect = HttpExpect()
    """What a good answer looks like."""

    @model_validator(mode="after")
    def _has_one_body(self) -> "Options":
        if self.body is not None and self.json_ is not None:
            raise ValueError("`body` and `json` exclude each other: leave one out")
        return self


def waiting_for(provider: ProviderSpec, options: Options) -> str | None:
    """Return the setting that is missing."""
    return "base_url" if options.url.startswith("/") and not provider.base_url else None


def usage(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: no tokens are spent."""


def target(provider: ProviderSpec, options: Options) -> str:
    """Return the address that is asked."""
    return parts.address(provider, options.url)


async def run(context: Context, options: Options) -> Observation:
    """Ask once, follow as many redirects as allowed, compare."""
    request = _request(context.provider, options)
    exchange = await follow(
        context.transport, request, deadlines=context.deadlines, redirects=options.redirects
    )
    wanted = options.expect
    status = status_verdict(wanted, exchange.status)
    content = list(content_verdicts(wanted, exchange))
    speeds = [
        *expect.duration("time to first byte", wanted.ttfb, exchange.timings.ttfb_ms),
        *expect.duration("total time", wanted.total, exchange.timings.total_ms),
    ]
    seen = Observation(
        timings=exchange.timings,
        http_status=exchange.status,
        request_id=exchange.headers.get("x-request-id"),
        expectations=(status, *content, *speeds),
    )
    if not status.held:
        outcome, detail = _unexpected(exchange, is_known=_carries_credentials(request))
        return replace(seen, outcome=outcome, detail=f"{detail}; expected {status.expected}")
    if not all(each.held for each in content):
        return expect.judged(seen, Outcome.WRONG_ANSWER, content)
    return expect.judged(seen, Outcome.TOO_SLOW, speeds)


def _request(provider: ProviderSpec, options: Options) -> Request:
    url = parts.address(provider, options.url)
    headers = {name.lower(): value.get_secret_value() for name, value in options.headers.items()}
    if provider.base_url and parts.origin(url) == parts.origin(provider.base_url):
        headers = parts.headers(provider) | headers
    body = options.body and options.body.get_secret_value().encode()
    if options.json_ is not None:
        body = parts.revealed_json(options.json_)
        headers.setdefault("content-type", "application/json")
    return Request(method=options.method, url=url, headers=headers, body=body or None)


def _carries_credentials(request: Request) -> bool:
    is_in_url = bool(urlsplit(request.url).password)
    return is_in_url or any(is_secret_like(name, "") for name in request.headers)


def _unexpected(exchange: Exchange, *, is_known: bool) -> tuple[Outcome, str]:
    """A refusal is our fault only where we had shown who we are."""
    status = exchange.status
    failure = classify_status(status, exchange.headers, exchange.body)
    if status == 429 or status >= 500 or (is_known and status in (401, 403)):
        return failure.outcome, failure.message
    if location := exchange.headers.get("location"):
        return Outcome.MALFORMED, f"HTTP {status}, a redirect to {location}"
    return Outcome.MALFORMED, failure.message if status >= 400 else f"HTTP {status}"
