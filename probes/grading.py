"""What all canaries share: nonces, the charset of an answer, its last integer and its words."""

import random
import re
import unicodedata

from probes.canaries import Canary, Grade, Task

# Open models behind servers without a reasoning parser show their thoughts like this.
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_INTEGER = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.,])"
    r"(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+))(?:\.0+)?(?![0-9A-Za-z]|\.[0-9])"
)
# Signs that Unicode counts as letters, and that belong in English text all the same.
_LATIN = ("LATIN ", "FULLWIDTH LATIN ", "MICRO SIGN", "FEMININE ORDINAL", "MASCULINE ORDINAL")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def nonce(rng: random.Random) -> str:
    """Return eight hexadecimal digits that no cache has seen."""
    return f"{rng.getrandbits(32):08x}"


def grade(task: Task, canary: Canary, answer: str) -> Grade:
    """Grade an answer: first whether it is there and in the right script, then by its task.

    English questions answered with stray Thai or Chinese letters were how a provider's
    miscompiled sampler showed itself in 2025, in answers that were right otherwise.
    """
    shown = _THOUGHTS.sub("", answer).strip()
    if not shown:
        return Grade(score=0.0, reason="the answer is empty")
    stray = stray_characters(shown)
    if stray:
        return Grade(score=0.0, reason=f"letters outside the Latin script: {stray}")
    return task.grade(canary, shown)


def stray_characters(text: str, limit: int = 8) -> str:
    """Return up to `limit` distinct characters of `text` that English has no use for."""
    found = dict.fromkeys(char for char in text if ord(char) > 127 and _is_stray(char))
    return " ".join(list(found)[:limit])


def _is_stray(char: str) -> bool:
    if char == _REPLACEMENT:
        return True
    is_sign = unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lo", "Nd"}
    return is_sign and not unicodedata.name(char, "").startswith(_LATIN)


def last_integer(text: str) -> int | None:
    """Return the last whole number written in ASCII digits, or None.

    `1,234` is one number and `475.0` is 475; digits inside a word or a nonce do not count.
    """
    numbers: list[str] = _INTEGER.findall(text)
    # Longer than any number a canary asks for, and int() refuses to read endless ones.
    if not numbers or len(numbers[-1]) > 20:
        return None
    return int(numbers[-1].replace(",", ""))


def grade_integer(canary: Canary, answer: str) -> Grade:
    """Score 1 where the last integer of the answer is the expected one."""
    found = last_integer(answer)
    if found == int(canary.expected):
        return Grade(score=1.0)
    got = "no number" if found is None else str(found)
    return Grade(score=0.0, reason=f"expected {canary.expected}, got {got}")


def words(text: str) -> list[str]:
    """Return the words of `text` in lower case; a hyphenated word is one."""
    return re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())
