"""What a check that somebody wrote says and observes, taken for what it is only if it can be."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from probes.checks import Usage
from probes.result import Observation
from probes.spec import ProviderSpec, StrictModel

T = TypeVar("T")

_OBSERVATION: TypeAdapter[Observation] = TypeAdapter(Observation)
# More would not fit into a column, nor onto a page.
_MOST, _EXPECTATIONS = 2**31 - 1, 100
_SHARES = ("score", "headroom")


class Nonsense(ValueError):
    """What came out of a check is not what was due; `line` is that of the function it came from."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a check says of itself for one probe: what is missing, what it uses, what it asks."""

    waiting_for: str | None
    usage: Usage | None
    target: str | None


def claims(module: ModuleType, provider: ProviderSpec, options: StrictModel) -> Claims:
    """Return what a module says of itself; None where it does not.

    Raises:
        Nonsense: where that is of another kind than was due.
    """

    def said(name: str, kind: type[T]) -> T | None:
        say: Callable[[ProviderSpec, StrictModel], object] | None = getattr(module, name, None)
        answer = None if say is None else say(provider, options)
        if answer is None or isinstance(answer, kind):
            return answer
        line = say.__code__.co_firstlineno if inspect.isfunction(say) else 1
        due = f"`{kind.__name__}` or None"
        raise Nonsense(f"`{name}` returned {type(answer).__name__}, where {due} was due", line)

    usage = said("usage", Usage)
    for used in filter(None, (usage, usage.likely if usage else None)):
        for name in ("input_tokens", "output_tokens"):
            value = getattr(used, name)
            if not isinstance(value, int) or not 0 <= value <= _MOST:
                raise Nonsense(f"`usage` returned {name} that are no number of tokens")
    return Claims(waiting_for=said("waiting_for", str), usage=usage, target=said("target", str))


def observation(came: object) -> Observation:
    """Return what a run returned.

    Raises:
        Nonsense: where that is no observation, or one of what cannot be.
    """
    if not isinstance(came, Observation):
        raise Nonsense(f"{type(came).__name__}, where an `Observation` was due")
    try:
        seen = _OBSERVATION.validate_python(asdict(came))
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(map(str, wrong["loc"]))
        raise Nonsense(f"an observation whose {path} is wrong: {wrong['msg']}") from None
    if len(seen.expectations) > _EXPECTATIONS:
        raise Nonsense(f"an observation with more than {_EXPECTATIONS} expectations")
    for name, value in _numbers(seen):
        most = 1 if name in _SHARES else _MOST
        if not 0 <= value <= most:  # nor is a NaN
            raise Nonsense(f"an observation whose {name} is not from 0 to {most}")
    return seen


def _numbers(seen: Observation) -> Iterator[tuple[str, float]]:
    for name, value in {**asdict(seen.timings), **_plain(seen)}.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield name, value


def _plain(seen: Observation) -> dict[str, object]:
    names = ("http_status", "input_tokens", "output_tokens", "score", "headroom", "retry_after_s")
    return {name: getattr(seen, name) for name in names}
