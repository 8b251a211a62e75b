"""Who asks: Brownout, httpx on its own, and prometheus-blackbox-exporter."""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import httpx
from pydantic import SecretStr

import probes.checks.canary
import probes.checks.http
from benchmarks.probing.targets import Targets
from probes.exchange import Request
from probes.providers.openai import reply_reader
from probes.result import Outcome, Surface
from probes.runner import run_probe
from probes.spec import Deadlines, ProbeSpec, ProviderSpec
from probes.transport import Transport

DEADLINES = Deadlines(connect=60, first_byte=60, first_content=60, silence=60, total=120)
BODY = b'{"messages": [{"role": "user", "content": "What is 17 + 25?"}], "stream": true}'


@dataclass(frozen=True, slots=True)
class Told:
    """What an asker says that it measured, and what the target says, both in milliseconds."""

    measured_ms: float
    true_ms: float

    @property
    def off_ms(self) -> float:
        """By how much they differ."""
        return abs(self.measured_ms - self.true_ms)


class Brownout:
    """Ours: a whole probe for what it costs, the exchange under it for what it measures."""

    name = "Brownout"

    def __init__(self, targets: Targets, scheme: str) -> None:
        self._base = targets.urls[scheme]
        self._transport = Transport(targets.context)
        self._specs = {kind: self._spec(kind) for kind in ("http", "canary")}

    async def probe(self, kind: str) -> None:
        """Run one probe of this check: `http` or `canary`."""
        spec = self._specs[kind]
        result = await run_probe(spec, transport=self._transport, vantage="here")
        assert result.outcome is Outcome.OK, result

    def _spec(self, kind: str) -> ProbeSpec:
        provider = ProviderSpec(
            id="target", name="Target", wire="openai", base_url=f"{self._base}/v1",
            key=SecretStr("sk-of-nobody"), model="any",
        )  # fmt: skip
        check = probes.checks.http if kind == "http" else probes.checks.canary
        options = {"url": f"{self._base}/now"} if kind == "http" else {"task": "arithmetic"}
        return ProbeSpec(
            name="target/probe", provider=provider, surface=Surface.API, check=kind,
            options=check.Options.model_validate(options), every_s=60, deadlines=DEADLINES,
        )  # fmt: skip

    async def first_byte(self, ms: float) -> Told:
        """Ask for an answer after `ms`."""
        request = Request(method="GET", url=f"{self._base}/after/{ms:g}")
        found = await self._transport.exchange(request, deadlines=DEADLINES)
        assert found.timings.ttfb_ms is not None
        return Told(found.timings.ttfb_ms, int(found.body) / 1000)

    async def pieces(self, number: int, ms: float) -> tuple[Told, Told]:
        """Ask for a stream; return its first piece and its longest gap."""
        request = Request(method="POST", url=f"{self._base}/pieces/{number}/{ms:g}", body=BODY)
        reader = reply_reader(stream=True)
        found = await self._transport.exchange(request, deadlines=DEADLINES, reader=reader)
        first_ms, gap_ms = _true(reader.text)
        assert found.timings.ttft_ms is not None
        assert found.timings.longest_gap_ms is not None
        return Told(found.timings.ttft_ms, first_ms), Told(found.timings.longest_gap_ms, gap_ms)


