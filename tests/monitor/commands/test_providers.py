"""`brownout providers`: what the catalog knows, for somebody who has yet to choose."""

import json
import re
from collections.abc import Callable
from typing import Any

from probes.catalog import load_catalog


def test_the_list_names_every_provider_and_what_to_set(brownout: Callable[..., Any]) -> None:
    shown = brownout("providers", COLUMNS="80")

    assert shown.returncode == 0
    assert shown.stderr == ""
    for id_, entry in load_catalog().items():
        assert f"\n{id_} " in shown.stdout
        assert (entry.key_env or "") in shown.stdout
    assert "GOOGLE_CLOUD_PROJECT" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_one_provider_is_told_fact_by_fact_with_its_sources(brownout: Callable[..., Any]) -> None:
    said = brownout("providers", "bedrock").stdout

    for expected in ("AWS_BEARER_TOKEN_BEDROCK", "amazon.nova-micro-v1:0", "x-amzn-requestid",
                     "429 throttlingexception: quota", "botocore 1.44.5", "not known"):  # fmt: skip
        assert expected in said


def test_the_json_is_the_catalog(brownout: Callable[..., Any]) -> None:
    shown = brownout("providers", "openai", "--json")
    one = json.loads(shown.stdout)
    assert shown.stderr == ""
    everyone = json.loads(brownout("providers", "--json").stdout)

    assert [each["id"] for each in everyone] == [*load_catalog()]
    assert one in everyone
    assert one["price"] == {"input_usd": 0.1, "output_usd": 0.5, "request_usd": 0.0}
    assert one["prices"]["gpt-6-sol"]["output_usd"] == 10


def test_cadences_are_told_as_people_write_them(brownout: Callable[..., Any]) -> None:
    said = {name: brownout("providers", name).stdout for name in ("perplexity", "vertex")}

    assert re.search(r"canary_every +10m ", said["perplexity"])
    assert "every: 10m" in said["vertex"]


def test_an_unknown_one_is_answered_with_the_nearest(brownout: Callable[..., Any]) -> None:
    shown = brownout("providers", "bedrok")

    assert shown.returncode == 2
    assert shown.stderr == "`bedrok` is not in the catalog; did you mean `bedrock`?\n"
