"""Asks for a completion with a known right answer, grades it and times every phase.

Time to the first token runs from the request to the first non-empty piece of text, visible
or reasoning. Tokens per second leave out the first piece, which arrives whole:
(tokens - tokens / pieces) / (last piece - first piece), with the provider's token count.
"""

import random
from dataclasses import replace
from typing import Annotated, cast

from pydantic import AfterValidator, Field

import probes.canaries
from probes import asking, expect, grading, plugins, rate_limits
from probes.canaries import Canary, Grade, Task, answer_to
from probes.checks import Context, Usage
from probes.exchange import Exchange
from probes.failures import Failure
from probes.providers import ReplyReader
from probes.redact import shorten
from probes.replies import OUT_OF_TOKENS, streamed_tokens
from probes.result import Expectation, Observation, Outcome, Surface, Timings
from probes.spec import ProviderSpec, StrictModel

SURFACE = Surface.API

_SHORT = (
    "arithmetic", "code", "digits", "echo", "instruction", "json_object", "reading", "sort",
)  # fmt: skip
# Short answers have no speed to measure, and short prompts no context to be lost.
_LONG = ("count", "needle")
_LONG_ONE_IN = 20
# A probe with less time than this would report our own impatience.
_LONG_TAKES_S = 20.0
_QUESTION_CHARS = 400
_CHARS_PER_TOKEN = 3  # and more in English, but a bound on costs may be high
# An answer's end, and what holds its words together.
_TOKENS_BESIDE = 4
# Reasoning that cannot be turned off spends tokens before the first word of the answer.
_FEWEST_TOKENS = 256
# Below these, the speed of an answer says more about its packets than about the model.
_FEWEST_TOKENS_TIMED, _FEWEST_PIECES_TIMED = 8, 2


def _known_task(task: str) -> str:
    known = ["any", *plugins.names(probes.canaries)]
    if task not in known:
        raise ValueError(f"`{task}` is no canary task{plugins.did_you_mean(task, known)}")
    return task


class Expect(StrictModel):
    """What a good answer keeps to."""

    score: float = Field(default=1.0, ge=0.0, le=1.0)
    """The lowest score that counts as right, from 0 to 1."""
    ttft: expect.AtMost | None = None
    """How soon the first token has to come, such as `"< 3s"`."""
    total: expect.AtMost | None = None
    """How soon the whole answer has to be there, such as `"< 20s"`."""
    tokens_per_s: expect.AtLeast | None = None
    """How fast the tokens after the first have to come, such as `"> 20"`."""


class Options(StrictModel):
    """The keys of a canary."""

    task: Annotated[str, AfterValidator(_known_task)] = "any"
    """Which task to set, or `any` for a random one each time, mostly a short one."""
    stream: bool = True
    """Whether to read the answer as it is written; else there is no time to first token."""
    max_tokens: int | None = Field(default=None, ge=1, le=100_000)
    """How many tokens the answer may take; by default enough for a right one."""
    expect: Expect = Expect()
    """What a good answer keeps to."""


def waiting_for(provider: ProviderSpec, options: Options) -> str | None:
    """Return the setting or the variable that is missing."""
    model_missing = None if provider.model else "model"
    return asking.address_missing(provider) or model_missing or asking.key_missing(provider)


def usage(provider: ProviderSpec, options: Options) -> Usage:
    """Return what the longest of the tasks takes where the model spends all that it may.

    Likely is what they take on average, as often as each is set, without any reasoning.
    """
    short, long = (_SHORT, _LONG) if options.task == "any" else ((options.task,), ())
    canaries = {word: _task(word).make(random.Random(0)) for word in (*short, *long)}
    shares = {word: 1 / len(short) for word in short}
    if long:
        shares = {word: share * (1 - 1 / _LONG_ONE_IN) for word, share in shares.items()}
        shares |= dict.fromkeys(long, 1 / _LONG_ONE_IN / len(long))
    asked = sum(share * len(canaries[word].prompt) for word, share in shares.items())
    answered = sum(share * len(canaries[word].expected) for word, share in shares.items())
    return Usage(
        input_tokens=max(len(each.prompt) for each in canaries.values()) // _CHARS_PER_TOKEN,
        output_tokens=max(_limit(each, options) for each in canaries.values()),
        likely=Usage(
            input_tokens=round(asked / _CHARS_PER_TOKEN),
            output_tokens=round(answered / _CHARS_PER_TOKEN) + _TOKENS_BESIDE,
        ),
    )


def target(provider: ProviderSpec, options: Options) -> str | None:
    """Return the address that is asked."""
    return provider.base_url


