"""Reads what a provider's own status page says of it, beside which stands what we see.

What the page says is no measurement: it opens no incident and lowers no uptime.
"""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, cast

from pydantic import AfterValidator, BeforeValidator, Field

import probes.official
from probes import plugins
from probes import request_parts as parts
from probes.checks import Context
from probes.exchange import Exchange, Request
from probes.expect import parse_duration_s
from probes.failures import Failure, classify_status
from probes.official import Format, OfficialState, Reading, Unreadable
from probes.redirects import follow
from probes.result import Expectation, Fault, Observation, Outcome, Surface
from probes.spec import OfficialSpec, ProviderSpec, StrictModel

SURFACE = Surface.OFFICIAL

_REDIRECTS = 3
# Years of incidents in one document.
_BODY_LIMIT = 16 * 1024 * 1024
_KEPT = 500


def _known_format(word: str) -> str:
    known = plugins.names(probes.official)
    if word not in known:
        raise ValueError(f"`{word}` is no format of a page{plugins.did_you_mean(word, known)}")
    return word


class Options(StrictModel):
    """The keys of an official check."""

    url: Annotated[str, AfterValidator(parts.check_url)] | None = None
    """Where a program can read the page; by default where the catalog knows it."""
    format: Annotated[str, AfterValidator(_known_format)] | None = None
    """How it is written, such as `statuspage`; by default as the catalog knows it."""
    components: list[Annotated[str, Field(min_length=1)]] | None = None
    """The components that count, by id or by a word of their name; by default all."""
    stale_after: Annotated[float, BeforeValidator(parse_duration_s)] = 90 * 86400.0
    """How long a page may tell of nothing new before it is taken for a forgotten one."""


def waiting_for(provider: ProviderSpec, options: Options) -> str | None:
    """Return the setting that is missing."""
    known = _page(provider, options)
    return None if known.url and known.format else "url" if not known.url else "format"


def usage(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: no tokens are spent."""


def target(provider: ProviderSpec, options: Options) -> str | None:
    """Return the address that is asked."""
    return _page(provider, options).url


async def run(context: Context, options: Options) -> Observation:
    """Read the page once, as its format has it."""
    page = _page(context.provider, options)
    request = Request(method="GET", url=page.url or "", headers={"accept": "*/*"})
    exchange = await follow(
        context.transport,
        request,
        deadlines=context.deadlines,
        redirects=_REDIRECTS,
        max_body_bytes=_BODY_LIMIT,
    )
    seen = Observation(timings=exchange.timings, http_status=exchange.status)
    if exchange.status != 200:
        failure = classify_status(exchange.status, exchange.headers, exchange.body)
        if failure.outcome.fault is Fault.ACCOUNT:
            # Nobody has an account here: the page has moved, or turns programs away.
            failure = replace(failure, outcome=Outcome.MALFORMED)
        return _failed(seen, failure)
    reader = cast("Format", plugins.load(probes.official, page.format or ""))
    try:
        # A long history takes long to read, and other probes are being timed meanwhile.
        reading = await asyncio.to_thread(reader.read, exchange.body, page.components)
    except Unreadable as unreadable:
        message = f"not readable as {page.format}: {unreadable}"
        return _failed(seen, Failure(outcome=Outcome.MALFORMED, message=message))
    return _told(seen, reading, exchange, options)


def _page(provider: ProviderSpec, options: Options) -> OfficialSpec:
    # A page of one's own is not read by the catalog's components.
    known = provider.official if options.url is None else None
    return OfficialSpec(
        url=options.url or (known.url if known else None),
        format=options.format or (known.format if known else None),
        components=tuple(options.components or (known.components if known else ())),
    )


def _told(seen: Observation, reading: Reading, exchange: Exchange, options: Options) -> Observation:
    state, detail = reading.state, None
    updated_ms = reading.updated_at_ms
    if updated_ms is not None and time.time() - updated_ms / 1000 > options.stale_after:
        at = datetime.fromtimestamp(updated_ms / 1000, UTC)
        state, detail = OfficialState.UNKNOWN, f"the page tells of nothing since {at:%Y-%m-%d}"
    going_on = [each for each in reading.incidents if each.resolved_at_ms is None]
    if state.is_trouble or state is OfficialState.MAINTENANCE:
        detail = "; ".join(each.title for each in going_on[:3]) or None
    newest = tuple(sorted(reading.incidents, key=lambda each: -each.started_at_ms))
    said = str(state).replace("_", " ")
    return Observation(
        timings=seen.timings,
        http_status=exchange.status,
        detail=f"{said}: {detail}" if detail else said,
        expectations=(
            Expectation(
                name="official status",
                expected="operational",
                got=said,
                held=state in (OfficialState.OPERATIONAL, OfficialState.NOTHING_POSTED),
            ),
        ),
        official=Reading(state=state, updated_at_ms=updated_ms, incidents=newest[:_KEPT]),
    )


def _failed(seen: Observation, failure: Failure) -> Observation:
    return Observation(
        outcome=failure.outcome,
        detail=failure.message,
        timings=seen.timings,
        http_status=seen.http_status,
    )
