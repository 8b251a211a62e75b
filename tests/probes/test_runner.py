import asyncio
import dataclasses
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import SecretStr

import probes.checks
from probes.checks import Context, auth, canary, http
from probes.result import Fault, Observation, Outcome, ProbeResult, Surface
from probes.runner import cost_microusd, run_probe
from probes.spec import Deadlines, Price, ProbeSpec, ProviderSpec, StrictModel
from probes.transport import Transport
from simulator.faults import Fault as Spoilt
from simulator.provider import Provider
from simulator.server import Simulator

MARKER = "sk-marker-5d1f9c2e7a"
Reply = Callable[[str, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]


@pytest.fixture
def serve() -> Iterator[Callable[[Reply], str]]:
    """Serve HTTP with a function from path, headers and body to status, headers and body."""
    servers: list[ThreadingHTTPServer] = []

    def start(reply: Reply) -> str:
        class Handler(BaseHTTPRequestHandler):
            def handle_one(self) -> None:
                length = int(self.headers.get("content-length", 0))
                asked = {name.lower(): value for name, value in self.headers.items()}
                status, headers, body = reply(self.path, asked, self.rfile.read(length))
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        Handler.do_GET = Handler.do_POST = Handler.handle_one  # type: ignore[attr-defined]
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def spec(base_url: str, check: str, options: StrictModel, **said: Any) -> ProbeSpec:
    provider: dict[str, Any] = {
        "id": "example",
        "name": "Example",
        "wire": "openai",
        "base_url": base_url,
        "key": SecretStr(MARKER),
        "model": "small-1",
        "price": Price(input_usd=0.10, output_usd=0.50),
    }
    probe: dict[str, Any] = {
        "name": f"example/{check}",
        "surface": Surface.API,
        "every_s": 60.0,
        "deadlines": Deadlines(connect=5, first_byte=5, first_content=5, silence=5, total=10),
    }
    own = {name: said.pop(name) for name in list(said) if name in probe}
    return ProbeSpec(
        provider=ProviderSpec(**(provider | said)), check=check, options=options, **(probe | own)
    )


def run(probe: ProbeSpec, **said: Any) -> ProbeResult:
    async def once() -> ProbeResult:
        transport = Transport()
        try:
            return await run_probe(probe, transport=transport, vantage="home", **said)
        finally:
            await transport.aclose()

    return asyncio.run(once())


def right_sum(_path: str, _headers: dict[str, str], body: bytes) -> Any:
    prompt = json.loads(body)["messages"][0]["content"]
    first, second = re.findall(r"\b\d{3}\b", prompt.split("What is")[1])
    chunk = {"choices": [{"index": 0, "delta": {"content": str(int(first) + int(second))}}]}
    usage = {"choices": [], "usage": {"prompt_tokens": 31, "completion_tokens": 9}}
    events = (json.dumps(chunk), json.dumps(usage), "[DONE]")
    return 200, {"x-request-id": "req_1"}, "".join(f"data: {e}\n\n" for e in events).encode()


def test_a_run_becomes_one_complete_result(serve: Any) -> None:
    result = run(
        spec(serve(right_sum), "canary", canary.Options(task="arithmetic")),
        clock_ms=lambda: 1_790_000_000_000,
        late_ms=12.5,
    )

    assert result.outcome is Outcome.OK, result.detail
    assert (result.probe, result.provider, result.vantage) == ("example/canary", "example", "home")
    assert (result.started_at_ms, result.late_ms) == (1_790_000_000_000, 12.5)
    assert (result.http_status, result.request_id, result.score) == (200, "req_1", 1.0)
    assert result.cost_microusd == 8  # 31 x 0.10 + 9 x 0.50 = 7.6, rounded up
    assert result.timings.total_ms is not None
    assert all(each.held for each in result.expectations)


def test_the_same_chance_gives_the_same_prompt(serve: Any) -> None:
    asked: list[bytes] = []

    def reply(_path: str, _headers: dict[str, str], body: bytes) -> Any:
        asked.append(body)
        return 500, {}, b""

    probe = spec(serve(reply), "canary", canary.Options())
    for seed in (3, 3, 4):
        run(probe, rng=random.Random(seed))

    assert asked[0] == asked[1] != asked[2]


def test_nobody_there_is_a_result_with_what_was_measured() -> None:
    result = run(spec("http://127.0.0.1:9", "auth", auth.Options()))

    assert result.outcome is Outcome.CONNECT
    assert result.detail
    assert result.timings.total_ms is not None


ECHOES = [
    (401, "application/json", lambda text: json.dumps({"error": {"message": f"bad {text}"}})),
    (400, "application/json", lambda text: json.dumps({"error": text})),
    (429, "application/json", lambda text: json.dumps({"error": {"code": text, "type": text}})),
    (500, "text/html", lambda text: f"<title>{text}</title>"),
    (200, "text/html", lambda text: f"<html>{text}</html>"),
    (200, "application/json", lambda text: json.dumps({"error": {"message": text, "code": text}})),
    (200, "text/event-stream", lambda text: f"data: {text}\n\n"),
    (
        200,
        "text/event-stream",
        lambda text: (
            f'data: {{"choices": [{{"delta": {{"content": {json.dumps(text)}}}}}]}}\n\n'
            "data: [DONE]\n\n"
        ),
    ),
    (302, "text/plain", lambda text: text),
]
PROBES: list[tuple[str, StrictModel]] = [
    ("canary", canary.Options()),
    ("canary", canary.Options(stream=False)),
    ("auth", auth.Options()),
    (
        "http",
        http.Options.model_validate(
            {
                "url": "/health?token=hidden-in-the-query",
                "headers": {"X-Own": "hidden-in-a-header"},
                "json": {"client_secret": "hidden-in-the-body"},
                "method": "POST",
                "expect": {
                    "text": "well", "json": {"error": "none"}, "headers": {"x-request-id": "r"},
                },
            }
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize("echo", ECHOES, ids=lambda echo: f"{echo[0]} {echo[1]}")
@pytest.mark.parametrize(("check", "options"), PROBES, ids=["stream", "whole", "auth", "http"])
def test_no_secret_that_a_target_echoes_reaches_a_result(
    serve: Any, check: str, options: StrictModel, echo: Any
) -> None:
    status, kind, render = echo

    def reply(path: str, headers: dict[str, str], body: bytes) -> Any:
        heard = " ".join([path, *headers.values(), body.decode()])
        one_line = heard.replace("\n", " ")[:2000]
        return (
            status,
            {"content-type": kind, "x-request-id": one_line, "location": f"/x?{one_line}"},
            render(heard).encode(),
        )

    own = {"X-Gate": SecretStr("hidden-at-the-gate")}
    result = run(spec(serve(reply), check, options, headers=own))

    told = json.dumps(dataclasses.asdict(result))
    assert result.outcome is not Outcome.OK
    assert result.outcome.fault is not Fault.MONITOR, result.detail
    for secret in (MARKER, "hidden-in", "hidden-at"):
        assert secret not in told


@pytest.mark.parametrize(
    ("surface", "outcome"),
    [
        (Surface.DEPENDENCY, Outcome.WRONG_ANSWER),
        (Surface.OAUTH, Outcome.AUTH_BROKEN),
        (Surface.AUTH, Outcome.AUTH_BROKEN),
    ],
)
def test_a_login_that_answers_nonsense_is_broken(
    serve: Any, surface: Surface, outcome: Outcome
) -> None:
    url = serve(lambda *_: (200, {}, b'{"issuer": "somebody else"}'))
    options = http.Options.model_validate({"url": "/", "expect": {"json": {"issuer": "us"}}})

    assert run(spec(url, "http", options, surface=surface)).outcome is outcome


def test_a_login_that_fails_with_5xx_keeps_its_class(serve: Any) -> None:
    url = serve(lambda *_: (503, {}, b""))
    probe = spec(url, "http", http.Options(url="/"), surface=Surface.OAUTH)

    assert run(probe).outcome is Outcome.SERVER_ERROR


@pytest.fixture
def own_check(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Put a check of one's own beside the shipped ones; return its name."""

    def write(body: str) -> str:
        name = f"own_{abs(hash(body))}"
        source = f'"""A check of our own."""\nimport asyncio\n\nasync def run(c, o):\n    {body}\n'
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        monkeypatch.setattr(probes.checks, "__path__", [str(tmp_path)])
        return name

    return write


def test_a_bug_of_ours_is_a_result_that_blames_nobody_and_says_where(own_check: Any) -> None:
    name = own_check(f"raise KeyError('{MARKER}')")
    result = run(spec("http://127.0.0.1:9", name, StrictModel()))

    assert result.outcome is Outcome.INTERNAL
    assert result.outcome.fault is Fault.MONITOR
    assert re.fullmatch(rf"KeyError: '\[redacted\]' at \S+/{name}\.py:5", result.detail or ""), (
        result.detail
    )


def test_a_check_that_does_not_exist_is_our_own_mistake() -> None:
    result = run(spec("http://127.0.0.1:9", "cannary", StrictModel()))

    assert result.outcome is Outcome.INTERNAL
    assert "did you mean `canary`" in (result.detail or "")


@pytest.mark.parametrize("answers_after_s", [0.5, 60.0])
def test_a_deadline_that_passed_while_we_stood_still_is_not_the_providers(
    serve: Any, answers_after_s: float
) -> None:
    asked, gone = threading.Event(), threading.Event()

    def slow(*_: object) -> Any:
        asked.set()
        gone.wait(answers_after_s)
        return 200, {}, b"ok"

    probe = spec(
        serve(slow), "http", http.Options(url="/"), deadlines=Deadlines(first_byte=1, total=5)
    )

    async def once() -> ProbeResult:
        running = asyncio.create_task(run_probe(probe, transport=Transport(), vantage="home"))
        await asyncio.to_thread(asked.wait, 30)
        time.sleep(2.5)  # as a process that was stopped, or starved
        return await running

    result = asyncio.run(once())
    gone.set()

    assert result.outcome is Outcome.SKIPPED
    assert "this process stood still" in (result.detail or "")


def test_a_check_that_hangs_beside_the_transport_is_given_up(own_check: Any) -> None:
    deadlines = Deadlines(total=0.05)
    probe = spec("http://h", own_check("await asyncio.sleep(3600)"), StrictModel(),
                 deadlines=deadlines)  # fmt: skip
    result = run(probe)

    assert result.outcome is Outcome.TIMEOUT
    assert "gave up" in (result.detail or "")


def test_a_timeout_inside_a_check_is_not_taken_for_the_deadline(own_check: Any) -> None:
    result = run(spec("http://h", own_check("raise TimeoutError('own')"), StrictModel()))

    assert result.outcome is Outcome.INTERNAL


def test_being_cancelled_is_passed_on(own_check: Any) -> None:
    probe = spec("http://h", own_check("await asyncio.sleep(3600)"), StrictModel())

    async def cancelled() -> None:
        task = asyncio.create_task(run_probe(probe, transport=Transport(), vantage="home"))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())


@pytest.mark.parametrize(
    ("price", "tokens", "cost"),
    [
        (None, (100, 100), 0),
        (Price(input_usd=1, output_usd=2), (None, None), 0),
        (Price(input_usd=1, output_usd=2), (100, 50), 200),
        (Price(input_usd=0.01, output_usd=0), (1, 0), 1),
        (Price(input_usd=1, output_usd=1, request_usd=0.012), (10, 2), 12_012),
        (Price(input_usd=1, output_usd=1, request_usd=0.012), (None, None), 0),
    ],
)
def test_cost_is_tokens_times_price_and_never_rounded_to_nothing(
    price: Price | None, tokens: tuple[int | None, int | None], cost: int
) -> None:
    seen = Observation(input_tokens=tokens[0], output_tokens=tokens[1])

    assert cost_microusd(price, seen) == cost


HANGS, BREAKS_OFF = Spoilt("hang"), Spoilt("cut")
REFUSES, IS_AWAY = Spoilt("error", body="overloaded"), Spoilt("refuse")


@pytest.mark.parametrize(
    ("fault", "is_counted"),
    [(HANGS, True), (BREAKS_OFF, True), (REFUSES, False), (IS_AWAY, False)],
    ids=lambda each: each.kind if isinstance(each, Spoilt) else None,
)
def test_an_answer_that_nobody_saw_the_end_of_is_taken_to_cost_all_that_it_may(
    fault: Spoilt, is_counted: bool
) -> None:
    async def once() -> ProbeResult:
        async with Simulator([Provider("aurora", "openai", ttft_s=0.01)]) as simulator:
            simulator.set_fault("aurora", fault)
            provider = ProviderSpec(
                id="aurora", name="Aurora", wire="openai", base_url=simulator.base_url("aurora"),
                key=SecretStr("sim-key"), model="sim-small",
                price=Price(input_usd=1, output_usd=10),
            )  # fmt: skip
            spec = ProbeSpec(
                name="aurora/canary", provider=provider, surface=Surface.API, check="canary",
                options=canary.Options(task="arithmetic"), every_s=60,
                deadlines=Deadlines(first_byte=1, total=5),
            )  # fmt: skip
            return await run_probe(spec, transport=Transport(), vantage="here")

    most = canary.usage(ProviderSpec(id="x", name="X"), canary.Options(task="arithmetic"))
    most_microusd = most.input_tokens + 10 * most.output_tokens
    assert asyncio.run(once()).cost_microusd == (most_microusd if is_counted else 0)


def test_a_context_is_what_every_check_is_given() -> None:
    names = {field.name for field in dataclasses.fields(Context)}

    assert names == {"provider", "transport", "deadlines", "rng", "secrets", "heartbeat"}
