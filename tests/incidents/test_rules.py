"""The thresholds people write: presets, what wins, and what is refused with a reason."""

import math

import pytest
from pydantic import ValidationError

from incidents.rules import Rules


def test_a_preset_sets_what_is_not_written_out_and_yields_to_what_is():
    rules = Rules.model_validate({"preset": "fast", "open_after_s": 42})
    assert rules.open_after_s == 42
    assert rules.evidence_failures < Rules().evidence_failures


def test_balanced_is_the_default():
    assert Rules() == Rules(preset="balanced")


@pytest.mark.parametrize("quieter", ["evidence_failures", "evidence_latency", "open_after_s"])
def test_the_presets_are_ordered_from_eager_to_sure(quieter):
    fast, balanced, quiet = (
        getattr(Rules.model_validate({"preset": preset}), quieter)
        for preset in ("fast", "balanced", "quiet")
    )
    assert fast < balanced < quiet


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"evidence_failures": 5}, "the weight of one failure"),
        ({"suspect_latency": 30}, "suspect_latency .30 nats. must be below evidence_latency"),
        ({"eased_share": 0.95}, "eased_share .0.95. must be below outage_share"),
        ({"prior_results": 5000}, "nothing would ever be learned"),
        ({"accept_after_s": 60}, "accept_after_s .60 s. must be longer than quiet_s"),
        ({"quiet_s": -1}, "greater than or equal to 0"),
        ({"quiet_s": math.nan}, "finite"),
        ({"open_after": 30}, "Extra inputs"),
        ({"preset": "eager"}, "'fast', 'balanced' or 'quiet'"),
    ],
)
def test_impossible_thresholds_are_refused_with_a_reason(written, said):
    with pytest.raises(ValidationError, match=said):
        Rules.model_validate(written)


def test_every_field_is_explained_in_the_schema():
    fields = Rules.model_json_schema()["properties"]
    assert [name for name, field in fields.items() if not field.get("description")] == []
