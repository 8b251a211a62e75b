"""Asks for facts as a JSON object, which catches models whose structured output breaks."""

import json
import random
import re

from probes import grading
from probes.canaries import Canary, Grade

_NAMES = ("Ada", "Bruno", "Clara", "David", "Elena", "Felix", "Greta", "Hannes")
_CITIES = ("Lisbon", "Oslo", "Vienna", "Dublin", "Prague", "Athens", "Zurich", "Madrid")


def make(rng: random.Random) -> Canary:
    """Return a prompt with a person whose name, age and city make up the object."""
    wanted = {"name": rng.choice(_NAMES), "age": rng.randint(20, 79), "city": rng.choice(_CITIES)}
    prompt = (
        f"[{grading.nonce(rng)}] {wanted['name']} is {wanted['age']} years old and lives in "
        f"{wanted['city']}. Reply with one JSON object and nothing else. Its keys are "
        '"name" (string), "age" (integer) and "city" (string).'
    )
    return Canary(prompt=prompt, expected=json.dumps(wanted), max_tokens=96)


def grade(canary: Canary, answer: str) -> Grade:
    """Score half for an object with the right keys and types, and half for its values.

    A fence around it is forgiven: that is a habit, not a fault.
    """
    wanted = json.loads(canary.expected)
    fenced = re.fullmatch(r"\s*```(?:json)?\s*(.*?)\s*```\s*", answer, re.DOTALL)
    try:
        found: object = json.loads(fenced[1] if fenced else answer)
    except (ValueError, RecursionError):
        return Grade(score=0.0, reason="the answer is no JSON")
    if not isinstance(found, dict) or found.keys() != wanted.keys():
        return Grade(score=0.0, reason=f"expected an object with the keys {', '.join(wanted)}")
    mistyped = [key for key, value in wanted.items() if type(found[key]) is not type(value)]
    if mistyped:
        return Grade(score=0.0, reason=f"{mistyped[0]} is of the wrong type")
    wrong = [key for key, value in wanted.items() if found[key] != value]
    if not wrong:
        return Grade(score=1.0)
    reason = f"expected {wanted[wrong[0]]} as {wrong[0]}, got {str(found[wrong[0]])[:40]}"
    return Grade(score=1 - 0.5 * len(wrong) / len(wanted), reason=reason)
