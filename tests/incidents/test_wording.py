"""The sentences people read."""

import time

import pytest

from incidents import wording
from incidents.incident import Facet, Incident, Scope, State
from incidents.maintenance import Window
from probes.result import Outcome, Surface

AT_MS = 1_790_000_000_000  # 2026-09-21 14:13:20 UTC
SEEN = wording.Stretch(since_ms=AT_MS, first_ms=AT_MS + 5_000, last_ms=AT_MS + 120_000)


@pytest.fixture
def far_east(monkeypatch):
    """This machine's clock shows the time of Kiritimati."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "KIR-14")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_times_are_utc_wherever_this_machine_stands():
    assert wording.clock(AT_MS) == "14:13:20 UTC"
    assert wording.clock_of_day(AT_MS) == "2026-09-21 14:13 UTC"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.003, "0.3 %"),
        (0.0, "0.0 %"),
        (0.0994, "9.9 %"),
        (0.0995, "10 %"),
        (0.12, "12 %"),
        (1.0, "100 %"),
    ],
)
def test_shares_are_said_in_per_cent(share, said):
    assert wording.percent(share) == said


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (12.3, "12 ms"),
        (99.4, "99 ms"),
        (100.0, "0.10 s"),
        (700.0, "0.70 s"),
        (994.0, "0.99 s"),
        (995.0, "1.0 s"),
        (3900.0, "3.9 s"),
        (19_900.0, "19.9 s"),
        (20_000.0, "20 s"),
        (42_000.0, "42 s"),
    ],
)
def test_speeds_are_said_with_the_digits_they_are_worth(milliseconds, said):
    assert wording.seconds(milliseconds) == said


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (400, "0 s"),
        (1_000, "1 s"),
        (59_000, "59 s"),
        (60_000, "1 min"),
        (61_000, "1 min 1 s"),
        (3_599_000, "59 min 59 s"),
        (3_600_000, "1 h"),
        (3_690_000, "1 h 1 min"),
        (86_400_000, "1 d"),
        (90_000_000, "1 d 1 h"),
        (172_860_000, "2 d"),
    ],
)
def test_durations_are_said_in_their_two_largest_units(milliseconds, said):
    assert wording.span(milliseconds) == said


def test_failures_are_counted_named_and_compared_with_usual():
    subject = wording.runs([Surface.API])
    clause = wording.failures(7, 12, subject, Outcome.OVERLOADED, 0.003)
    assert wording.incident([clause], SEEN) == (
        "7 of the last 12 canaries failed with overloaded (usually 0.3 %), since 14:13:20 UTC "
        "(seen 14:13:25 to 14:15:20)"
    )


def test_an_incident_says_how_much_is_hit_and_what_is_still_well():
    working = ["gpt-6-terra", "key checks", "login", "edge", "eu"]
    said = wording.incident(["it fails"], SEEN, wording.one_model("gpt-6-luna"), working)
    assert said == (
        "it fails, with model gpt-6-luna alone, since 14:13:20 UTC (seen 14:13:25 to 14:15:20); "
        "still well: gpt-6-terra, key checks, login and 2 more"
    )


def test_an_incident_with_several_clauses_and_one_bad_result_is_one_sentence():
    stretch = wording.Stretch(since_ms=AT_MS, first_ms=AT_MS + 5_000, last_ms=AT_MS + 5_000)
    assert wording.incident(["it fails", "it is slow"], stretch, working=["a"]) == (
        "it fails; it is slow, since 14:13:20 UTC (seen 14:13:25); still well: a"
    )


@pytest.mark.parametrize(
    ("working", "said"),
    [
        ("", ""),
        ("ab", "; still well: a and b"),
        ("abc", "; still well: a, b and c"),
        ("abcd", "; still well: a, b, c and 1 more"),
    ],
)
def test_an_outage_that_eased_says_how_it_goes_and_names_a_few_that_are_well(working, said):
    tally = wording.tally(3, 6, "canaries")
    assert wording.eased(tally, AT_MS, [*working]) == (
        f"works again in part: 3 of the last 6 canaries failed, since 14:13:20 UTC{said}"
    )


@pytest.mark.parametrize(
    ("outcome", "what"),
    [
        (None, "failed in various ways"),
        (Outcome.OVERLOADED, "failed with overloaded"),
        (Outcome.INTERNAL, "failed"),
    ],
)
def test_failures_are_said_to_be_of_one_kind_mixed_or_just_failures(outcome, what):
    assert wording.failures(3, 4, "checks", outcome, 0.01) == (
        f"3 of the last 4 checks {what} (usually 1.0 %)"
    )


def test_slowness_is_said_in_seconds_for_one_probe_and_as_a_ratio_for_several():
    one = wording.Speed(ratio=5.5, usual=710.0)
    assert wording.slow_answers("canaries", one) == "first token takes 3.9 s (usually 0.71 s)"
    several = wording.Speed(ratio=5.5)
    said = "first token takes 5.5 times as long as usual (canaries)"
    assert wording.slow_answers("canaries", several) == said
    for signal, what in (("ttfb", "first byte"), ("total", "an answer"), ("", "an answer")):
        speed = wording.Speed(ratio=2, usual=50.0, signal=signal)
        assert wording.slow_answers("checks", speed) == f"{what} takes 0.10 s (usually 50 ms)"


@pytest.mark.parametrize(
    ("vantages", "said"),
    [
        (["home"], "everywhere, seen from 1 of 3 vantages (home alone)"),
        (["eu", "home"], "everywhere, seen from 2 of 3 vantages"),
    ],
)
def test_where_it_is_seen_from_names_the_vantage_that_is_alone_with_it(vantages, said):
    assert wording.seen_from(wording.EVERYWHERE, vantages, 3) == said


def test_throughput_is_said_in_tokens_a_second():
    speed = wording.Speed(ratio=0.3, usual=60.0)
    assert wording.slow_streams("canaries", speed) == "tokens come at 18 a second (usually 60)"
    several = wording.slow_streams("canaries", wording.Speed(ratio=0.3))
    assert several == "tokens come at 30 % of their usual rate (canaries)"


def test_a_recovery_says_since_when_after_how_long_and_what_it_was():
    said = wording.closed(wording.Ending.RECOVERED, "it broke", AT_MS - 1_680_000, AT_MS)
    assert said == "well again since 14:13:20 UTC, after 28 min; it was: it broke"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (wording.Ending.ACCEPTED, "taken as the new normal after 1 d: it broke"),
        (
            wording.Ending.UNWATCHED,
            "closed after 1 d, as what showed it is no longer measured: it broke",
        ),
    ],
)
def test_an_incident_that_did_not_recover_says_what_ended_it(how, said):
    assert wording.closed(how, "it broke", AT_MS - 86_400_000, AT_MS) == said


def test_what_ended_before_it_began_lasted_no_time():
    said = wording.closed(wording.Ending.RECOVERED, "it broke", AT_MS + 5_000, AT_MS)
    assert said == "well again since 14:13:20 UTC, after 0 s; it was: it broke"


@pytest.mark.parametrize(
    ("ends_ms", "seen", "said"),
    [
        (None, None, "in maintenance: new disks"),
        (AT_MS, None, "in maintenance until 2026-09-21 14:13 UTC: new disks"),
        (None, "it fails", "in maintenance: new disks; meanwhile it fails"),
    ],
)
def test_planned_work_says_until_when_why_and_what_is_seen_meanwhile(ends_ms, seen, said):
    window = Window(
        provider="p", starts_at_ms=0, ends_at_ms=ends_ms, reason="new disks", set_by="Ana"
    )
    assert wording.maintenance(window, seen) == said


def test_an_account_that_is_refused_is_not_held_against_the_provider():
    assert wording.account(Outcome.AUTH_REJECTED, "canary") == (
        'our key was rejected (probe "canary"): not the provider\'s fault'
    )
    assert wording.account(Outcome.INTERNAL, "canary").startswith("our account was refused (")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_no_outcome_leaves_people_with_a_bare_code(outcome):
    said = wording.failures(2, 3, "checks", outcome, 0.01) + wording.account(outcome, "canary")
    assert "_" not in said


def test_several_surfaces_are_just_checks_and_a_lone_probe_is_named():
    assert wording.runs([Surface.API, Surface.EDGE]) == "checks"
    assert wording.runs([Surface.API, Surface.API]) == "canaries"
    assert wording.runs([Surface.API], "gpt canary") == 'runs of "gpt canary"'


@pytest.mark.parametrize("what", [State.BROWNOUT, State.OUTAGE])
@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("watched", [[], [Scope.API], list(Scope)])
def test_what_an_incident_says_is_found_in_what_is_said_of_its_provider(scope, what, watched):
    incident = Incident(
        id="i",
        provider="a",
        scope=scope,
        state=what,
        worst=what,
        facets=(Facet.ERRORS,),
        sentence="3 of 3 runs fail",
        started_at_ms=AT_MS,
        detected_at_ms=AT_MS,
    )

    said = wording.standing({scope: incident}, {scope, *watched})

    assert (said != incident.sentence) is (scope is not Scope.API and len({scope, *watched}) > 1)
    assert wording.without_part(said) == incident.sentence
