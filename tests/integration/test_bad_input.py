"""A target that misbehaves is one result with the right outcome, and disturbs nobody else."""

import asyncio
from collections.abc import Sequence

import pytest
from pydantic import SecretStr

from probes.checks import auth, canary, http
from probes.http_expectations import HttpExpect
from probes.result import Fault as Blame
from probes.result import Outcome, ProbeResult, Surface
from probes.runner import run_probe
from probes.spec import Deadlines, ProbeSpec, ProviderSpec
from probes.transport import Transport
from simulator.faults import Fault
from simulator.provider import Provider
from simulator.server import Simulator

WIRES = ("openai", "openai_responses", "anthropic", "gemini", "cohere", "bedrock")
# A player speaks all that its API offers.
PLAYERS = {"openai_responses": "openai"}
DEADLINES = Deadlines(connect=5, first_byte=2, first_content=3, silence=2, total=8)

# What goes wrong, how it ends where the answer is streamed, how where it comes whole, and a
# word that the evidence must hold.
SPOILT = [
    (Fault("hang"), "timeout", "timeout", "no answer within 2 s"),
    (Fault("hang_mid_stream"), "stream_broken", "timeout", ""),
    (Fault("comments_forever", every_s=0.2), "timeout", "timeout", "no content within 3 s"),
    (Fault("trickle", every_s=0.2), "timeout", "timeout", "no content within 3 s"),
    (Fault("refuse"), "connect", "connect", "closed before any answer"),
    (Fault("cut"), "stream_broken", "stream_broken", ""),
    (Fault("half_event"), "stream_broken", "stream_broken", "was cut"),
    (Fault("reset"), "stream_broken", "stream_broken", "reset by peer"),
    (Fault("bad_utf8"), "malformed", "malformed", ""),
    (Fault("bad_json"), "malformed", "malformed", "is no JSON"),
    (Fault("html"), "server_error", "server_error", "HTTP 502: 502 Bad Gateway"),
    (Fault("html", status=200), "malformed", "malformed", ""),
    (Fault("flood"), "malformed", "malformed", "larger than"),
    (Fault("redirect_loop"), "malformed", "malformed", "a redirect to http://127.0.0.1"),
    (Fault("wrong_answer"), "wrong_answer", "wrong_answer", "expected"),
    (Fault("empty_answer"), "wrong_answer", "wrong_answer", "empty"),
    (Fault("garbled"), "wrong_answer", "wrong_answer", "Latin"),
    (Fault("token_budget"), "bad_request", "bad_request", "raise `max_tokens`"),
]
# Each documented refusal, told by its status or, after a 200, inside the answer.
REFUSED = [
    ("overloaded", Outcome.OVERLOADED),
    ("server_error", Outcome.SERVER_ERROR),
    ("rate_limited", Outcome.RATE_LIMITED),
    ("allowance_spent", Outcome.QUOTA),
    ("insufficient_quota", Outcome.QUOTA),
    ("model_not_found", Outcome.MODEL_GONE),
    ("bad_request", Outcome.BAD_REQUEST),
    ("invalid_key", Outcome.AUTH_REJECTED),
]


def _canary(simulator: Simulator, name: str, wire: str, *, stream: bool = True) -> ProbeSpec:
    return ProbeSpec(
        name=name,
        provider=ProviderSpec(
            id=name,
            name=name,
            wire=wire,
            base_url=simulator.base_url(name),
            key=SecretStr("sim-key"),
            model="sim-small",
        ),
        surface=Surface.API,
        check="canary",
        options=canary.Options(task="arithmetic", stream=stream),
        every_s=60,
        deadlines=DEADLINES,
    )


def _ask(wire: str, faults: Sequence[Fault], *, stream: bool) -> list[ProbeResult]:
    """Run a canary against one provider for each fault, all at the same time."""

    async def ask() -> list[ProbeResult]:
        names = [f"{wire.partition('_')[0]}-{number}" for number in range(len(faults))]
        speaks = PLAYERS.get(wire, wire)
        players = [Provider(name, speaks, ttft_s=0.02, tokens_per_s=500) for name in names]
        async with Simulator(players) as simulator:
            for name, fault in zip(names, faults, strict=True):
                simulator.set_fault(name, fault)
            transport = Transport()
            probes = [_canary(simulator, name, wire, stream=stream) for name in names]
            return await asyncio.gather(
                *(run_probe(probe, transport=transport, vantage="here") for probe in probes)
            )

    return asyncio.run(ask())


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("wire", WIRES)
def test_a_spoilt_answer_is_one_result_of_the_right_outcome(wire: str, stream: bool) -> None:
    # Amazon's binary stream has no room for comments, and spoilt JSON breaks its checksums.
    no_text = (
        ("comments_forever", "bad_json", "flood") if (wire, stream) == ("bedrock", True) else ()
    )
    spoilt = [each for each in SPOILT if each[0].kind not in no_text]
    results = _ask(wire, [fault for fault, *_ in spoilt], stream=stream)

    told = [
        (fault.kind, result.outcome) for (fault, *_), result in zip(spoilt, results, strict=True)
    ]
    due = [(fault.kind, streamed if stream else whole) for fault, streamed, whole, _ in spoilt]
    assert told == due
    for (fault, _, _, word), result in zip(spoilt, results, strict=True):
        assert result.detail, fault
        assert word in result.detail, fault
        assert len(result.detail) <= 2048, fault


