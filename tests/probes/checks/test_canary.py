import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

import probes.canaries
from probes import plugins
from probes.canaries import task_of
from probes.checks import canary
from probes.exchange import ExchangeFailed
from probes.result import Observation, Outcome
from probes.spec import Deadlines, ProviderSpec

SIGNS = {
    "code": "Python program",
    "needle": "Which number belongs",
    "count": "from one to thirty",
    "arithmetic": " + ",
    "digits": "in digits",
    "echo": "angle brackets",
    "instruction": "lower-case words",
    "json_object": "JSON object",
    "reading": "keep?",
    "sort": "alphabetically",
}
ARITHMETIC = {"task": "arithmetic"}


def stream(*events: object) -> list[bytes]:
    lines = [each if isinstance(each, str) else json.dumps(each) for each in events]
    return [f"data: {line}\n\n".encode() for line in lines]


def said(text: str, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {"choices": [choice], "usage": None}


def usage(out: int) -> dict[str, Any]:
    return {"choices": [], "usage": {"prompt_tokens": 31, "completion_tokens": out}}


def total(body: bytes) -> str:
    """The right answer to the sum in a request."""
    prompt = json.loads(body)["messages"][0]["content"]
    first, second = re.findall(r"\b\d{3}\b", prompt.split("What is")[1])
    return str(int(first) + int(second))


@pytest.fixture
def look(serving: Any, context: Any, answer: Any) -> Callable[..., Observation]:
    """Run the check against a stream of pieces that may depend on what was asked."""

    def run(
        pieces: Callable[[bytes], list[bytes]],
        options: dict[str, Any] = ARITHMETIC,
        *,
        status: int = 200,
        pause_s: float = 0.0,
    ) -> Observation:
        async def once() -> Observation:
            headers = {"x-request-id": "req_1"}
            reply = lambda asked: answer(status, headers, pieces(asked.body), pause_s)  # noqa: E731
            async with serving(reply) as server:
                return await canary.run(context(server.url), canary.Options.model_validate(options))

        return asyncio.run(once())

    return run


def well(body: bytes) -> list[bytes]:
    return stream(said(total(body)), said("", "stop"), usage(3), "[DONE]")


def test_a_right_answer_is_well_and_measured(look: Any) -> None:
    seen = look(well)

    assert seen.outcome is Outcome.OK, seen.detail
    assert seen.score == 1.0
    assert (seen.input_tokens, seen.output_tokens) == (31, 3)
    assert seen.timings.ttft_ms is not None
    assert seen.timings.total_ms >= seen.timings.ttft_ms
    assert seen.request_id == "req_1"
    assert [(each.name, each.held) for each in seen.expectations] == [
        ("status", True),
        ("end marker", True),
        ("answer to arithmetic", True),
    ]
    assert task_of(seen.expectations) == "arithmetic"


def test_a_wrong_answer_is_shown_beside_the_right_one(look: Any) -> None:
    seen = look(lambda _: stream(said("It is 12, of course."), said("", "stop"), "[DONE]"))

    assert seen.outcome is Outcome.WRONG_ANSWER
    assert seen.score == 0.0
    assert re.fullmatch(
        r"expected (\d+), got 12; asked '\[[0-9a-f]{8}\] What is \d+ \+ \d+\? "
        r"Reply with the number only\.', the answer was 'It is 12, of course\.' "
        r"\(finish reason stop\)",
        seen.detail or "",
    )
    assert not seen.expectations[-1].held


def test_a_foreign_letter_in_a_right_answer_is_wrong(look: Any) -> None:
    seen = look(lambda body: stream(said(f"ทั้งหมด {total(body)}"), "[DONE]"))

    assert seen.outcome is Outcome.WRONG_ANSWER
    assert "Latin script" in (seen.detail or "")


def test_an_empty_answer_is_wrong_unless_our_own_budget_was_spent(look: Any) -> None:
    empty = look(lambda _: stream(said("", "stop"), "[DONE]"))
    spent = look(lambda _: stream(said("", "length"), "[DONE]"))

    assert empty.outcome is Outcome.WRONG_ANSWER
    assert spent.outcome is Outcome.BAD_REQUEST
    assert "raise `max_tokens`, or turn reasoning off" in (spent.detail or "")


def test_a_stream_cut_short_is_broken_however_right_it_began(look: Any) -> None:
    seen = look(lambda body: stream(said(total(body))))

    assert seen.outcome is Outcome.STREAM_BROKEN
    assert [(each.name, each.held) for each in seen.expectations] == [
        ("status", True),
        ("end marker", False),
    ]


def test_an_error_inside_the_stream_has_its_own_outcome(look: Any) -> None:
    event = {"error": {"message": "busy", "code": "server_is_overloaded"}}
    seen = look(lambda body: stream(said(total(body)), event))

    assert seen.outcome is Outcome.OVERLOADED


def test_a_refused_request_is_classified_by_the_wire(look: Any) -> None:
    body = json.dumps({"error": {"message": "q", "type": "insufficient_quota"}}).encode()
    seen = look(lambda _: [body], status=429)

    assert seen.outcome is Outcome.QUOTA
    assert seen.http_status == 429
    assert not seen.expectations[0].held


def test_too_slow_an_answer_says_which_expectation_broke(look: Any) -> None:
    expect = {"ttft": "< 0.001ms", "total": "< 1h"}
    seen = look(well, ARITHMETIC | {"expect": expect})

    assert seen.outcome is Outcome.TOO_SLOW
    assert "time to first token: expected < 0.001ms" in (seen.detail or "")
    assert "total" not in (seen.detail or "")
    assert seen.score == 1.0


def test_speed_leaves_out_the_first_piece_and_is_judged(look: Any) -> None:
    def ten_pieces(body: bytes) -> list[bytes]:
        pieces = [*"Adding up:", total(body)]
        return stream(*map(said, pieces), usage(len(pieces)), "[DONE]")

    expect = {"tokens_per_s": "> 1000000"}
    seen = look(ten_pieces, ARITHMETIC | {"expect": expect}, pause_s=0.005)

    assert seen.outcome is Outcome.TOO_SLOW
    # Of 11 tokens in 11 pieces, 10 came after the first, in at most the whole time and at
    # least the longest pause.
    least_s, most_s = seen.timings.longest_gap_ms / 1000, seen.timings.total_ms / 1000
    assert 10 / most_s <= seen.timings.tokens_per_s <= 10 / least_s


def test_a_handful_of_tokens_has_no_speed(look: Any) -> None:
    assert look(well, pause_s=0.005).timings.tokens_per_s is None


def test_without_a_stream_there_is_no_time_to_first_token(look: Any) -> None:
    def whole(body: bytes) -> list[bytes]:
        message = {"role": "assistant", "content": total(body)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return [json.dumps({"choices": [choice], "usage": usage(3)["usage"]}).encode()]

    seen = look(whole, ARITHMETIC | {"stream": False})

    assert seen.outcome is Outcome.OK, seen.detail
    assert seen.timings.ttft_ms is None
    assert seen.timings.total_ms is not None


def test_a_lower_score_may_be_good_enough(look: Any) -> None:
    half = ", ".join(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    options = {"task": "count", "expect": {"score": 0.25}}
    seen = look(lambda _: stream(said(half), "[DONE]"), options)

    assert seen.outcome is Outcome.OK
    assert seen.score == pytest.approx(0.3)


def test_reasoning_gets_room_unless_the_limit_is_ours_and_the_cost_told_covers_it(
    serving: Any, context: Any, answer: Any
) -> None:
    chosen = (canary.Options(), canary.Options(max_tokens=9), canary.Options(max_tokens=1000))

    async def limits() -> list[int]:
        async with serving(lambda _: answer(500)) as server:
            for options in chosen:
                await canary.run(context(server.url), options)
            return [json.loads(asked.body)["max_tokens"] for asked in server.asked]

    provider = ProviderSpec(id="x", name="X")
    told = [canary.usage(provider, options).output_tokens for options in chosen]
    assert asyncio.run(limits()) == told == [256, 9, 1000]


def test_any_sets_every_task_and_the_long_ones_now_and_then(
    serving: Any, context: Any, answer: Any
) -> None:
    async def prompts(total_s: float) -> list[str]:
        async with serving(lambda _: answer(500)) as server:
            for seed in range(400):
                given = replace(context(server.url, seed=seed), deadlines=Deadlines(total=total_s))
                await canary.run(given, canary.Options())
            return [json.loads(each.body)["messages"][0]["content"] for each in server.asked]

    asked = asyncio.run(prompts(60))
    seen = _tasks(asked)
    assert {*seen} == {*plugins.names(probes.canaries)}
    assert seen["count"] + seen["needle"] < 40
    # A run that has no time for a long answer sets none.
    assert {*seen} - {*_tasks(asyncio.run(prompts(5)))} == {"count", "needle"}
    told = canary.usage(ProviderSpec(id="x", name="X"), canary.Options())
    # English has some four characters to a token, and no fewer than three.
    assert max(len(prompt) for prompt in asked) / 4 < told.input_tokens
    mean = sum(len(prompt) for prompt in asked) / len(asked)
    assert told.likely is not None
    assert mean / 4 < told.likely.input_tokens < mean / 2


def _tasks(prompts: list[str]) -> Counter[str]:
    return Counter(next(word for word, sign in SIGNS.items() if sign in each) for each in prompts)


def test_nobody_there_is_left_to_the_runner(context: Any) -> None:
    with pytest.raises(ExchangeFailed):
        asyncio.run(canary.run(context("http://127.0.0.1:9"), canary.Options()))


def test_it_waits_for_what_is_missing() -> None:
    usual: dict[str, Any] = {
        "id": "x", "name": "X", "wire": "openai", "base_url": "http://h", "model": "m",
        "key_env": "X_API_KEY",
    }  # fmt: skip
    options = canary.Options()

    assert canary.waiting_for(ProviderSpec(**usual), options) == "X_API_KEY"
    assert canary.waiting_for(ProviderSpec(**usual, key=SecretStr("k")), options) is None
    assert canary.waiting_for(ProviderSpec(**(usual | {"key_env": None})), options) is None
    for missing in ("wire", "base_url", "model"):
        assert canary.waiting_for(ProviderSpec(**(usual | {missing: None})), options) == missing


def test_a_misspelt_task_is_told_the_right_word() -> None:
    with pytest.raises(ValidationError, match="did you mean `arithmetic`"):
        canary.Options(task="arithmetics")
    assert canary.Options(task="count").task == "count"
