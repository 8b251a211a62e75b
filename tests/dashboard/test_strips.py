"""A history strip tells trouble by shape, everyday noise softly, and holes as holes."""

import re

import pytest

from dashboard.strips import grouped, strip
from dashboard.theme import Group
from probes.result import Outcome
from publish.card import DAY_MS, Segment, Strip

NOW_MS = 1_790_000_000_000


def _bar(counts: dict[Outcome, int], incident_share: float = 0.0) -> str:
    segment = Segment(
        start_ms=NOW_MS - 30_000, end_ms=NOW_MS, counts=counts, incident_share=incident_share
    )
    html = strip(Strip(label="last 30 min", step_ms=30_000, segments=(segment,)), NOW_MS)
    found = re.search(r"<i .*?</i>", html)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("counts", "kind"),
    [
        ({}, "bo-none"),
        ({Outcome.OK: 5}, "bo-good"),
        ({Outcome.OK: 995, Outcome.TIMEOUT: 5}, "bo-good"),
        ({Outcome.OK: 90, Outcome.TIMEOUT: 10}, "bo-bad"),
        ({Outcome.OK: 90, Outcome.WRONG_ANSWER: 10}, "bo-warn"),
        ({Outcome.WRONG_ANSWER: 10, Outcome.TIMEOUT: 1}, "bo-bad"),
        ({Outcome.OK: 9, Outcome.AUTH_REJECTED: 1}, "bo-ours"),
        ({Outcome.BLIND: 4}, "bo-unseen"),
        ({Outcome.OK: 4, Outcome.BLIND: 4}, "bo-good"),
    ],
)
def test_a_bar_shows_the_gravest_of_what_happened(counts: dict[Outcome, int], kind: str) -> None:
    assert f'class="{kind}"' in _bar(counts)


def test_a_bar_is_filled_by_the_share_that_went_wrong_and_never_invisibly() -> None:
    assert "--part:75%" in _bar({Outcome.OK: 1, Outcome.TIMEOUT: 3})
    assert "--part:18%" in _bar({Outcome.OK: 95, Outcome.TIMEOUT: 5})


def test_what_we_did_not_see_does_not_thin_out_what_failed() -> None:
    assert "--part:100%" in _bar({Outcome.BLIND: 9, Outcome.TIMEOUT: 1})


def test_pointing_at_a_bar_tells_when_and_what() -> None:
    bar = _bar({Outcome.OK: 3, Outcome.TIMEOUT: 1})

    assert "14:12:50 UTC to 14:13:20 UTC: 3 served well, 1 failed by the provider" in bar
    assert "no data" in _bar({})


def test_a_bar_that_is_a_day_is_told_by_its_date() -> None:
    midnight_ms = NOW_MS // DAY_MS * DAY_MS
    day = Segment(start_ms=midnight_ms, end_ms=midnight_ms + DAY_MS, counts={Outcome.OK: 5})

    html = strip(Strip(label="last 90 days", step_ms=DAY_MS, segments=(day,)), NOW_MS)

    assert '<i class="bo-good" title="2026-09-21: 5 served well"></i>' in html


def test_an_incident_shows_where_every_answer_was_well_but_slow() -> None:
    bar = _bar({Outcome.OK: 5}, incident_share=0.5)

    assert "--incident:50%" in bar
    assert "5 served well, during an incident" in bar
    assert "incident" not in _bar({Outcome.OK: 5})


def test_the_strip_says_its_span_and_the_length_of_a_bar() -> None:
    html = strip(Strip(label="last 30 min", step_ms=30_000, segments=()), NOW_MS)

    assert "last 30 min, one bar per 30 s" in html


def test_results_are_grouped_best_first() -> None:
    segment = Segment(start_ms=0, end_ms=1, counts={Outcome.TIMEOUT: 1, Outcome.OK: 2,
                                                    Outcome.OVERLOADED: 3})  # fmt: skip

    assert list(grouped(segment).items()) == [(Group.SERVED, 2), (Group.FAILED, 4)]
