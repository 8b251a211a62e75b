"""A report: its figures against what is known of a made-up past, its honesty, its refusals."""

from datetime import datetime
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incidents.amendments import Action, Amendment
from incidents.incident import Scope, State
from incidents.maintenance import Window
from probes.official import Impact, OfficialIncident
from probes.result import Outcome, Surface
from publish.account_tables import tables
from publish.figures import Figure
from publish.report import Question, Report, WrongQuestion, gather_report
from publish.report_tables import facts
from storage import amendments, maintenance, official

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
START_MS = 1_780_012_800_000  # 2026-05-29 00:00 UTC


def _report(past: Any, **asked: Any) -> Report:
    question = Question(**{"from_ms": START_MS, "to_ms": START_MS + DAY_MS, **asked})
    with past.database.read() as connection:
        return gather_report(connection, question, past.now_ms)


def _figure(report: Report, name: str, row: int = 0) -> Figure:
    found = report.accounts[0].rows[row].figure(name)
    assert found is not None
    return found


def _value(report: Report, name: str, row: int = 0) -> float | None:
    return _figure(report, name, row).value


def _minutes(first: int, last: int, start_ms: int = START_MS) -> list[int]:
    return [start_ms + number * MINUTE_MS for number in range(first, last)]


@pytest.fixture
def day(past: Any) -> Any:
    """A day of canaries each minute: an hour of outage with runs in haste, and an hour unseen."""
    past.probe("a/canary", title="Ay")
    past.runs("a/canary", _minutes(0, 600), score=1.0, cost_microusd=10)
    in_haste = [START_MS + 600 * MINUTE_MS + number * 10_000 for number in range(360)]
    past.runs("a/canary", in_haste, Outcome.OVERLOADED)
    past.runs("a/canary", _minutes(660, 720), Outcome.AUTH_REJECTED)
    past.runs("a/canary", _minutes(720, 1440), score=1.0, cost_microusd=10, ttft_ms=800.0)
    past.incident("a", START_MS + 600 * MINUTE_MS, START_MS + 660 * MINUTE_MS)
    return past


def test_by_time_an_hour_is_an_hour_and_by_probes_haste_weighs(day: Any) -> None:
    report = _report(day)

    assert _value(report, "uptime_by_time") == pytest.approx(22 / 23, abs=1e-5)
    assert _value(report, "uptime_by_probes") == pytest.approx(1320 / 1680, abs=1e-5)
    assert _value(report, "downtime") == 3600
    assert _figure(report, "uptime_by_probes").of == 1680


def test_a_refused_key_makes_time_unknown_and_lowers_no_uptime(day: Any) -> None:
    report = _report(day)

    assert _value(report, "coverage") == pytest.approx(23 / 24, abs=1e-5)
    assert _value(report, "unknown_time") == 3600
    assert report.accounts[0].unknown_s == {"our account": 3600}
    gap_ms = START_MS + 660 * MINUTE_MS
    assert report.accounts[0].gaps == ((gap_ms, gap_ms + HOUR_MS),)


def test_the_budget_is_that_of_the_objective(day: Any) -> None:
    report = _report(day, slo=0.99)

    assert _value(report, "budget_allowed") == 864
    assert _value(report, "budget_spent") == pytest.approx(3600 / 864, abs=1e-5)
    assert _value(report, "burn_rate") == pytest.approx((1 / 23) / 0.01, abs=0.01)


@pytest.mark.parametrize(
    ("slo", "spent"), [(0.5, "8.333 %"), (0.99, "416.666 %"), (0.999, "4,167 %")]
)
def test_a_budget_spent_many_times_over_is_told_in_whole_per_cent(
    day: Any, slo: float, spent: str
) -> None:
    assert _figure(_report(day, slo=slo), "budget_spent").text == spent


def test_it_says_from_where_and_how_often_it_was_seen(day: Any) -> None:
    day.runs("a/canary", [START_MS + 30_000], vantage="eu-west")
    day.runs("a/canary", [START_MS - DAY_MS], vantage="elsewhere")

    report = _report(day)

    account = report.accounts[0]
    assert account.vantages == ("eu-west", "home")
    assert account.every_s == {"a/canary": 60}
    told = {table.title: table for table in tables(account, report)}
    assert told["How it was seen"].rows[0] == ("seen from", "eu-west, home")
    assert told["Probes"].columns[:2] == ("Probe", "Every")
    assert told["Probes"].rows[0][:2] == ("a/canary", "1 min")
    assert dict(facts(report))["Made"].endswith(f" by Brownout {version('brownout')}")


