"""Asks for a number given in words, which catches faults in the tokenizer."""

import random

from probes import grading
from probes.canaries import Canary, Grade
from probes.number_words import spell


def make(rng: random.Random) -> Canary:
    """Return a prompt with a three-digit number in words."""
    number = rng.randint(100, 999)
    prompt = (
        f'[{grading.nonce(rng)}] Write "{spell(number)}" in digits. Reply with the number only.'
    )
    return Canary(prompt=prompt, expected=str(number), max_tokens=32)


def grade(canary: Canary, answer: str) -> Grade:
    """Score 1 where the last integer of the answer is the number."""
    return grading.grade_integer(canary, answer)
