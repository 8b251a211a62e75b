"""Whatever a check that somebody wrote does, it is one result, and no other probe notices."""

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import probes.custom
from probes.custom import BadCheck, CustomCheck, load_file
from probes.result import Outcome, ProbeResult, Surface
from probes.runner import run_probe
from probes.spec import Deadlines, ProbeSpec, ProviderSpec
from probes.transport import Transport

HEAD = """\
import asyncio
import time
from probes.result import Expectation, Observation, Outcome, Timings
from probes.spec import StrictModel


class Options(StrictModel):
    url: str = "http://127.0.0.1:9/"


async def run(context, options):
"""
FIRST_LINE = 12


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], CustomCheck]:
    """Write a check with the given lines as the body of its `run`, and load it."""

    def written(body: str, name: str = "mine") -> CustomCheck:
        file = tmp_path / f"{name}.py"
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        file.write_text(HEAD + lines)
        return load_file(file)

    return written


def spec(check: CustomCheck, name: str = "mine", total_s: float = 5) -> ProbeSpec:
    return ProbeSpec(
        name=name,
        provider=ProviderSpec(id="x", name="X"),
        surface=check.SURFACE,
        check=name,
        options=check.Options(),
        every_s=60,
        deadlines=Deadlines(total=total_s),
        custom=check,
    )


def run(check: CustomCheck, total_s: float = 5) -> ProbeResult:
    async def once() -> ProbeResult:
        return await run_probe(spec(check, total_s=total_s), transport=Transport(), vantage="here")

    return asyncio.run(once())


def test_what_it_observes_becomes_a_result(write: Any) -> None:
    result = run(
        write(
            "seen = Expectation(name='n', expected='1', got='2', held=False)\n"
            "return Observation(outcome=Outcome.WRONG_ANSWER, detail='two', expectations=(seen,),\n"
            "                   timings=Timings(total_ms=1.5))"
        )
    )

    assert result.outcome is Outcome.WRONG_ANSWER
    assert result.surface is Surface.DEPENDENCY
    assert (result.detail, result.timings.total_ms) == ("two", 1.5)
    assert result.expectations[0].got == "2"


def test_a_failing_exchange_is_the_targets_failure(write: Any) -> None:
    result = run(
        write(
            "from probes.exchange import Request\n"
            "await context.transport.exchange(Request(method='GET', url=options.url),\n"
            "                                 deadlines=context.deadlines)"
        )
    )

    assert result.outcome is Outcome.CONNECT
    assert "connection refused" in (result.detail or "")


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("x = 1\nraise KeyError('marker')", 1, "KeyError: 'marker'"),
        ("def deeper():\n    return [][1]\ndeeper()", 1, "IndexError"),
        ("import json\njson.loads('{')", 1, "JSONDecodeError"),
        ("await asyncio.sleep(60)", 0, "did not end within"),
        ("raise SystemExit(3)", 0, "SystemExit: 3"),
        ("raise asyncio.CancelledError", 0, "CancelledError"),
        ("asyncio.get_running_loop().stop()\nawait asyncio.sleep(1)", -1, "RuntimeError: Event"),
    ],
)
def test_what_goes_wrong_in_it_names_file_and_line(
    write: Any, body: str, line: int, reason: str
) -> None:
    result = run(write(body), total_s=0.5)

    assert result.outcome is Outcome.INTERNAL
    assert (result.detail or "").startswith(f"mine.py:{FIRST_LINE + line}: {reason}")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return None", "returned NoneType"),
        ("return {'outcome': 'ok'}", "returned dict, where an `Observation` was due"),
        ("return Observation(outcome='splendid')", "whose outcome is wrong"),
        ("return Observation(score='high')", "whose score is wrong"),
        ("return Observation(timings=None)", "whose timings is wrong"),
        ("return Observation(expectations=[1])", "whose expectations.0 is wrong"),
        ("return Observation(timings=Timings(total_ms=float('nan')))", "whose total_ms is not"),
        ("return Observation(timings=Timings(connect_ms=-5))", "whose connect_ms is not"),
        ("return Observation(score=float('inf'))", "whose score is not from 0 to 1"),
        ("return Observation(http_status=10**5000)", "whose http_status is not from 0 to 2147"),
        ("return Observation(input_tokens=-5)", "whose input_tokens is not from 0"),
        (
            "seen = Expectation(name='n', expected='1', got='2', held=True)\n"
            "return Observation(expectations=(seen,) * 101)",
            "with more than 100 expectations",
        ),
    ],
)
def test_nonsense_is_told_as_such(write: Any, body: str, reason: str) -> None:
    result = run(write(body))

    assert result.outcome is Outcome.INTERNAL
    assert reason in (result.detail or "")
    assert (result.detail or "").startswith(f"mine.py:{FIRST_LINE - 1}: `run` returned ")