def test_incidents_carry_their_means_and_their_sentence(day: Any) -> None:
    day.incident("a", START_MS + 1000 * MINUTE_MS, START_MS + 1020 * MINUTE_MS, scope=Scope.LOGIN)

    report = _report(day)

    assert (_value(report, "incidents"), _figure(report, "incidents").text) == (2, "2")
    assert _value(report, "mttd") == 30
    assert _value(report, "mttr") == 40 * 60
    assert _value(report, "mtbf") == 400 * 60
    assert _value(report, "longest") == 3600
    assert report.accounts[0].incidents[0].sentence == "30 of the last 30 canaries failed"


def test_what_people_call_a_false_alarm_is_no_incident(day: Any) -> None:
    incident = day.incident("a", START_MS, START_MS + 10 * MINUTE_MS)
    said = Amendment(
        incident=incident.id, action=Action.FALSE_ALARM, at_ms=day.now_ms, by="Ada", reason="test"
    )
    with day.database.transaction() as connection:
        amendments.add(connection, said)

    report = _report(day)

    assert _value(report, "incidents") == 1
    assert _value(report, "mttr") == 3600


def _said(past: Any, incident: Any, action: Action, reason: str) -> None:
    said = Amendment(
        incident=incident.id, action=action, at_ms=past.now_ms, by="Ada", reason=reason
    )
    with past.database.transaction() as connection:
        amendments.add(connection, said)


def test_what_people_left_out_corrects_one_uptime_and_says_who_and_why(day: Any) -> None:
    day.probe("a/login", surface=Surface.OAUTH)
    day.runs("a/login", _minutes(0, 1440), ttft_ms=None)
    measured = _report(day)
    began_ms = START_MS + 600 * MINUTE_MS + 10_000  # in the middle of a slice
    incident = day.incident("a", began_ms, began_ms + HOUR_MS)
    _said(day, incident, Action.EXCLUDE, "our own firewall")

    report = _report(day)
    rows = {row.name: number for number, row in enumerate(report.accounts[0].rows)}

    for name in ("uptime_by_time", "uptime_by_probes", "coverage", "downtime"):
        assert _value(report, name) == _value(measured, name), "as measured, to the digit"
    assert _value(report, "uptime_by_time_corrected") == pytest.approx(1, abs=1e-3)
    assert _value(report, "uptime_by_probes_corrected", rows["api"]) == pytest.approx(1, abs=1e-3)
    assert report.accounts[0].rows[rows["oauth"]].figure("uptime_by_time_corrected") is None
    assert measured.accounts[0].whole.figure("uptime_by_time_corrected") is None
    (told,) = report.accounts[0].corrections
    assert (told.said, told.by, told.reason) == ("excluded", "Ada", "our own firewall")


def test_a_percentile_says_between_which_values_it_lies(past: Any) -> None:
    past.probe("a/canary")
    for number in range(200):
        past.runs("a/canary", [START_MS + number * MINUTE_MS], ttft_ms=float(number + 1))

    report = _report(past)
    row = next(number for number, row in enumerate(report.accounts[0].rows) if row.kind == "probe")

    # Ranks 86.14 to 113.86 of 200, and for the 99th percentile 195.2 to 200.8.
    median, tail = (_figure(report, name, row) for name in ("ttft_p50", "ttft_p99"))
    found = [median.value, median.low, median.high, tail.value, tail.low]
    assert found == pytest.approx([100, 87, 114, 198, 196], rel=0.012), "hours are summed up"
    assert tail.high is None, "two hundred runs do not have it"


def test_latency_quality_and_cost_are_of_the_probe(day: Any) -> None:
    report = _report(day)
    rows = {(row.kind, row.name): number for number, row in enumerate(report.accounts[0].rows)}
    probe = rows["probe", "a/canary"]

    assert _value(report, "ttft_p50", probe) == pytest.approx(800, rel=0.01)
    assert _figure(report, "ttft_p50", probe).of == 1320
    assert _value(report, "correct", probe) == 1.0
    assert _value(report, "cost", rows["surface", "api"]) == 0.0132


def test_a_figure_from_few_runs_says_how_unsure_it_is(past: Any) -> None:
    past.probe("a/canary")
    past.runs("a/canary", _minutes(0, 10))

    uptime = _figure(_report(past), "uptime_by_probes")

    assert (uptime.value, uptime.high, uptime.of) == (1.0, 1.0, 10)
    assert uptime.low == pytest.approx(0.72246, abs=1e-4)


