"""Asks to repeat a random code, which catches cached, mixed-up and empty answers."""

import random
import re

from probes import grading
from probes.canaries import Canary, Grade

_CODE = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}(?![0-9a-z])")


def make(rng: random.Random) -> Canary:
    """Return a prompt with a code of eight hexadecimal digits to repeat."""
    code = grading.nonce(rng)
    prompt = (
        f"[{grading.nonce(rng)}] Repeat the code between the angle brackets "
        f"and write nothing else: <{code}>"
    )
    return Canary(prompt=prompt, expected=code, max_tokens=32)


def grade(canary: Canary, answer: str) -> Grade:
    """Score 1 where the answer holds the expected code and no other.

    The prompt's own nonce is another: a relay that reflects what it is sent has not answered.
    """
    codes = list(dict.fromkeys(_CODE.findall(answer.lower())))
    if codes == [canary.expected]:
        return Grade(score=1.0)
    got = " and ".join(codes[:3]) or "no code"
    return Grade(score=0.0, reason=f"expected {canary.expected}, got {got}")