async def run(context: Context, options: Options) -> Observation:
    """Ask once, read to the end marker, grade."""
    provider = context.provider
    wire = asking.wire_of(provider)
    word = _drawn(context) if options.task == "any" else options.task
    task = _task(word)
    canary = task.make(context.rng)
    limit = _limit(canary, options)
    request = await asking.request(
        context,
        provider,
        lambda asked: wire.completion(
            asked, canary.prompt, max_tokens=limit, stream=options.stream
        ),
    )
    reader = wire.reply_reader(stream=options.stream)
    exchange = await context.transport.exchange(request, deadlines=context.deadlines, reader=reader)
    seen = Observation(
        timings=_timings(exchange, reader, is_streamed=options.stream),
        http_status=exchange.status,
        request_id=asking.request_id(provider, exchange.headers),
        input_tokens=reader.input_tokens,
        output_tokens=reader.output_tokens,
        expectations=_protocol(exchange, reader),
    )
    if not 200 <= exchange.status < 300:
        seen = _failed(seen, asking.refusal(context, exchange))
    elif failure := reader.failure or _spent_budget(reader, limit):
        seen = _failed(seen, failure)
    else:
        grade = grading.grade(task, canary, reader.text)
        seen = _judged(seen, reader, canary, grade, options.expect, answer_to(word))
    return rate_limits.noted(seen, exchange.headers, exchange.body)


def _drawn(context: Context) -> str:
    has_time = context.deadlines.total >= _LONG_TAKES_S
    is_long = has_time and context.rng.randrange(_LONG_ONE_IN) == 0
    return context.rng.choice(_LONG if is_long else _SHORT)


def _limit(canary: Canary, options: Options) -> int:
    return options.max_tokens or max(canary.max_tokens, _FEWEST_TOKENS)


def _task(word: str) -> Task:
    return cast("Task", plugins.load(probes.canaries, word))


def _timings(exchange: Exchange, reader: ReplyReader, *, is_streamed: bool) -> Timings:
    if not is_streamed:  # the only piece is the whole body
        return replace(exchange.timings, ttft_ms=None, longest_gap_ms=None)
    tokens, pieces = streamed_tokens(reader) or 0, exchange.pieces
    is_timed = tokens >= _FEWEST_TOKENS_TIMED and pieces >= _FEWEST_PIECES_TIMED
    if not is_timed or not exchange.content_ms:
        return exchange.timings
    speed = (tokens - tokens / pieces) / (exchange.content_ms / 1000)
    return replace(exchange.timings, tokens_per_s=round(speed, 3))


def _protocol(exchange: Exchange, reader: ReplyReader) -> tuple[Expectation, ...]:
    is_answered = 200 <= exchange.status < 300
    status = Expectation(name="status", expected="200", got=str(exchange.status), held=is_answered)
    is_whole = is_answered and reader.is_finished and reader.failure is None
    end = Expectation(
        name="end marker", expected="seen", got="seen" if is_whole else "not seen", held=is_whole
    )
    return (status, end)


def _spent_budget(reader: ReplyReader, limit: int) -> Failure | None:
    """An empty answer for want of tokens is our mistake, however much it looks like theirs."""
    if reader.text.strip() or reader.finish_reason not in OUT_OF_TOKENS:
        return None
    message = (
        f"the {limit} tokens allowed were spent before the first word of the answer; "
        "raise `max_tokens`, or turn reasoning off in the provider's `request`"
    )
    return Failure(outcome=Outcome.BAD_REQUEST, message=message)


def _failed(seen: Observation, failure: Failure) -> Observation:
    return replace(seen, outcome=failure.outcome, detail=failure.message)


def _judged(
    seen: Observation,
    reader: ReplyReader,
    canary: Canary,
    grade: Grade,
    wanted: Expect,
    name: str,
) -> Observation:
    is_right = grade.score >= wanted.score
    answer = " ".join(reader.text.split())
    answered = Expectation(name=name, expected=canary.expected, got=answer, held=is_right)
    speeds = [
        *expect.duration("time to first token", wanted.ttft, seen.timings.ttft_ms),
        *expect.duration("total time", wanted.total, seen.timings.total_ms),
        *expect.rate("tokens per second", wanted.tokens_per_s, seen.timings.tokens_per_s),
    ]
    seen = replace(seen, score=grade.score, expectations=(*seen.expectations, answered, *speeds))
    if not is_right:
        ending = f" (finish reason {reader.finish_reason})" if reader.finish_reason else ""
        question = shorten(" ".join(canary.prompt.split()), _QUESTION_CHARS)
        detail = f"{grade.reason}; asked {question!r}, the answer was {answer!r}{ending}"
        return replace(seen, outcome=Outcome.WRONG_ANSWER, detail=detail)
    return expect.judged(seen, Outcome.TOO_SLOW, speeds)