def test_planned_work_is_in_one_uptime_and_not_in_the_other(day: Any) -> None:
    window = Window(
        provider="a", starts_at_ms=START_MS + 599 * MINUTE_MS,
        ends_at_ms=START_MS + 661 * MINUTE_MS, reason="upgrade", set_by="me",
    )  # fmt: skip
    with day.database.transaction() as connection:
        maintenance.add(connection, window, day.now_ms)

    report = _report(day)

    assert _value(report, "uptime_by_time") == pytest.approx(22 / 23, abs=1e-5)
    assert _value(report, "uptime_by_time_without_maintenance") == 1.0
    assert _value(report, "uptime_by_probes_without_maintenance") == 1.0
    assert _value(report, "incidents") == 0
    assert _value(report, "incidents_in_maintenance") == 1
    assert _figure(report, "mttr").text == "none"


def test_every_figure_knows_what_it_was_in_the_period_before(day: Any) -> None:
    day.runs("a/canary", _minutes(-1440, 0), ttft_ms=400.0)

    report = _report(day)

    assert report.previous_from_ms == START_MS - DAY_MS
    assert _figure(report, "uptime_by_time").previous_text == "100 %"
    assert _figure(report, "incidents").previous == 0


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 23), (10, 26 - 1, 25)])
def test_days_of_23_and_25_hours_are_whole_days(
    past: Any, month: int, day: int, hours: int
) -> None:
    past.now_ms = 1_800_000_000_000
    start_ms = round(datetime(2026, month, day, tzinfo=BERLIN).timestamp() * 1000)
    end_ms = round(datetime(2026, month, day + 1, tzinfo=BERLIN).timestamp() * 1000)
    past.probe("a/canary")
    past.runs("a/canary", range(start_ms, end_ms, MINUTE_MS))
    past.runs("a/canary", [end_ms + 1000], Outcome.TIMEOUT)

    report = _report(past, from_ms=start_ms, to_ms=end_ms, timezone="Europe/Berlin")

    assert _figure(report, "uptime_by_probes").of == hours * 60
    assert (_value(report, "uptime_by_time"), _value(report, "coverage")) == (1.0, 1.0)
    assert _value(report, "budget_allowed") == pytest.approx(hours * 3.6, abs=0.51)


def test_a_day_of_which_nothing_was_seen_has_no_uptime(past: Any) -> None:
    past.probe("a/canary")
    past.runs("a/canary", _minutes(0, 1440))

    report = _report(past, to_ms=START_MS + 3 * DAY_MS)

    course = report.accounts[0].course("provider", "a", "uptime_by_time")
    assert [part.label for part in report.parts] == ["2026-05-29", "2026-05-30", "2026-05-31"]
    assert course is not None
    assert course.values == (1.0, None, None)


def test_before_the_first_result_nothing_is_claimed(day: Any) -> None:
    told = OfficialIncident(
        key="k", title="t", impact=Impact.MINOR, status="resolved", started_at_ms=START_MS,
    )  # fmt: skip
    with day.database.transaction() as connection:
        official.save_incidents(connection, "a", [told], None)

    report = _report(day, from_ms=START_MS - 10 * DAY_MS, to_ms=START_MS - 9 * DAY_MS)

    assert report.notes == ("Nothing was seen in this period.",)
    assert _value(report, "coverage") == 0
    for name in (
        *("uptime_by_time", "uptime_by_probes", "downtime", "burn_rate", "incidents"),
        *("incident_time", "mttr", "mtbf", "longest", "official_lag", "official_silent"),
    ):
        assert _figure(report, name).text == "no data", name


def test_ten_years_and_one_second_are_answered(day: Any) -> None:
    decade = _report(day, from_ms=START_MS - 3650 * DAY_MS)
    second = _report(day, to_ms=START_MS + 1000)

    assert len(decade.parts) > 100
    assert _value(decade, "downtime") == pytest.approx(DAY_MS / 1000 * 360 / 1680, rel=0.01)
    assert _value(second, "uptime_by_probes") == 1.0
    assert _value(second, "coverage") == 1.0