def test_one_that_blocks_is_told_where_and_harms_nobody(write: Any) -> None:
    blocks = write("time.sleep(3)", "blocks")
    quick = write("await asyncio.sleep(0.01)\nreturn Observation()", "quick")

    async def both() -> tuple[ProbeResult, ProbeResult, list[float], Transport]:
        transport, took = Transport(), []
        blocked = asyncio.create_task(
            run_probe(spec(blocks, "blocks", 0.5), transport=transport, vantage="here")
        )
        while not blocked.done():
            began = time.monotonic()
            result = await run_probe(spec(quick, "quick"), transport=transport, vantage="here")
            took.append(time.monotonic() - began)
            assert result.outcome is Outcome.OK
        again = await run_probe(spec(blocks, "blocks", 0.5), transport=transport, vantage="here")
        return await blocked, again, took, transport

    first, again, took, _ = asyncio.run(both())
    assert first.outcome is again.outcome is Outcome.INTERNAL
    assert (first.detail or "").startswith(f"blocks.py:{FIRST_LINE}: blocks, and did not end")
    assert (again.detail or "").endswith("still blocked since an earlier run")
    assert len(took) > 5
    assert sorted(took)[len(took) // 2] < 0.5


def test_one_that_spins_is_broken_off(write: Any) -> None:
    ended = "finally:\n    open(__file__ + '.ended', 'w').close()"
    check = write(f"try:\n    while True:\n        pass\n{ended}", "spins")

    result = run(check, total_s=0.1)

    assert (result.detail or "").startswith(f"spins.py:{FIRST_LINE + 1}: blocks") or (
        result.detail or ""
    ).startswith(f"spins.py:{FIRST_LINE + 2}: blocks")
    eventually_there(check.file.with_name("spins.py.ended"))


def eventually_there(file: Path) -> None:
    until = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < until, f"{file.name} is not there"
        time.sleep(0.02)


def test_one_that_still_blocks_is_remembered_over_a_reload_until_its_file_is_edited(
    write: Any,
) -> None:
    def asked(check: CustomCheck) -> str:
        mine = check.of_probe("mine", ProviderSpec(id="x", name="X"), check.Options())
        return run(mine, total_s=0.1).detail or ""

    waits = "import threading\nthreading.Event().wait({seconds})\nreturn Observation(detail='done')"
    assert "blocks" in asked(write(waits.format(seconds=20)))
    assert "still blocked since an earlier run" in asked(write(waits.format(seconds=20)))
    assert asked(write(waits.format(seconds=0.01))) == "done"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("def run(:\n", r"mine\.py:1: "),
        ("import nothing_of_that_name\n", r"mine\.py:1: ModuleNotFoundError"),
        ("x = 1\n\nx.y\n", r"mine\.py:3: AttributeError"),
        ("", r"has no `async def run\(context, options\)`"),
        ("def run(context, options): ...\n", "has no `async def run"),
        ("async def run(context): ...\n", "has no `async def run"),
        ("class Options: ...\nasync def run(context, options): ...\n", r":1: `Options` is no"),
        ("import sys\n\nsys.exit(3)\n", r"mine\.py:3: SystemExit: 3"),
        ("x = 1\nraise KeyboardInterrupt\n", r"mine\.py:2: KeyboardInterrupt"),
        (
            "SURFACE = 'roof'\nasync def run(context, options): ...\n",
            r"`SURFACE` is `roof`, where one of edge, .*, official was due",
        ),
    ],
)
def test_a_file_that_is_no_check_is_told_with_its_line(
    tmp_path: Path, text: str, complaint: str
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(text)

    with pytest.raises(BadCheck, match=complaint):
        load_file(file)


def test_no_file_and_no_python_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(
        BadCheck, match=r"there is no file .*; `brownout new check mine` writes one"
    ):
        load_file(tmp_path / "mine.py")
    (tmp_path / "my-check.py").touch()
    with pytest.raises(BadCheck, match="is no Python file; name it like"):
        load_file(tmp_path / "my-check.py")


def test_what_it_leaves_unsaid_has_a_default(write: Any) -> None:
    check = write("return Observation()")
    provider, options = ProviderSpec(id="x", name="X", base_url="http://b/"), check.Options()
    assert check.target(provider, options) == "http://127.0.0.1:9/"
    assert check.waiting_for(provider, options) is check.usage(provider, options) is None


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("def waiting_for(provider, options):\n    return provider.nothing", ":5: AttributeError"),
        ("def waiting_for(provider, options):\n    return 7", ":4: `waiting_for` returned int"),
        ("def waiting_for(provider, options):\n    raise SystemExit(4)", ":5: SystemExit: 4"),
        ("def usage(provider, options):\n    return 'much'", ":4: `usage` returned str, where `Us"),
        (
            "def usage(provider, options):\n"
            "    return Usage(input_tokens=float('nan'), output_tokens=1)",
            ":1: `usage` returned input_tokens that are no number of tokens",
        ),
        ("def target(provider, options):\n    return b'x'", ":4: `target` returned bytes"),
        ("import time\ndef target(provider, options):\n    time.sleep(9)", ":6: does not end with"),
    ],
)
def test_what_it_says_of_itself_is_asked_once_and_may_be_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, complaint: str
) -> None:
    file = tmp_path / "odd.py"
    head = "from probes.checks import Usage\nasync def run(context, options): ...\n\n"
    file.write_text(f"{head}{said}\n")
    check = load_file(file)
    monkeypatch.setattr(probes.custom, "LOADS_WITHIN_S", 0.3)

    with pytest.raises(BadCheck, match=rf"odd\.py{re.escape(complaint)}"):
        check.of_probe("mine", ProviderSpec(id="x", name="X"), check.Options())


def test_a_file_that_hangs_when_it_is_loaded_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes.custom, "LOADS_WITHIN_S", 0.3)
    file = tmp_path / "slow.py"
    file.write_text("import time\n\ntime.sleep(5)\n")

    with pytest.raises(BadCheck, match=r"slow\.py:3: does not end within 0\.3 s"):
        load_file(file)
