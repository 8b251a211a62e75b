"""A hostile network: whatever a target does, a run is one bounded result of the right outcome.

`docs/reliability.md` lists what was done and how each run ended; `make torture` writes it anew.
"""

import asyncio
import os
import socket
import ssl
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trustme

from probes import network
from probes.checks import dns, http
from probes.nearness import Nearness, nearness
from probes.result import Outcome, ProbeResult, Surface
from probes.runner import run_probe
from probes.spec import Deadlines, ProbeSpec, ProviderSpec, StrictModel
from probes.transport import Transport
from simulator import name_server, torments
from simulator.torture import Torment, TortureServer, sends

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- written by make torture -->\n", "<!-- until here -->\n"
PATIENT = Deadlines(connect=30, first_byte=30, first_content=30, silence=30, total=40)
SHORT = Deadlines(connect=1, first_byte=1, first_content=1, silence=1, total=2)
HANGS_S = 60

Due = tuple[str, str, str, Callable[[], Coroutine[Any, Any, ProbeResult]]]

# A request that fits into no buffer of the kernel's.
LARGE: dict[str, Any] = {"method": "POST", "json": {"filler": "x" * 6_000_000}}
LARGE_FOR = ("never takes the request", "takes the request a byte at a time")
# What only a deadline ends: a short one, for which nothing but the end of the test waits. All
# else ends by itself, however busy the machine is.
ENDLESS = {
    *torments.SLOWNESS,
    "interim answers without an end",
    "chunks of a byte without an end",
    "falls silent in the handshake",
    "no answer",
    "the resolver says nothing",
}
# Stands for a server out in the internet, where no test goes.
AFAR = "127.0.0.9"
AT_A_TIME, AT_MOST = 12, 10


deadlines: ContextVar[Deadlines] = ContextVar("deadlines", default=PATIENT)


@dataclass(frozen=True)
class Row:
    kind: str
    what: str
    check: str
    result: ProbeResult

    def line(self) -> str:
        outcome = self.result.outcome
        return f"| {self.what} | `{self.check}` | `{outcome}` | {outcome.fault} |"


def probe(check: str, options: StrictModel) -> ProbeSpec:
    return ProbeSpec(
        name=f"victim/{check}",
        provider=ProviderSpec(id="victim", name="Victim"),
        surface=Surface.DEPENDENCY,
        check=check,
        options=options,
        every_s=60,
        deadlines=deadlines.get(),
    )


async def run(spec: ProbeSpec, context: ssl.SSLContext | None = None) -> ProbeResult:
    transport = Transport(context)
    try:
        async with asyncio.timeout(HANGS_S):
            return await run_probe(spec, transport=transport, vantage="here")
    finally:
        await transport.aclose()


async def visit(url: str, **options: Any) -> ProbeResult:
    told = {"url": url, "redirects": 5, "expect": {"json": {"status": "ok"}}, **options}
    return await run(probe("http", http.Options.model_validate(told)))


async def ask(
    torment: Torment,
    *,
    server: ssl.SSLContext | None = None,
    client: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    scheme: str | None = None,
    **options: Any,
) -> ProbeResult:
    where = {"host": host} if host == AFAR else {}
    async with TortureServer(torment, tls=server, **where) as listening:
        scheme = scheme or ("https" if server else "http")
        told = {
            "url": f"{scheme}://{host}:{listening.port}/",
            "redirects": 5,
            "expect": {"json": {"status": "ok"}},
            **options,
        }
        return await run(probe("http", http.Options.model_validate(told)), client)


async def cut(part: slice, how: str) -> ProbeResult:
    """Cut a valid answer at each byte of a part; return a result unlike the first, if any is."""
    counts = range(len(torments.GOOD) + 1)[part]
    results = [await ask(torments.cut_after(count, how=how)) for count in counts]
    return next((each for each in results if each.outcome != results[0].outcome), results[0])


async def look_up(lie: name_server.Lie) -> ProbeResult:
    async with name_server.NameServer(lie) as server:
        told = {
            "query": "api.example.com",
            "resolver": server.address,
            "expect": {"answer": name_server.ADDRESS},
        }
        return await run(probe("dns", dns.Options.model_validate(told)))