@pytest.mark.parametrize("kind", ["error", "in_stream_error"])
@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("wire", WIRES)
def test_a_documented_refusal_is_told_apart_wherever_it_stands(
    wire: str, stream: bool, kind: str
) -> None:
    faults = [Fault(kind, body=body) for body, _ in REFUSED]  # type: ignore[arg-type]
    results = _ask(wire, faults, stream=stream)

    told = {body: result.outcome for (body, _), result in zip(REFUSED, results, strict=True)}
    due = dict(REFUSED)
    if (wire, stream, kind) == ("cohere", True, "in_stream_error"):
        # It tells that a generation failed, but not why.
        due = dict.fromkeys(due, Outcome.SERVER_ERROR)
    if (wire, stream, kind) == ("openai_responses", True, "in_stream_error"):
        # Its event has a code and no type, and what has neither tells nothing.
        due["bad_request"] = Outcome.SERVER_ERROR
    if wire == "bedrock":
        # It throttles for one reason: the quotas of the account are exceeded.
        due["rate_limited"] = Outcome.QUOTA
        if (stream, kind) == (False, "in_stream_error"):
            # The type of an error goes with its status, of which there is none here.
            due = dict.fromkeys(due, Outcome.SERVER_ERROR) | {"model_not_found": Outcome.MODEL_GONE}
    assert told == due
    assert all(result.detail for result in results)


def test_a_refusal_of_ours_blames_nobody_else() -> None:
    faults = [Fault("error", body=body) for body in ("insufficient_quota", "invalid_key")]

    blamed = {result.outcome.fault for wire in WIRES for result in _ask(wire, faults, stream=True)}

    assert blamed == {Blame.ACCOUNT}


def test_a_provider_that_hangs_disturbs_no_other() -> None:
    async def ask() -> tuple[ProbeResult, list[ProbeResult]]:
        players = [Provider("stuck", "openai"), Provider("well", "openai", ttft_s=0.05)]
        async with Simulator(players) as simulator:
            simulator.set_fault("stuck", Fault("hang"))
            transport = Transport()
            stuck = asyncio.create_task(
                run_probe(_canary(simulator, "stuck", "openai"), transport=transport, vantage="v")
            )
            well = [
                await run_probe(
                    _canary(simulator, "well", "openai"), transport=transport, vantage="v"
                )
                for _ in range(5)
            ]
            assert not stuck.done()
            return await stuck, well

    stuck, well = asyncio.run(ask())

    assert stuck.outcome is Outcome.TIMEOUT
    assert [result.outcome for result in well] == [Outcome.OK] * 5


def test_a_login_that_is_down_leaves_the_api_well_and_is_seen_by_its_own_probe() -> None:
    async def ask() -> tuple[ProbeResult, ProbeResult, ProbeResult]:
        async with Simulator([Provider("ember", "anthropic", ttft_s=0.02)]) as simulator:
            api = _canary(simulator, "ember", "anthropic")
            login = ProbeSpec(
                name="ember/login",
                provider=api.provider,
                surface=Surface.OAUTH,
                check="http",
                options=http.Options(
                    url=f"{simulator.url}/ember/oauth/token",
                    method="POST",
                    headers={"content-type": "application/x-www-form-urlencoded"},
                    body="grant_type=client_credentials&client_id=nobody",
                    expect=HttpExpect(status=401, json={"error": "invalid_client"}),
                ),
                every_s=60,
                deadlines=DEADLINES,
            )
            transport = Transport()
            before = await run_probe(login, transport=transport, vantage="v")
            simulator.set_fault("ember", Fault("login_down"))
            after = await run_probe(login, transport=transport, vantage="v")
            return before, after, await run_probe(api, transport=transport, vantage="v")

    before, after, api = asyncio.run(ask())

    assert before.outcome is Outcome.OK
    assert after.outcome is Outcome.SERVER_ERROR
    assert api.outcome is Outcome.OK


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(
    ("keyless", "fault", "outcome"),
    [
        (True, None, Outcome.OK),
        (False, None, Outcome.OK),
        (False, Fault("error", body="invalid_key"), Outcome.AUTH_REJECTED),
        (True, Fault("html", status=200), Outcome.AUTH_BROKEN),
        (False, Fault("html"), Outcome.SERVER_ERROR),
        (False, Fault("error", body="server_error"), Outcome.SERVER_ERROR),
    ],
)
def test_the_auth_check_tells_a_bad_key_from_a_bad_provider(
    wire: str, keyless: bool, fault: Fault | None, outcome: Outcome
) -> None:
    async def ask() -> ProbeResult:
        async with Simulator([Provider("p", PLAYERS.get(wire, wire), ttft_s=0.02)]) as simulator:
            simulator.set_fault("p", fault)
            of = _canary(simulator, "p", wire)
            probe = ProbeSpec(
                name="p/auth",
                provider=of.provider,
                surface=Surface.AUTH,
                check="auth",
                options=auth.Options(keyless=keyless),
                every_s=60,
                deadlines=DEADLINES,
            )
            return await run_probe(probe, transport=Transport(), vantage="v")

    assert asyncio.run(ask()).outcome is outcome
