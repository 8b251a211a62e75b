"""Asks a name server for a record, and tells a name that is gone from a server that fails.

Response codes: RFC 1035, section 4.1.1 (NOERROR, SERVFAIL, NXDOMAIN, REFUSED) and RFC 2308 for
a name that is there without a record of that type (NODATA).
"""

import ipaddress
import re
import time
from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

import dns.asyncquery
import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset
from pydantic import AfterValidator

from probes import expect
from probes import request_parts as parts
from probes.checks import Context
from probes.exchange import ExchangeFailed
from probes.result import Expectation, Observation, Outcome, Surface, Timings
from probes.spec import ProviderSpec, StrictModel

SURFACE = Surface.DEPENDENCY

_PORT = 53
# A name that is there after all, or without the record, is an answer, if not the right one.
_UNEXPECTED = {
    "NXDOMAIN": Outcome.CONNECT,
    "NODATA": Outcome.WRONG_ANSWER,
    "NOERROR": Outcome.WRONG_ANSWER,
}


def _checked_resolver(text: str) -> str:
    try:
        ipaddress.ip_address(_host_and_port(text)[0])
    except ValueError:
        raise ValueError("not the address of a name server; write it like `1.1.1.1`") from None
    return text


def _host_and_port(text: str) -> tuple[str, int]:
    is_bare_ipv6 = text.count(":") > 1 and not text.startswith("[")
    found = urlsplit(f"udp://[{text}]" if is_bare_ipv6 else f"udp://{text}")
    return found.hostname or "", found.port or _PORT


class Expect(StrictModel):
    """What a good answer looks like."""

    status: Literal["NOERROR", "NXDOMAIN", "NODATA", "SERVFAIL", "REFUSED"] = "NOERROR"
    """How the name server has to answer; `NODATA` is a name without a record of this type."""
    answer: str | None = None
    """A text that one of the records has to be, or a regular expression between slashes."""
    time: expect.AtMost | None = None
    """How soon the answer has to be there, such as `"< 100ms"`."""


class Options(StrictModel):
    """The keys of a dns check."""

    query: parts.Host
    """The name to ask for."""
    type: Literal["A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "SOA", "SRV", "TXT"] = "A"
    """The type of record to ask for."""
    resolver: Annotated[str, AfterValidator(_checked_resolver)] | None = None
    """The address of the name server, such as `1.1.1.1`; by default that of this machine."""
    expect: Expect = Expect()
    """What a good answer looks like."""


def waiting_for(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: all it needs stands in its options."""


def usage(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: no tokens are spent."""


def target(provider: ProviderSpec, options: Options) -> str | None:
    """Return the name server that is asked, None for that of this machine."""
    return options.resolver and parts.tcp_url(*_host_and_port(options.resolver))


async def run(context: Context, options: Options) -> Observation:
    """Ask once, over TCP where the answer does not fit into a datagram."""
    server, port = _server(options)
    limit_s = min(context.deadlines.first_byte, context.deadlines.total)
    began = time.perf_counter()
    try:
        answer, _ = await dns.asyncquery.udp_with_fallback(
            dns.message.make_query(options.query, options.type),
            server,
            port=port,
            timeout=limit_s,
        )
    except dns.exception.Timeout:
        message = f"the name server {server} gave no answer within {limit_s:g} s"
        raise _failed(message, options, began, timed_out=True) from None
    except dns.exception.DNSException as error:
        message = f"the name server {server} answered with what is no DNS: {type(error).__name__}"
        return Observation(outcome=Outcome.MALFORMED, detail=message, timings=_timings(began))
    except OSError as error:
        message = f"the name server {server} cannot be asked: {error.strerror}"
        raise _failed(message, options, began) from error
    return _judged(answer, options, _timings(began))


def _server(options: Options) -> tuple[str, int]:
    if options.resolver:
        return _host_and_port(options.resolver)
    try:
        return str(dns.resolver.get_default_resolver().nameservers[0]), _PORT
    except dns.exception.DNSException as error:
        raise ExchangeFailed(
            f"this machine has no name server: {error}",
            phase="dns",
            timed_out=True,
            timings=Timings(),
        ) from error


def _failed(
    message: str, options: Options, began: float, *, timed_out: bool = False
) -> ExchangeFailed:
    # That this machine's own name server is silent tells nothing of anybody else.
    is_ours = options.resolver is None
    return ExchangeFailed(
        message,
        phase="dns" if is_ours else "first_byte",
        timed_out=timed_out or is_ours,
        timings=_timings(began),
    )


def _timings(began: float) -> Timings:
    took_ms = round(1000 * (time.perf_counter() - began), 3)
    return Timings(dns_ms=took_ms, total_ms=took_ms)


def _judged(answer: dns.message.Message, options: Options, timings: Timings) -> Observation:
    records = [str(record) for each in _of_the_name(answer) for record in each]
    wanted = options.expect
    code = dns.rcode.to_text(answer.rcode())
    got = "NODATA" if code == "NOERROR" and not records else code
    status = Expectation(name="status", expected=wanted.status, got=got, held=got == wanted.status)
    content = list(_content(wanted, records)) if status.held else []
    speeds = expect.duration("time", wanted.time, timings.total_ms)
    seen = Observation(timings=timings, expectations=(status, *content, *speeds))
    if not status.held:
        return expect.judged(seen, _UNEXPECTED.get(got, Outcome.SERVER_ERROR), [status])
    if not all(each.held for each in content):
        return expect.judged(seen, Outcome.WRONG_ANSWER, content)
    return expect.judged(seen, Outcome.TOO_SLOW, speeds)


def _of_the_name(answer: dns.message.Message) -> Iterator[dns.rrset.RRset]:
    """The records of the name that was asked for, and of its aliases in the order they are told."""
    names = {question.name for question in answer.question}
    for each in answer.answer:
        if each.name in names:
            yield each
            if each.rdtype is dns.rdatatype.CNAME:
                names |= {alias.target for alias in each}


def _content(wanted: Expect, records: list[str]) -> Iterator[Expectation]:
    if wanted.answer is None:
        return
    text, pattern = wanted.answer, expect.as_pattern(wanted.answer)
    held = (
        any(re.search(pattern, record) for record in records)
        if pattern is not None
        else text.rstrip(".") in {record.strip('"').rstrip(".") for record in records}
    )
    got = ", ".join(sorted(records)) or "no record"
    yield Expectation(name="answer", expected=text, got=got, held=held)
