"""Canary tasks: a small prompt with a known right answer. One task per file."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from probes.result import Expectation

_ANSWER_TO = "answer to "


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One prompt and the answer that is right. `max_tokens` is what a right answer needs."""

    prompt: str
    expected: str
    max_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How right an answer is: `score` in [0, 1], and why where it is below 1."""

    score: float
    reason: str = ""


class Task(Protocol):
    """One canary task: a module of this folder."""

    def make(self, rng: random.Random) -> Canary:
        """Return a fresh prompt that opens with a nonce, so that no cache can answer it."""

    def grade(self, canary: Canary, answer: str) -> Grade:
        """Compare an answer with the one that is right."""


def answer_to(task: str) -> str:
    """Return what the expectation is called that an answer to `task` is right."""
    return f"{_ANSWER_TO}{task}"


def task_of(expectations: Iterable[Expectation]) -> str | None:
    """Return the task whose answer was graded, None where none was."""
    named = (each.name for each in expectations if each.name.startswith(_ANSWER_TO))
    return next((name.removeprefix(_ANSWER_TO) for name in named), None)
