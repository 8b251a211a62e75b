"""Pydantic's errors reach the line they are about, in words of their own."""

import pytest
from pydantic import Field

from monitor.located_yaml import read_yaml
from monitor.mistakes import Mistake
from monitor.node import Node
from monitor.validation import validate
from probes.spec import StrictModel


class Inner(StrictModel):
    size: int


class Model(StrictModel):
    either: int | list[int] | Inner = 0
    several: dict[str, Inner] = Field(default_factory=dict)
    name: str = ""


def told(text: str) -> list[str]:
    mistakes: list[Mistake] = []
    node = read_yaml(text, mistakes)
    assert isinstance(node, Node)
    validate(Model, node, (), mistakes)
    return [
        f"{mistake.place.line}:{mistake.place.column} {'.'.join(map(str, mistake.path))} "
        f"{mistake.what}; {mistake.mend}".rstrip("; ")
        for mistake in mistakes
        if mistake.place
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("either: { size: x }", ["1:17 either.size must be a whole number, not `x`"]),
        (
            "either: { sise: 1 }",
            [
                "1:9 either.size is missing; add `size: …` here",
                "1:11 either.sise no such key; did you mean `size`?",
            ],
        ),
        ("either: [1, x]", ["1:13 either.1 must be a whole number, not `x`"]),
        (
            "either: fine",
            [
                "1:9 either must be a whole number or a list or settings of the form `key: value`, "
                "not `fine`"
            ],
        ),
        ("several: { a: { size: } }", ["1:22 several.a.size must be a whole number, not nothing"]),
        (
            "several:\n  a: { siz: 1, size: 2 }\n",
            ["2:8 several.a.siz no such key; did you mean `size`?"],
        ),
        ("name: [1]", ["1:7 name must be text, not a list"]),
    ],
)
def test_union_branches_and_tags_stay_out_of_sight(text: str, expected: list[str]) -> None:
    assert sorted(told(text)) == sorted(expected)


def test_a_long_value_is_told_short_and_on_one_line() -> None:
    (mistake,) = told('either: "' + "x\\n" * 100 + '"')
    assert "…" in mistake
    assert len(mistake) < 200
    assert len(mistake.splitlines()) == 1
