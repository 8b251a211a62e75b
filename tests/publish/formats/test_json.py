"""JSON: the whole record, as its published schema says."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from publish.formats import json as format_
from publish.report import Report

PUBLISHED = Path(__file__).parents[3] / "docs" / "report.schema.json"


def test_it_keeps_to_its_schema(hostile: Report, empty: Report) -> None:
    schema = format_.schema()
    Draft202012Validator.check_schema(schema)

    for report in (hostile, empty):
        Draft202012Validator(schema).validate(json.loads(format_.render(report)))


def test_the_published_schema_is_this_one() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == format_.schema(), (
        "run `brownout schema report --output docs/report.schema.json`"
    )


def test_a_figure_has_its_value_its_words_and_its_grounds(hostile: Report) -> None:
    told = json.loads(format_.render(hostile))

    (figure,) = (
        each for each in told["accounts"][0]["rows"][0]["figures"] if each["name"] == "mttr"
    )
    assert (figure["value"], figure["text"], figure["of"]) == (2400, "40 min", 1)
    assert "mttr" in {method["name"] for method in told["methods"]}
