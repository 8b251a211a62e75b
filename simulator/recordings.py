"""The documented texts of each wire format, as recorded in `recordings/`, and their slots."""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("recordings")

Slots = Mapping[str, str | int]

_SLOT = re.compile(r"<<(\w+)>>")


@dataclass(frozen=True, slots=True)
class Stream:
    """The events of one stream, in the order in which they leave, each whole.

    `framing` is how they are put into bytes: see `simulator.framing`.
    """

    content_type: str
    opening: tuple[str, ...]
    piece: str
    closing: tuple[str, ...]
    error: str
    framing: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A documented error: its status, the headers it adds, its body."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Recording:
    """All that one wire format was recorded saying; `texts` are its bodies by name."""

    headers: Mapping[str, str]
    texts: Mapping[str, str]
    finish: Mapping[str, str]
    streams: Mapping[str, Stream]
    errors: Mapping[str, Refusal]


@functools.cache
def recording(wire: str) -> Recording:
    """Return the recording of a wire format, or of the `edge` that stands before all."""
    said = yaml.safe_load((FOLDER / f"{wire}.yaml").read_text(encoding="utf-8"))
    return Recording(
        headers=said["headers"],
        texts={name: text for name, text in said.items() if isinstance(text, str)},
        finish=said.get("finish", {}),
        streams={name: _stream(events) for name, events in said.get("streams", {}).items()},
        errors={
            name: Refusal(error["status"], error.get("headers", {}), error["body"])
            for name, error in said.get("errors", {}).items()
        },
    )


def _stream(said: Mapping[str, Any]) -> Stream:
    line_end: str = said.get("line_end", "\n")

    def event(text: str) -> str:
        return text.rstrip("\n").replace("\n", line_end) + 2 * line_end

    return Stream(
        content_type=said["content_type"],
        opening=tuple(map(event, said["opening"])),
        piece=event(said["piece"]),
        closing=tuple(map(event, said["closing"])),
        error=event(said["error"]),
        framing=said.get("framing", "text"),
    )


def fill(text: str, slots: Slots) -> bytes:
    """Return `text` with its `<<slots>>` filled; words are escaped as inside a JSON string.

    A slot whose name ends in `_json` is JSON already.

    Lone surrogates from U+DC80 to U+DCFF leave as the bytes that they stand for, which is how
    an answer comes to hold what is no UTF-8.

    Raises:
        KeyError: where the text has a slot that nothing fills.
    """
    filled = _SLOT.sub(lambda slot: _filling(slot[1], slots[slot[1]]), text)
    return filled.encode("utf-8", "surrogateescape")


def fill_headers(headers: Mapping[str, str], slots: Slots) -> dict[str, str]:
    """Return `headers` with the slots of their values filled."""
    return {name: fill(value, slots).decode("ascii") for name, value in headers.items()}


def _filling(name: str, value: str | int) -> str:
    is_word = isinstance(value, str) and not name.endswith("_json")
    return json.dumps(value, ensure_ascii=False)[1:-1] if is_word else str(value)