class PlainHttpx:
    """httpx with a new connection each time and times from its trace events."""

    name = "httpx"

    def __init__(self, targets: Targets, scheme: str) -> None:
        self._base = targets.urls[scheme]
        self._context = targets.context

    async def probe(self, kind: str) -> None:
        """Make the exchange of such a probe: nothing is graded or kept."""
        path = "/now" if kind == "http" else "/v1/chat/completions"
        async with httpx.AsyncClient(verify=self._context) as client:
            if kind == "http":
                assert (await client.get(self._base + path)).text == "ok"
                return
            async with client.stream("POST", self._base + path, content=BODY) as response:
                lines = [line async for line in response.aiter_lines()]
            assert "data: [DONE]" in lines

    async def first_byte(self, ms: float) -> Told:
        """Ask for an answer after `ms`."""
        times: dict[str, float] = {}

        async def trace(event: str, _info: object) -> None:
            times[event] = time.perf_counter()

        async with httpx.AsyncClient(verify=self._context, timeout=None) as client:
            url = f"{self._base}/after/{ms:g}"
            answer = await client.get(url, extensions={"trace": trace})
        sent_s = times["http11.send_request_body.complete"]
        came_s = times["http11.receive_response_headers.complete"]
        return Told((came_s - sent_s) * 1000, int(answer.text) / 1000)

    async def pieces(self, number: int, ms: float) -> tuple[Told, Told]:
        """Ask for a stream; return its first piece and its longest gap."""
        sent_s = 0.0

        async def trace(event: str, _info: object) -> None:
            nonlocal sent_s
            if event == "http11.send_request_body.complete":
                sent_s = time.perf_counter()

        url, came_s = f"{self._base}/pieces/{number}/{ms:g}", []
        reader = reply_reader(stream=True)
        async with (
            httpx.AsyncClient(verify=self._context, timeout=None) as client,
            client.stream("POST", url, content=BODY, extensions={"trace": trace}) as response,
        ):
            async for data in response.aiter_bytes():
                before = reader.pieces
                reader.feed(data)
                if reader.pieces > before:
                    came_s.append(time.perf_counter())
        first_ms, gap_ms = _true(reader.text)
        gaps = [later - sooner for sooner, later in pairwise(came_s)]
        return Told((came_s[0] - sent_s) * 1000, first_ms), Told(max(gaps) * 1000, gap_ms)


def _true(text: str) -> tuple[float, float]:
    sent_us = [int(word) for word in text.split()]
    gaps = [later - sooner for sooner, later in pairwise(sent_us)]
    return sent_us[0] / 1000, max(gaps) / 1000


class Blackbox:
    """prometheus-blackbox-exporter, asked as Prometheus asks it."""

    name = "blackbox_exporter"

    def __init__(self, targets: Targets, scheme: str, url: str, pid: int) -> None:
        self._target = targets.urls[scheme]
        self._url = url
        self._pid = pid
        self._client = httpx.AsyncClient(timeout=None, limits=httpx.Limits(max_connections=None))

    @property
    def cpu_s(self) -> float:
        """The processor time that its process has taken."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def probe(self, kind: str) -> None:
        """Run one probe; it knows no canary."""
        assert kind == "http"
        assert "probe_success 1" in await self._asked("/now")

    async def first_byte(self, ms: float) -> Told:
        """Ask for an answer after `ms`; it does not tell the body, so that truth is `ms`."""
        told = await self._asked(f"/after/{ms:g}")
        found = re.search(r'probe_http_duration_seconds\{phase="processing"\} (\S+)', told)
        assert found
        return Told(float(found[1]) * 1000, ms)

    async def _asked(self, path: str) -> str:
        asked = {"target": self._target + path, "module": "plain"}
        return (await self._client.get(self._url, params=asked)).text


def find_blackbox(given: str | None) -> str | None:
    """Return the exporter's program, None where there is none."""
    return (
        given or shutil.which("prometheus-blackbox-exporter") or shutil.which("blackbox_exporter")
    )


@contextlib.asynccontextmanager
async def blackbox(
    program: str, targets: Targets, folder: Path
) -> AsyncIterator[dict[str, Blackbox]]:
    """Run the exporter until the block ends; return an asker by scheme."""
    config = folder / "blackbox.yml"
    config.write_text(
        "modules:\n  plain:\n    prober: http\n    timeout: 100s\n    http:\n"
        f"      tls_config: {{ca_file: {targets.authority}}}\n      preferred_ip_protocol: ip4\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    command = [
        program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: ASYNC220  at the start
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            await asyncio.sleep(0.1)
        url = f"http://127.0.0.1:{port}/probe"
        yield {scheme: Blackbox(targets, scheme, url, process.pid) for scheme in ("http", "https")}
    finally:
        process.kill()
        process.wait()
