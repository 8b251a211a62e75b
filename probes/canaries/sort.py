"""Asks to put five words into alphabetical order, which catches lost and doubled tokens."""

import random

from probes import grading
from probes.canaries import Canary, Grade

_WORDS = (
    "anchor", "basket", "candle", "desert", "engine", "forest", "garden", "hammer", "island",
    "jacket", "kitten", "ladder", "market", "needle", "orange", "pencil", "quarry", "rocket",
    "silver", "tunnel", "umpire", "violet", "window", "yellow",
)  # fmt: skip


def make(rng: random.Random) -> Canary:
    """Return a prompt with five words, no two of which begin with the same letter."""
    chosen = rng.sample(_WORDS, 5)
    expected = sorted(chosen)
    if chosen == expected:
        chosen.reverse()  # else repeating them would do
    prompt = (
        f"[{grading.nonce(rng)}] Sort these words alphabetically: {', '.join(chosen)}. "
        "Reply with the sorted words only, separated by commas."
    )
    return Canary(prompt=prompt, expected=", ".join(expected), max_tokens=48)


def grade(canary: Canary, answer: str) -> Grade:
    """Score the share of the words that stand in their place."""
    wanted = canary.expected.split(", ")
    said = [word for word in grading.words(answer) if word in _WORDS]
    right = sum(word == due for word, due in zip(said, wanted, strict=False))
    score = right / max(len(wanted), len(said))
    if score == 1.0:
        return Grade(score=1.0)
    got = ", ".join(said[:8]) or "none of them"
    return Grade(score=score, reason=f"expected {canary.expected}; got {got}")
