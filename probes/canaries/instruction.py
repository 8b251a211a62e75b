"""Asks for an answer of a given form, which catches models that stop following instructions."""

import random
import re

from probes import grading
from probes.canaries import Canary, Grade

_WORDS = ("harbor", "meadow", "copper", "winter", "marble", "thunder", "velvet", "cinnamon")
_OTHERS = ("calm", "bright", "early", "narrow")
_COUNTS = {"three": 3, "four": 4, "five": 5}
_ASKED = re.compile(r"exactly (\w+) lower-case words .* The word (\w+) has")


def make(rng: random.Random) -> Canary:
    """Return a prompt that asks for some words in lower case, one of them given."""
    count, word = rng.choice(sorted(_COUNTS)), rng.choice(_WORDS)
    prompt = (
        f"[{grading.nonce(rng)}] Reply with exactly {count} lower-case words and nothing else. "
        f"The word {word} has to be one of them."
    )
    # One of many right answers.
    example = " ".join([word, *_OTHERS[: _COUNTS[count] - 1]])
    return Canary(prompt=prompt, expected=example, max_tokens=48)


def grade(canary: Canary, answer: str) -> Grade:
    """Score the share of what was asked for: the count, the lower case, the word.

    An answer of more than twice the words does not even try.
    """
    count, word = _ASKED.findall(canary.prompt)[0]
    said = grading.words(answer)
    complaints = {
        f"{len(said)} words instead of {count}": len(said) != _COUNTS[count],
        "capitals": answer != answer.lower(),
        f"without the word {word}": word not in said,
    }
    broken = [complaint for complaint, is_so in complaints.items() if is_so]
    tries = len(said) <= 2 * _COUNTS[count]
    score = 1 - len(broken) / len(complaints) if tries else 0.0
    return Grade(score=score, reason=", ".join(broken))
