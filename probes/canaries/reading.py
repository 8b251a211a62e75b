"""Asks for one of three facts just told, which catches lost attention and fake relays."""

import random
import re

from probes import grading
from probes.canaries import Canary, Grade

_NAMES = ("Mira", "Otto", "Ines", "Hugo", "Vera", "Emil", "Nora", "Theo", "Lena", "Karl")
_THINGS = (
    "violin",
    "kettle",
    "lantern",
    "compass",
    "hammer",
    "saddle",
    "mirror",
    "ladder",
    "basket",
    "trumpet",
)


def make(rng: random.Random) -> Canary:
    """Return a prompt with three people, a thing each, and a question about one of them."""
    people, things = rng.sample(_NAMES, 3), rng.sample(_THINGS, 3)
    asked = rng.randrange(3)
    facts = " ".join(f"{who} keeps a {what}." for who, what in zip(people, things, strict=True))
    prompt = f"[{grading.nonce(rng)}] {facts} What does {people[asked]} keep? Reply with one word."
    return Canary(prompt=prompt, expected=things[asked], max_tokens=32)


def grade(canary: Canary, answer: str) -> Grade:
    """Score 1 where the answer names the right thing and neither of the others."""
    said = set(grading.words(answer))
    others = set(re.findall(r"keeps a (\w+)", canary.prompt)) - {canary.expected}
    if canary.expected not in said:
        return Grade(score=0.0, reason=f"expected {canary.expected}")
    named = sorted(said & others)
    if named:
        return Grade(score=0.0, reason=f"expected {canary.expected} alone, got {named[0]} too")
    return Grade(score=1.0)
