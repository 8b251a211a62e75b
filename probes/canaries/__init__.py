"""Canary tasks: a small prompt with a known right answer. One task per file."""

import random
from dataclasses import dataclass
from typing import Protocol


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
