"""Asks what a few lines of Python print, which catches models that lose track of steps."""

import random

from probes import grading
from probes.canaries import Canary, Grade


def make(rng: random.Random) -> Canary:
    """Return a prompt with a loop that adds, and prints the sum at its end."""
    start, step, rounds = rng.randint(2, 20), rng.randint(2, 9), rng.randint(3, 5)
    prompt = (
        f"[{grading.nonce(rng)}] What does this Python program print?\n\n"
        f"total = {start}\nfor _ in range({rounds}):\n    total = total + {step}\nprint(total)\n\n"
        "Reply with the number only."
    )
    return Canary(prompt=prompt, expected=str(start + step * rounds), max_tokens=32)


def grade(canary: Canary, answer: str) -> Grade:
    """Score 1 where the last integer of the answer is what the program prints."""
    return grading.grade_integer(canary, answer)
