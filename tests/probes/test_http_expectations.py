import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.exchange import Exchange
from probes.http_expectations import HttpExpect, content_verdicts, status_verdict
from probes.result import Timings

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


def exchange(body: bytes) -> Exchange:
    return Exchange(status=200, headers={}, body=body, timings=Timings())


def verdict(body: object, path: str, expected: object) -> bool:
    wanted = HttpExpect.model_validate({"json": {path: expected}})
    (only,) = content_verdicts(wanted, exchange(json.dumps(body).encode()))
    return only.held


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", 1),
        ("$.a", 1),
        ("b.c[0].d", "x"),
        ("b.c[1]", [2]),
        ("b", {"c": [{"d": "x"}, [2]]}),
        ("e-f g", None),
    ],
)
def test_a_path_leads_to_its_value(path: str, expected: object) -> None:
    assert verdict({"a": 1, "b": {"c": [{"d": "x"}, [2]]}, "e-f g": None}, path, expected)


def test_a_list_at_the_root_is_counted_from_zero() -> None:
    assert verdict([{"up": True}], "[0].up", True)
    assert not verdict([{"up": True}], "[1].up", True)


@given(body=JSON, path=st.sampled_from(["a", "a.b", "[0]", "a[0].b", "[1][2]", "$"]))
def test_no_document_and_no_path_is_more_than_a_verdict(body: object, path: str) -> None:
    if path != "$":
        verdict(body, path, "x")


@given(body=st.binary(max_size=60))
def test_no_body_is_more_than_a_verdict(body: bytes) -> None:
    said: dict[str, Any] = {"json": {"a": 1}, "text": "never there \0", "regex": "^never$"}
    verdicts = list(content_verdicts(HttpExpect.model_validate(said), exchange(body)))

    assert [each.held for each in verdicts] == [False] * 3


@pytest.mark.parametrize(
    ("wanted", "status", "held"),
    [
        (200, 200, True),
        (200, 204, False),
        ("2xx", 204, True),
        ("4xx", 204, False),
        ([401, 403], 403, True),
        ([401, 403], 200, False),
    ],
)
def test_a_status_is_one_of_several_or_a_class(wanted: object, status: int, held: bool) -> None:
    assert status_verdict(HttpExpect.model_validate({"status": wanted}), status).held is held