def test_what_lies_in_the_future_is_cut_off_and_said(day: Any) -> None:
    report = _report(day, from_ms=day.now_ms - HOUR_MS, to_ms=day.now_ms + DAY_MS)

    assert report.to_ms == day.now_ms
    assert report.notes[0].startswith("The period is not over")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from_ms": START_MS + 2 * DAY_MS}, "ends before it begins"),
        ({"to_ms": START_MS}, "ends before it begins"),
        ({"from_ms": 1_795_000_000_000, "to_ms": 1_796_000_000_000}, "lies in the future"),
        ({"from_ms": -1}, "before 1970"),
        ({"providers": ("aa",)}, "provider `aa`; did you mean `a`"),
        ({"timezone": "Mars"}, "`Mars` is no time zone"),
        ({"slo": 1.0}, "such as 99.9, and 100 does not"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(day: Any, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongQuestion, match=said):
        _report(day, **asked)


def test_the_page_that_told_late_is_told_how_late(day: Any) -> None:
    started_ms = START_MS + 600 * MINUTE_MS
    incident = OfficialIncident(
        key="x", title="Elevated errors", impact=Impact.MAJOR, status="resolved",
        started_at_ms=started_ms, published_at_ms=started_ms + 20 * MINUTE_MS,
        resolved_at_ms=started_ms + HOUR_MS,
    )  # fmt: skip
    day.incident("a", START_MS + 1000 * MINUTE_MS, START_MS + 1001 * MINUTE_MS)
    with day.database.transaction() as connection:
        official.save_incidents(connection, "a", [incident], None)

    report = _report(day)

    assert (_value(report, "official_lag"), _figure(report, "official_lag").of) == (1200, 1)
    assert _value(report, "official_silent") == 1
    assert report.accounts[0].incidents[0].official_title == "Elevated errors"


def test_an_imported_history_gives_means_by_impact_and_counts_by_month(past: Any) -> None:
    def told(key: str, impact: Impact, day: int, minutes: int | None) -> OfficialIncident:
        at_ms = START_MS + day * DAY_MS
        return OfficialIncident(
            key=key, title=key, impact=impact, status="resolved", started_at_ms=at_ms,
            resolved_at_ms=None if minutes is None else at_ms + minutes * MINUTE_MS,
        )  # fmt: skip

    history = [
        told("one", Impact.MAJOR, 0, 60),
        told("two", Impact.MAJOR, 10, 120),
        told("three", Impact.MINOR, 30, 30),
        told("work", Impact.MAINTENANCE, 40, 600),
        told("open", Impact.CRITICAL, 50, None),
    ]
    with past.database.transaction() as connection:
        official.take_in(connection, "openai", history)

    report = _report(past, to_ms=START_MS + 60 * DAY_MS, is_official=True)

    account = report.accounts[0]
    rows = {row.name: number for number, row in enumerate(account.rows)}
    assert (report.source, account.provider) == ("official", "openai")
    assert _value(report, "incidents") == 4, "planned work is apart"
    assert _value(report, "mttr") == 70 * 60
    assert _value(report, "mtbf") == pytest.approx(50 / 3 * 86_400)
    assert _value(report, "mttr", rows["major"]) == 90 * 60
    assert _value(report, "mtbf", rows["major"]) == 10 * 86_400
    assert _value(report, "incidents", rows["maintenance"]) == 1
    assert _figure(report, "incidents").previous_text == "no data", "the history begins here"
    by_month = account.course("provider", "openai", "incidents")
    assert by_month is not None
    assert [part.label for part in report.parts][:3] == ["2026-05", "2026-06", "2026-07"]
    assert by_month.values[:3] == (1, 2, 1)


def test_surfaces_stand_beside_each_other(past: Any) -> None:
    past.probe("a/canary")
    past.probe("a/login", Surface.OAUTH)
    past.probe("a/page", Surface.OFFICIAL)
    past.runs("a/canary", _minutes(0, 60))
    past.runs("a/login", _minutes(0, 60), Outcome.AUTH_BROKEN)
    past.runs("a/page", _minutes(0, 60), Outcome.TIMEOUT)

    report = _report(past, to_ms=START_MS + HOUR_MS)

    rows = {row.name: row for row in report.accounts[0].rows if row.kind == "surface"}
    assert list(rows) == ["oauth", "api"]
    assert rows["api"].figure("uptime_by_time").value == 1.0
    assert rows["oauth"].figure("uptime_by_time").value == 0.0
    assert _value(report, "uptime_by_time") == 0.5


def test_a_brownout_is_listed_though_every_run_was_answered(past: Any) -> None:
    past.probe("a/canary")
    past.runs("a/canary", _minutes(0, 60), Outcome.TOO_SLOW)
    past.incident("a", START_MS, None, worst=State.BROWNOUT, sentence="slow")

    report = _report(past, to_ms=START_MS + HOUR_MS)

    assert _value(report, "uptime_by_time") == 1.0
    assert _value(report, "incident_time") == 3600
    assert _figure(report, "mttr").text == "none"
