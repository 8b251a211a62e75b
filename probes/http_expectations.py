"""What an HTTP answer can be expected to hold: a status, headers, text and values in JSON."""

import json
import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from probes import expect
from probes.exchange import Exchange
from probes.redact import shorten
from probes.result import Expectation
from probes.spec import StrictModel

_SHOWN = 4096
# Enough for any health page, and little enough that a search through it holds nothing up.
_SEARCHED = 256 * 1024

_STEP = r"(?:[^.\[\]\s][^.\[\]]*|\[\d+\])"
_PATH = re.compile(rf"(?:\$\.?)?{_STEP}(?:\.?{_STEP})*")
_MISSING = object()


def _checked_path(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise ValueError(f"`{path}` is no path: write it like `status` or `services[0].state`")
    return path


def _checked_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as mistake:
        raise ValueError(f"`{pattern}` is no regular expression: {mistake}") from None
    return pattern


def _checked_header(text: str) -> str:
    if (pattern := expect.as_pattern(text)) is not None:
        _checked_pattern(pattern)
    return text


JsonPath = Annotated[str, AfterValidator(_checked_path)]
Status = Annotated[int, Field(ge=100, le=599)]
StatusClass = Annotated[str, Field(pattern=r"^[1-5]xx$")]


class HttpExpect(StrictModel):
    """What a good answer looks like."""

    status: Status | list[Status] | StatusClass = "2xx"
    """The status: one, one of a list, or a class such as `2xx`."""
    headers: dict[str, Annotated[str, AfterValidator(_checked_header)]] = Field(
        default_factory=dict
    )
    """Headers and the text each has to contain; between slashes, a regular expression."""
    json_: dict[JsonPath, object] = Field(default_factory=dict, alias="json")
    """Values in a JSON body by their path, such as `services[0].state: ok`."""
    text: str | None = None
    """Text that the body has to contain."""
    regex: Annotated[str, AfterValidator(_checked_pattern)] | None = None
    """A regular expression that has to match somewhere in the body."""
    ttfb: expect.AtMost | None = None
    """How soon the answer has to begin, such as `"< 300ms"`."""
    total: expect.AtMost | None = None
    """How soon it has to be complete, redirects included, such as `"< 800ms"`."""


def status_verdict(wanted: HttpExpect, status: int) -> Expectation:
    """Return the verdict on the status."""
    match wanted.status:
        case int() as one:
            held, expected = status == one, str(one)
        case str() as status_class:
            held, expected = str(status)[0] == status_class[0], status_class
        case several:
            held, expected = status in several, " or ".join(map(str, several))
    return Expectation(name="status", expected=expected, got=str(status), held=held)


def content_verdicts(wanted: HttpExpect, exchange: Exchange) -> Iterator[Expectation]:
    """Yield the verdicts on headers, text and JSON."""
    for name, expected in wanted.headers.items():
        value = exchange.headers.get(name.lower())
        pattern = expect.as_pattern(expected)
        held = value is not None and (
            expected in value if pattern is None else bool(re.search(pattern, value))
        )
        got = "no such header" if value is None else value
        yield _verdict(f"header {name}", expected, got, held=held)
    body = exchange.body[:_SEARCHED].decode(errors="replace")
    if wanted.text is not None:
        yield _verdict("text", wanted.text, body, held=wanted.text in body)
    if wanted.regex is not None:
        yield _verdict("regex", wanted.regex, body, held=bool(re.search(wanted.regex, body)))
    if wanted.json_:
        yield from _json_verdicts(wanted.json_, exchange.body)


def _json_verdicts(wanted: dict[str, object], body: bytes) -> Iterator[Expectation]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        for path, expected in wanted.items():
            yield _verdict(f"json {path}", _shown(expected), "no JSON", held=False)
        return
    for path, expected in wanted.items():
        found = _at(document, path)
        got = "nothing there" if found is _MISSING else _shown(found)
        yield _verdict(f"json {path}", _shown(expected), got, held=_is_same(found, expected))


def _at(document: object, path: str) -> object:
    found = document
    for step in re.findall(_STEP, path.removeprefix("$")):
        if step.startswith("["):
            index = int(step[1:-1])
            is_there = isinstance(found, list) and index < len(found)
            found = found[index] if is_there and isinstance(found, list) else _MISSING
        else:
            found = found.get(step, _MISSING) if isinstance(found, dict) else _MISSING
    return found


def _is_same(found: object, expected: object) -> bool:
    # In JSON, unlike in Python, true is not 1.
    return found == expected and isinstance(found, bool) == isinstance(expected, bool)


def _shown(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:
        return "something nested too deeply"


def _verdict(name: str, expected: str, got: str, *, held: bool) -> Expectation:
    return Expectation(
        name=name, expected=expected, got=" ".join(shorten(got, _SHOWN).split()), held=held
    )