def certificates() -> Iterator[tuple[str, ssl.SSLContext, ssl.SSLContext]]:
    known, unknown = trustme.CA(), trustme.CA()
    client = ssl.create_default_context()
    known.configure_trust(client)

    def server(authority: trustme.CA, name: str, **options: Any) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name, **options).configure_cert(made)
        return made

    middle = known.create_child_ca()
    now = datetime.now(UTC)
    yield "a good certificate", server(known, "localhost"), client
    yield (
        "an expired certificate",
        server(known, "localhost", not_after=now - timedelta(days=1)),
        client,
    )
    yield (
        "a certificate that is not valid yet",
        server(known, "localhost", not_before=now + timedelta(days=1)),
        client,
    )
    yield "a certificate of another name", server(known, "other.example"), client
    yield "a certificate of an unknown authority", server(unknown, "localhost"), client
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with unknown.private_key_pem.tempfile() as key, unknown.cert_pem.tempfile() as chain:
        own.load_cert_chain(chain, key)
    yield "a certificate that signed itself", own, client
    leaf = middle.issue_cert("localhost")
    alone = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with (
        leaf.private_key_pem.tempfile() as key,
        leaf.cert_chain_pems[0].tempfile() as chain,
    ):
        alone.load_cert_chain(chain, key)
    yield "a chain without its middle", alone, client
    curious = server(known, "localhost")
    curious.verify_mode = ssl.CERT_REQUIRED
    yield "wants a certificate of ours", curious, client
    rare = server(known, "localhost")
    rare.maximum_version = ssl.TLSVersion.TLSv1_2
    rare.set_ciphers("AES256-SHA256")
    yield "no cipher in common", rare, client
    old = server(known, "localhost")
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    yield "nothing newer than TLS 1.1", old, client


def hangs() -> Any:
    ENDED.wait(HANGS_S)
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def fails(number: int, words: str) -> Callable[[], Any]:
    def fail() -> Any:
        raise socket.gaierror(number, words)

    return fail


ENDED = threading.Event()
RESOLVED: dict[str, Callable[[], Any]] = {
    "the resolver says nothing": hangs,
    "the resolver cannot answer now": fails(socket.EAI_AGAIN, "Temporary failure"),
    "the resolver knows no such name": fails(socket.EAI_NONAME, "Name or service not known"),
    "the resolver names an address of nobody": lambda: (socket.AF_INET, ("127.0.0.1", 9)),
    "the resolver names a dead IPv6 address": lambda: (socket.AF_INET6, ("::1", 9, 0, 0)),
}


@pytest.fixture(scope="module")
def strange_network() -> Iterator[None]:
    """Resolvers that lie, and an address on loopback that counts as one out in the internet."""
    by_name = {f"{what.replace(' ', '-')}.example": answer for what, answer in RESOLVED.items()}
    look_up = network._look_up

    def lie(host: str, port: int) -> tuple[Any, float]:
        return (by_name[host](), 0.0) if host in by_name else look_up(host, port)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network, "_look_up", lie)
        patch.setattr(
            network, "nearness", lambda where: Nearness.PUBLIC if where == AFAR else nearness(where)
        )
        yield
        ENDED.set()


def http_rows(urls: Mapping[str, str]) -> Iterator[Due]:
    yield "A valid answer", "answers as it should", "http", partial(ask, sends(torments.GOOD))
    for kind, group in torments.HTTP.items():
        for what in group:
            yield (
                kind,
                what,
                "http",
                partial(visit, urls[what], **(LARGE if what in LARGE_FOR else {})),
            )
    for what, torment in torments.INWARD.items():
        yield "Redirects", what, "http", partial(ask, torment, host=AFAR)
    head = len(torments.GOOD) - len(torments.BODY)
    for how, does in {"close": "closes", "reset": "resets"}.items():
        for where, part in {"headers": slice(head), "body": slice(head, -1)}.items():
            yield "Cut off", f"{does} at any byte of its {where}", "http", partial(cut, part, how)
    yield "No connection", "refuses the connection", "http", partial(visit, "http://127.0.0.1:9/")
    yield "No connection", "has a dead IPv6 address", "http", partial(visit, "http://[::1]:9/")
    yield (
        "No connection",
        "has an IPv6 address of no network",
        "http",
        partial(visit, "http://[fe80::1]:9/"),
    )
    for what in RESOLVED:
        name = what.replace(" ", "-")
        yield "No connection", what, "http", partial(visit, f"http://{name}.example:9/")


