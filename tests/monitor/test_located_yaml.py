"""YAML to nodes with places: what a plain word means, and what is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.located_yaml import MAX_DEPTH, place_at, read_yaml, resolve
from monitor.mistakes import Mistake, Place
from monitor.node import Node, Plain


def read(text: str) -> Node:
    mistakes: list[Mistake] = []
    node = read_yaml(text, mistakes)
    assert mistakes == []
    assert node is not None
    return node


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "60:30", "2026-11-20", "1_000", "0b1"])
def test_words_that_yaml_1_1_would_bend_are_text(word: str) -> None:
    assert resolve(word) == word


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("0x1F", 31),
        ("0o17", 15),
        ("010", 10),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("9" * 400, "9" * 400),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(word: str, value: Plain) -> None:
    resolved = resolve(word)
    assert resolved == value
    assert type(resolved) is type(value)


def test_quotes_keep_text_text() -> None:
    assert read("- \"true\"\n- '5'\n- !!str 6\n- |-\n  7\n").plain() == ["true", "5", "6", "7"]


def test_nodes_and_keys_know_their_line_and_column() -> None:
    node = read("a: 1\nb:\n  - x\n  - c: y\n")
    second = node.value["b"].value[1]  # type: ignore[index,call-overload,union-attr]
    assert node.keys["b"] == Place(2, 1)
    assert second.place == Place(4, 5)
    assert second.place_of("c") == Place(4, 8)


def test_a_value_written_out_wins_over_a_merged_one() -> None:
    assert read("a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2}\n").plain() == {
        "a": {"x": 1, "y": 1},
        "b": {"x": 1, "y": 2},
    }


def test_aliases_that_nest_are_counted_as_deep_as_they_reach() -> None:
    levels = "[" * (MAX_DEPTH // 2)
    close = "]" * (MAX_DEPTH // 2)
    text = f"a: &a {levels}{close}\nb: &b {levels}*a{close}\n"
    mistakes: list[Mistake] = []
    assert read_yaml(text, mistakes) is None
    assert "nested deeper" in mistakes[0].what


def test_a_file_of_aliases_is_refused_before_it_is_built() -> None:
    text = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60)
    )
    mistakes: list[Mistake] = []
    assert read_yaml(text, mistakes) is None
    assert "20,000 values" in mistakes[0].what


def test_an_empty_text_is_no_node_and_no_mistake() -> None:
    mistakes: list[Mistake] = []
    assert read_yaml("# nothing\n", mistakes) is None
    assert mistakes == []


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.text("abc :#{}[]'\"é\n", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab -:", max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(value=PLAIN)
def test_json_reads_as_what_it_says(value: Plain) -> None:
    assert read(json.dumps(value, indent=1)).plain() == value


@given(text=st.text("ab\n\r\x85\u2028"), data=st.data())
def test_place_at_counts_lines_and_columns_from_one(text: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(text)))
    place = place_at(text, index)
    assert place.line >= 1
    assert 1 <= place.column <= index + 1
