"""Our wire formats against a server that we did not write."""

from collections.abc import Callable

import pytest

Check = Callable[..., dict[str, object]]

WIRES = {"openai": "/v1", "anthropic": "", "gemini": "/v1beta"}


def configuration(oracle: str, wire: str, **canary: object) -> dict[str, object]:
    return {
        "reference": [],
        "providers": {
            "oracle": {
                "like": wire,
                "base_url": oracle + WIRES[wire],
                "key": "any-key",
                "model": "gpt-4o-mini",
                "edge": False,
                "auth": False,
                "canary": False,
            }
        },
        "probes": [{"name": "probe", "provider": "oracle", "check": "canary", **canary}],
    }


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("wire", WIRES)
def test_a_canary_is_answered_rightly_with_sane_timings(
    check: Check, oracle: str, wire: str, stream: bool
) -> None:
    report = check(configuration(oracle, wire, task="echo", stream=stream))

    (result,) = report["results"]
    timings = result["timings"]
    assert result["outcome"] == "ok", result
    assert result["score"] == 1
    assert report["exit_code"] == 0
    names = ("ttfb_ms", "ttft_ms", "total_ms")
    phases = [timings[name] for name in names if timings[name] is not None]
    assert len(phases) == (3 if stream else 2)
    assert phases == sorted(phases)
    assert phases[-1] < 30_000


@pytest.mark.parametrize("wire", WIRES)
def test_a_paced_stream_is_timed_as_it_was_sent(check: Check, oracle: str, wire: str) -> None:
    """The server waits 200 ms before the first token."""
    (result,) = check(configuration(oracle, wire, task="count"))["results"]

    assert result["outcome"] == "ok", result
    assert 190 < result["timings"]["ttft_ms"] < 5_000
    assert result["timings"]["longest_gap_ms"] is not None


@pytest.mark.parametrize("wire", WIRES)
def test_an_overloaded_server_is_the_providers_fault(check: Check, oracle: str, wire: str) -> None:
    report = check(configuration(oracle, wire, task="reading"))

    (result,) = report["results"]
    assert result["outcome"] == "overloaded", result
    assert result["fault"] == "provider"
    assert report["exit_code"] == 1