def tls_rows() -> Iterator[Due]:
    for what, torment in torments.HANDSHAKES.items():
        yield "TLS", what, "http", partial(ask, torment, scheme="https")
    for what, server, client in certificates():
        good = sends(torments.GOOD)
        yield (
            "TLS",
            what,
            "http",
            partial(ask, good, server=server, client=client, host="localhost"),
        )
        if what == "a good certificate":
            cut = sends(torments.GOOD[:-5])
            yield (
                "TLS",
                "a body cut within TLS",
                "http",
                partial(ask, cut, server=server, client=client, host="localhost"),
            )


def dns_rows() -> Iterator[Due]:
    for what, lie in name_server.LIES.items():
        yield "Name servers", what, "dns", partial(look_up, lie)


async def torture(urls: Mapping[str, str]) -> list[Row]:
    """Do all of it, most side by side: it is waiting."""
    due = [*http_rows(urls), *tls_rows(), *dns_rows()]
    some = asyncio.Semaphore(AT_A_TIME)

    async def one(what: str, begin: Callable[[], Coroutine[Any, Any, ProbeResult]]) -> ProbeResult:
        if what not in ENDLESS:
            async with some:
                return await begin()
        deadlines.set(SHORT)
        # A deadline that passes while this very process stands still tells nothing of the target.
        for _ in range(AT_MOST):
            if (result := await begin()).outcome is not Outcome.SKIPPED:
                break
        return result

    results = await asyncio.gather(*(one(what, begin) for _, what, _, begin in due))
    return [
        Row(kind, what, check, result)
        for (kind, what, check, _), result in zip(due, results, strict=True)
    ]


@pytest.fixture(scope="module")
def urls() -> Iterator[Mapping[str, str]]:
    """Where each torment is: in a process of its own, for whoever floods gives nobody a turn."""
    command = (sys.executable, "-P", "-m", "simulator", "--torture", "--until-eof")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "\n")
        pairs = (line.rstrip().split("  ", 1) for line in lines)
        yield {what: url for url, what in pairs}
        process.kill()


@pytest.fixture(scope="module")
def rows(urls: Mapping[str, str], strange_network: None) -> list[Row]:
    return asyncio.run(torture(urls))


def table(rows: list[Row]) -> str:
    kinds = dict.fromkeys(row.kind for row in rows)
    parts = []
    for kind in kinds:
        lines = [row.line() for row in rows if row.kind == kind]
        head = f"### {kind}\n\n| what the target does | check | outcome | whose fault |\n"
        parts.append(head + "|---|---|---|---|\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def test_the_document_tells_how_each_torment_ends(rows: list[Row]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    written, _, after = rest.partition(END)
    told = f"\n{table(rows)}\n"
    if os.environ.get("BROWNOUT_WRITE_DOCUMENTS"):
        DOCUMENT.write_text(before + BEGIN + told + END + after, encoding="utf-8")
        written = told

    assert written == told, "it ends otherwise now: if rightly so, run `make torture`"


def test_every_result_is_bounded_and_says_why(rows: list[Row]) -> None:
    assert {row.result.outcome for row in rows} >= {"ok", "connect", "tls", "timeout", "malformed"}
    for row in rows:
        assert row.result.outcome is not Outcome.INTERNAL, row
        assert (row.result.outcome is Outcome.OK) == (row.result.detail is None), row
        assert len(row.result.detail or "") <= 2048, row


def test_a_valid_answer_cut_at_any_byte_is_never_taken_for_a_whole_one(rows: list[Row]) -> None:
    outcomes: dict[str, Outcome] = {
        row.what: row.result.outcome for row in rows if row.kind == "Cut off"
    }

    assert outcomes == {
        "closes at any byte of its headers": Outcome.CONNECT,
        "closes at any byte of its body": Outcome.STREAM_BROKEN,
        "resets at any byte of its headers": Outcome.CONNECT,
        "resets at any byte of its body": Outcome.STREAM_BROKEN,
    }


@pytest.mark.parametrize("what", ["a gzip bomb", "a body without an end", "headers without an end"])
def test_what_is_endless_fills_no_memory(urls: Mapping[str, str], what: str) -> None:
    tracemalloc.start()
    try:
        result = asyncio.run(visit(urls[what]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert result.outcome is Outcome.MALFORMED
    assert peak < 8_000_000
