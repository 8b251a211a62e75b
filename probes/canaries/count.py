"""Asks for the numbers from one to thirty in words: long enough to measure throughput."""

import difflib
import random
import re

from probes import grading
from probes.canaries import Canary, Grade
from probes.number_words import spell

_SEQUENCE = [spell(number) for number in range(1, 31)]
_KNOWN = {spell(number) for number in range(100)}
_UNHYPHENATED = re.compile(r"\b(twenty|thirty)\s+(one|two|three|four|five|six|seven|eight|nine)\b")


def make(rng: random.Random) -> Canary:
    """Return a prompt that asks to count to thirty."""
    prompt = (
        f"[{grading.nonce(rng)}] Write the numbers from one to thirty in words, "
        "separated by commas, and nothing else."
    )
    return Canary(prompt=prompt, expected=", ".join(_SEQUENCE), max_tokens=256)


def grade(canary: Canary, answer: str) -> Grade:
    """Score the share of the sequence that stands in the answer in the right order."""
    hyphenated = _UNHYPHENATED.sub(r"\1-\2", answer.lower())
    # Comparing is quadratic: an answer that never stops must not stop the monitor.
    said = [word for word in grading.words(hyphenated) if word in _KNOWN][:300]
    matcher = difflib.SequenceMatcher(None, _SEQUENCE, said, autojunk=False)
    right = sum(block.size for block in matcher.get_matching_blocks())
    score = right / max(len(_SEQUENCE), len(said))
    if score == 1.0:
        return Grade(score=1.0)
    return Grade(score=score, reason=f"{right} of {len(_SEQUENCE)} numbers stand in their place")
