"""What the played models know: the right answer to every canary, and a plausible wrong one."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.number_words import LIMIT, from_words, in_words

# Letters of a script that no English answer has.
FOREIGN = "สวัสดี"

_ECHO = re.compile(r"between the angle brackets[^<]*<([^<>]+)>")
_SUM = re.compile(r"What is (-?\d{1,9}) ([+*-]) (-?\d{1,9})\?")
_KEEPS = re.compile(r"(\w+) keeps an? (\w+)\.")
_WHO = re.compile(r"What does (\w+) keep\?")
_DIGITS = re.compile(r'Write "([A-Za-z -]{1,80})" in digits')
_COUNT = re.compile(r"Write the numbers from ([a-z -]{1,40}) to ([a-z -]{1,40}) in words")

_SLIPS = (-100, -10, -2, -1, 1, 2, 10, 100)


@dataclass(frozen=True, slots=True)
class Answer:
    """The right answer, and a wrong one that somebody might give."""

    right: str
    wrong: str


def prompt_of(request: Mapping[str, object]) -> str:
    """Return the text of the last user message of a request in any of the wire formats."""
    turns = request.get("messages") or request.get("contents")
    said = ""
    for turn in turns if isinstance(turns, list) else []:
        if isinstance(turn, dict) and turn.get("role", "user") == "user":
            said = _text(turn.get("content") or turn.get("parts"))
    return said.encode("utf-8", "replace").decode()  # lone surrogates seed no dice


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [content]
    texts = (part.get("text") for part in parts if isinstance(part, dict))
    return "".join(text for text in texts if isinstance(text, str))


def think(prompt: str) -> Answer:
    """Return the answers to `prompt`, the same for the same prompt; `OK.` where it is no task."""
    rng = random.Random(prompt)
    for solve in (_repeat, _calculate, _read, _digits, _count):
        answer = solve(prompt, rng)
        if answer:
            return answer
    return Answer("OK.", "Perhaps.")


def _repeat(prompt: str, rng: random.Random) -> Answer | None:
    asked = _ECHO.search(prompt)
    if not asked:
        return None
    code = asked[1]
    place = rng.randrange(len(code))
    other = rng.choice([digit for digit in "0123456789abcdef" if digit != code[place]])
    return Answer(code, code[:place] + other + code[place + 1 :])


def _calculate(prompt: str, rng: random.Random) -> Answer | None:
    asked = _SUM.search(prompt)
    if not asked:
        return None
    left, right = int(asked[1]), int(asked[3])
    result = {"+": left + right, "-": left - right, "*": left * right}[asked[2]]
    return _number(result, rng)


def _read(prompt: str, rng: random.Random) -> Answer | None:
    asked, facts = _WHO.search(prompt), _KEEPS.findall(prompt)
    kept = dict(facts)
    if not asked or asked[1] not in kept:
        return None
    right = kept[asked[1]]
    others = [thing for _, thing in facts if thing != right]
    return Answer(right, rng.choice(others or ["nothing"]))


def _digits(prompt: str, rng: random.Random) -> Answer | None:
    asked = _DIGITS.search(prompt)
    number = from_words(asked[1]) if asked else None
    return None if number is None else _number(number, rng)


def _count(prompt: str, rng: random.Random) -> Answer | None:
    asked = _COUNT.search(prompt)
    first, last = (from_words(words) for words in asked.groups()) if asked else (None, None)
    if first is None or last is None or not first <= last <= LIMIT:
        return None
    words = [in_words(number) for number in range(first, last + 1)]
    kept = sorted(rng.sample(range(len(words)), len(words) * 2 // 3))
    return Answer(", ".join(words), ", ".join(words[place] for place in kept))


def _number(right: int, rng: random.Random) -> Answer:
    return Answer(str(right), str(right + rng.choice(_SLIPS)))
