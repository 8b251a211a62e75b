"""Asks for one number hidden in a page of text, which catches contexts that were cut short."""

import random

from probes import grading
from probes.canaries import Canary, Grade

_ROOMS = (
    "kitchen", "library", "cellar", "attic", "workshop", "stable", "pantry", "chapel", "tower",
    "gallery", "nursery", "laundry", "orchard", "armory", "bakery", "brewery", "dairy", "forge",
    "granary", "greenhouse", "hall", "infirmary", "kennel", "loft",
)  # fmt: skip
_SENTENCES = (
    "The {room} is kept locked in winter, and its key has the number {number}.",
    "Whoever wants to enter the {room} asks for the key with the number {number}.",
    "On the door of the {room} hangs a plate, and the plate bears the number {number}.",
)


def make(rng: random.Random) -> Canary:
    """Return a prompt of some 600 tokens: two dozen rooms, a number each, one asked for."""
    rooms = rng.sample(_ROOMS, len(_ROOMS))
    numbers = rng.sample(range(1000, 10_000), len(rooms))
    told = " ".join(
        rng.choice(_SENTENCES).format(room=room, number=number)
        for room, number in zip(rooms, numbers, strict=True)
    )
    asked = rng.randrange(len(rooms))
    prompt = (
        f"[{grading.nonce(rng)}] {told} Which number belongs to the {rooms[asked]}? "
        "Reply with the number only."
    )
    return Canary(prompt=prompt, expected=str(numbers[asked]), max_tokens=32)


def grade(canary: Canary, answer: str) -> Grade:
    """Score 1 where the last integer of the answer is the number of that room."""
    return grading.grade_integer(canary, answer)
