"""What fuzzing begins with: documents of this repository, their words, and changes to both."""

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from publish import incident_files, result_files

ROOT = Path(__file__).parents[2]
_EDGES = (b"", b"\0", b"\xff\xfe", b"[" * 2000, b'{"a":' * 2000, b"9" * 5000, b"-1e999", b"NaN")


def seeds(target: str) -> list[bytes]:
    """Return the inputs that a target begins with."""
    made = {
        "config": _configs,
        "api": _queries,
        "page_addresses": _addresses,
        "parquet_files": _parquet,
        "spools": _spools,
    }
    if target in made:
        return [*_EDGES, *made[target]()]
    if target.endswith("_files"):
        return [*_EDGES, *_tables(target)]
    texts = [*_texts()]
    return [*_EDGES, *texts, *(bytes([choice]) + text for choice in (7, 140) for text in texts)]


def words(target: str) -> list[bytes]:
    """Return the words that mutated inputs are made of, the most frequent first."""
    counts: dict[bytes, int] = {}
    for seed in seeds(target):
        for word in re.findall(rb"[A-Za-z_\-.]{2,24}|[^\sA-Za-z]{1,3}", seed[:20_000]):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: -counts[word])[:400]


class Changes:
    """Inputs by number: a seed, cut, spliced and sprinkled with words; alike for one number."""

    LONGEST = 4096

    def __init__(self, target: str) -> None:
        self.seeds, self._words = seeds(target), words(target)

    def __call__(self, number: int) -> bytes:
        """Return the input of that number."""
        dice = random.Random(number)
        data = bytearray(dice.choice(self.seeds)[: self.LONGEST])
        for _ in range(dice.choice((0, 1, 1, 2, 3, 8))):
            at = dice.randrange(len(data) + 1)
            match dice.randrange(5):
                case 0:
                    data[at : at + dice.choice((0, 4))] = dice.choice(self._words)
                case 1:
                    data[at : at + 1] = dice.randbytes(1)
                case 2:
                    del data[at : at + dice.choice((1, 2, 8, 64, 1000))]
                case 3:
                    other = dice.choice(self.seeds)
                    begin = dice.randrange(len(other) + 1)
                    data[at:at] = other[begin : begin + dice.choice((4, 40, 400))]
                case 4:
                    data[at:at] = bytes(data[at : at + 20]) * dice.choice((1, 2, 50))
        return bytes(data)


def _configs() -> Iterator[bytes]:
    yield (ROOT / "probes.yaml").read_bytes()
    yield (ROOT / "monitor" / "demo.yaml").read_bytes()
    for path in sorted((ROOT / "tests" / "monitor" / "bad_configs").glob("*.yaml")):
        yield path.read_bytes()


def _texts() -> Iterator[bytes]:
    for path in sorted((ROOT / "simulator" / "recordings").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for block in re.split(r"\n(?=\S)", text):
            yield re.sub(r"<<\w+>>", "1", block.partition("\n")[2]).replace("\n  ", "\n").encode()


def _rows() -> list[tuple[dict[str, type], dict[str, Any]]]:
    result: dict[str, Any] = {
        "provider": "a", "probe": "a/canary", "surface": "api", "started_at_ms": 1_790_000_000_000,
        "outcome": "ok", "every_s": 60.0, "ttft_ms": 12.5, "http_status": 200, "detail": "text",
        "expectations": '[["status", "200", "200", true]]', "input_tokens": 12,
    }  # fmt: skip
    incident: dict[str, Any] = dict.fromkeys(incident_files.COLUMNS)
    incident |= {
        "id": "a-1", "provider": "a", "scope": "api", "state": "outage", "worst": "outage",
        "sentence": "down", "started_at_ms": 1_790_000_000_000, "detected_at_ms": 1_790_000_009_000,
    }  # fmt: skip
    return [
        (dict(result_files.COLUMNS), result),
        ({"id": str, **incident_files.COLUMNS}, incident),
    ]


def _tables(target: str) -> Iterator[bytes]:
    for columns, row in _rows():
        if target.startswith("json"):
            yield (json.dumps(row) + "\n").encode() * 3
        else:
            stream = io.StringIO()
            writer = csv.DictWriter(stream, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows([row] * 3)
            yield stream.getvalue().encode()


def _parquet() -> Iterator[bytes]:
    for _, row in _rows():
        sink = io.BytesIO()
        known = {name: [value] for name, value in row.items() if value is not None}
        parquet.write_table(pa.table(known), sink)
        yield sink.getvalue()


def _spools() -> Iterator[bytes]:
    import zlib

    for body in (b"{}", b"[", b'{"every_s":60.0,"result":{"probe":"a"}}', b"[" * 5000):
        yield b"%08x %s\n" % (zlib.crc32(body), body) * 2


def _queries() -> Iterator[bytes]:
    asked = ("from=2026-11-22T01:00Z&to=1790000000000", "cursor=MTI6MTM&limit=5", "order=a,b,c",
             "provider=a&outcome=ok,timeout&surface=api", "limit=-1&limit=2", "from=9999-12-31",
             "token=%ff%fe", "window=30d&by=day", "provider=%00&cursor=%2e%2e")  # fmt: skip
    for number, query in enumerate(asked):
        for choice in range(12):
            yield bytes([choice + 200 * (number % 2) & 255]) + query.encode() + b'\nW/"a", "b"'


def _addresses() -> Iterator[bytes]:
    said = ("borealis-1", "99,95 %", "1e-400", "9" * 400, "%22%3E%3Cscript%3Ealert(1)%3C/",
            "javascript:alert(1)", "a&b=c#d", "\u202eevil", "%F0%9F%9A%A8", "a%0d%0aset-cookie:b",
            )  # fmt: skip
    for text in said:
        for choice in range(0, 256, 37):
            yield bytes([choice]) + text.encode()
