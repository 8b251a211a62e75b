"""Asks for the sum of two three-digit numbers, which catches corrupted numerics."""

import random

from probes import grading
from probes.canaries import Canary, Grade


def make(rng: random.Random) -> Canary:
    """Return a prompt with two numbers to add."""
    first, second = rng.randint(100, 999), rng.randint(100, 999)
    prompt = f"[{grading.nonce(rng)}] What is {first} + {second}? Reply with the number only."
    return Canary(prompt=prompt, expected=str(first + second), max_tokens=32)


def grade(canary: Canary, answer: str) -> Grade:
    """Score 1 where the last integer of the answer is the sum."""
    return grading.grade_integer(canary, answer)
