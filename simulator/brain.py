"""What the played models know: the right answer to every canary, and a plausible wrong one."""

import json
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

_SORT = re.compile(r"Sort these words alphabetically: ([a-z, ]{1,200})\.")
_FORM = re.compile(r"exactly (three|four|five) lower-case words.*The word (\w+) has", re.DOTALL)
_PERSON = re.compile(r"(\w+) is (\d+) years old and lives in (\w+)\. Reply with one JSON object")
_ROOM = re.compile(r"Which number belongs to the (\w+)\?")
_PLATES = re.compile(r"[Tt]he (\w+) (?:is kept|asks for|hangs)[^.]{0,80}?number (\d+)\.")
_PROGRAM = re.compile(r"total = (\d+)\nfor _ in range\((\d+)\):\n    total = total \+ (\d+)\n")

_FILLERS = ("quiet", "green", "slow", "gentle")
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
    for solve in (
        _repeat, _calculate, _read, _digits, _count, _sort, _form, _person, _room, _program
    ):  # fmt: skip
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


def _sort(prompt: str, rng: random.Random) -> Answer | None:
    asked = _SORT.search(prompt)
    if not asked:
        return None
    words = sorted(asked[1].split(", "))
    place = rng.randrange(max(1, len(words) - 1))
    swapped = [*words[:place], *reversed(words[place : place + 2]), *words[place + 2 :]]
    return Answer(", ".join(words), ", ".join(swapped) if swapped != words else "none")


def _form(prompt: str, rng: random.Random) -> Answer | None:
    asked = _FORM.search(prompt)
    if not asked:
        return None
    count = {"three": 3, "four": 4, "five": 5}[asked[1]]
    words = [asked[2], *_FILLERS[: count - 1]]
    rng.shuffle(words)
    return Answer(" ".join(words), " ".join(words).capitalize() + ".")


def _person(prompt: str, rng: random.Random) -> Answer | None:
    told = _PERSON.search(prompt)
    if not told:
        return None
    name, age, city = told[1], int(told[2]), told[3]
    older = age + rng.choice((1, 10))
    return Answer(
        json.dumps({"name": name, "age": age, "city": city}),
        json.dumps({"name": name, "age": older, "city": city}),
    )


def _room(prompt: str, rng: random.Random) -> Answer | None:
    asked, plates = _ROOM.search(prompt), dict(_PLATES.findall(prompt))
    if not asked or asked[1] not in plates:
        return None
    others = [number for room, number in plates.items() if room != asked[1]]
    return Answer(plates[asked[1]], rng.choice(others or ["0"]))


def _program(prompt: str, rng: random.Random) -> Answer | None:
    told = _PROGRAM.search(prompt)
    if not told:
        return None
    start, rounds, step = map(int, told.groups())
    # One round too many or too few is how it goes wrong.
    return Answer(str(start + rounds * step), str(start + (rounds + rng.choice((-1, 1))) * step))


def _number(right: int, rng: random.Random) -> Answer:
    return Answer(str(right), str(right + rng.choice(_SLIPS)))
