import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from pydantic import ValidationError

from probes.checks import dns as check
from probes.exchange import ExchangeFailed
from probes.failures import classify_exchange_failure
from probes.result import Observation, Outcome

Reply = Callable[[dns.message.Message], bytes]


class NameServer(asyncio.DatagramProtocol):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: Any) -> None:
        if sent := self._reply(dns.message.from_wire(data)):
            self._transport.sendto(sent, address)


@asynccontextmanager
async def serving(reply: Reply) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: NameServer(reply), local_addr=("127.0.0.1", 0)
    )
    try:
        yield f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    finally:
        transport.close()


def look(given: Any, reply: Reply, **options: Any) -> Observation:
    async def once() -> Observation:
        async with serving(reply) as resolver:
            said = {"query": "api.example.com", "resolver": resolver, **options}
            return await check.run(given, check.Options.model_validate(said))

    return asyncio.run(once())


def answering(*records: tuple[str, str], code: dns.rcode.Rcode = dns.rcode.NOERROR) -> Reply:
    def reply(query: dns.message.Message) -> bytes:
        response = dns.message.make_response(query)
        response.set_rcode(code)
        for kind, text in records:
            response.answer.append(dns.rrset.from_text("api.example.com.", 60, "IN", kind, text))
        return response.to_wire()

    return reply


def test_a_record_is_found_and_timed(context: Any) -> None:
    seen = look(context(""), answering(("A", "203.0.113.7")))

    assert seen.outcome is Outcome.OK
    assert seen.timings.dns_ms is not None
    assert [(each.name, each.got) for each in seen.expectations] == [("status", "NOERROR")]


@pytest.mark.parametrize(
    ("kind", "record", "wanted", "is_right"),
    [
        ("A", "203.0.113.7", "203.0.113.7", True),
        ("A", "203.0.113.7", "203.0.113.8", False),
        ("A", "203.0.113.7", "203.0.113", False),
        ("A", "203.0.113.7", r"/^203\./", True),
        ("CNAME", "edge.example.net.", "edge.example.net", True),
        ("TXT", '"v=spf1 -all"', "v=spf1 -all", True),
        ("MX", "10 mail.example.com.", "/mail/", True),
    ],
)
def test_the_answer_is_compared(
    context: Any, kind: str, record: str, wanted: str, is_right: bool
) -> None:
    seen = look(context(""), answering((kind, record)), type=kind, expect={"answer": wanted})

    assert seen.outcome is (Outcome.OK if is_right else Outcome.WRONG_ANSWER)
    assert is_right or f"expected {wanted}, got {record}" in (seen.detail or "")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (dns.rcode.NXDOMAIN, Outcome.CONNECT),
        (dns.rcode.SERVFAIL, Outcome.SERVER_ERROR),
        (dns.rcode.REFUSED, Outcome.SERVER_ERROR),
        (dns.rcode.NOERROR, Outcome.WRONG_ANSWER),
    ],
)
def test_a_name_that_is_gone_is_told_from_a_server_that_fails(
    context: Any, code: dns.rcode.Rcode, outcome: Outcome
) -> None:
    seen = look(context(""), answering(code=code))
    told = "NODATA" if code == dns.rcode.NOERROR else dns.rcode.to_text(code)

    assert seen.outcome is outcome
    assert f"status: expected NOERROR, got {told}" in (seen.detail or "")
    assert look(context(""), answering(code=code), expect={"status": told}).outcome == "ok"


def test_a_name_that_should_be_gone_and_is_not_is_a_wrong_answer(context: Any) -> None:
    seen = look(context(""), answering(("A", "203.0.113.7")), expect={"status": "NXDOMAIN"})

    assert seen.outcome is Outcome.WRONG_ANSWER


def test_a_silent_name_server_times_out(context: Any) -> None:
    given = context("")
    object.__setattr__(given, "deadlines", type(given.deadlines)(first_byte=0.3))
    with pytest.raises(ExchangeFailed, match=r"gave no answer within 0\.3 s") as failed:
        look(given, lambda _: b"")

    # One that was named is a target like any other; our own would be our own trouble.
    assert classify_exchange_failure(failed.value).outcome is Outcome.TIMEOUT


def test_nonsense_is_malformed(context: Any) -> None:
    def nonsense(query: dns.message.Message) -> bytes:
        return query.to_wire()[:2] + b"\x84\x00" + b"\xff" * 30

    assert look(context(""), nonsense).outcome is Outcome.MALFORMED


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("1.1.1.1", "tcp://1.1.1.1:53"),
        ("1.1.1.1:5353", "tcp://1.1.1.1:5353"),
        ("2606:4700::1111", "tcp://[2606:4700::1111]:53"),
        ("[2606:4700::1111]:5353", "tcp://[2606:4700::1111]:5353"),
        (None, None),
    ],
)
def test_the_target_is_the_name_server(text: str | None, url: str | None) -> None:
    options = check.Options(query="example.com", resolver=text)

    assert check.target(None, options) == url  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["dns.example.com", "1.1.1.1:x", "", "https://1.1.1.1"])
def test_a_name_server_is_given_by_its_address(text: str) -> None:
    with pytest.raises(ValidationError, match="not the address of a name server"):
        check.Options(query="example.com", resolver=text)
