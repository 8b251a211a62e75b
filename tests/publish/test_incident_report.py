"""One incident gathered from a real database: its timeline, evidence, neighbours and files."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from pydantic import BaseModel

from incidents import wording
from incidents.amendments import Action, Amendment
from incidents.incident import Change, Facet, Incident, ProviderState, Scope, State, Transition
from incidents.maintenance import Window
from probes.official import Impact, OfficialIncident
from probes.result import Outcome, ProbeResult, Surface, Timings
from probes.spec import ProbeSpec, ProviderSpec
from publish.evidence_bundle import evidence, evidence_bundle
from publish.incident_report import EVIDENCE, IncidentReport, gather_incident_report
from publish.incident_timeline import Source
from publish.post_mortem import post_mortem
from publish.ticket import ticket
from storage import amendments, incidents, maintenance, official, probes, results, transcripts
from storage.database import Database, open_database

NOW_MS = 1_790_000_000_000  # 2026-09-21 14:13:20 UTC
MINUTE_MS = 60_000
STARTED_MS = NOW_MS - 30 * MINUTE_MS
ENDED_MS = NOW_MS - 10 * MINUTE_MS


class _Options(BaseModel):
    pass


def _spec(provider: str, surface: Surface) -> ProbeSpec:
    return ProbeSpec(
        name=f"{provider}/{surface}",
        provider=ProviderSpec(id=provider, name=f"{provider.title()} Inc"),
        surface=surface,
        check=str(surface),
        options=_Options(),
        every_s=60,
    )


def _run(provider: str, surface: Surface, at_ms: int, **said: Any) -> ProbeResult:
    plausible: dict[str, Any] = {
        "probe": f"{provider}/{surface}",
        "provider": provider,
        "surface": surface,
        "vantage": "home",
        "started_at_ms": at_ms,
        "outcome": Outcome.OK,
        "timings": Timings(ttft_ms=400.0 + at_ms % 7, total_ms=900.0),
    }
    return ProbeResult(**{**plausible, **said})


INCIDENT = Incident(
    id="one",
    provider="aurora",
    scope=Scope.API,
    state=State.OUTAGE,
    worst=State.OUTAGE,
    facets=(Facet.ERRORS,),
    sentence="20 of the last 20 canaries failed",
    started_at_ms=STARTED_MS,
    detected_at_ms=STARTED_MS + 20_000,
)
CLOSED = replace(
    INCIDENT,
    sentence="well again since 14:03:20 UTC",
    ended_at_ms=ENDED_MS,
    closed_at_ms=ENDED_MS + 30_000,
)


@pytest.fixture
def database(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    """Completions of one provider failed for 20 minutes; its login and a neighbour were well."""
    database = open_database(migrated(tmp_path / "brownout.db"))
    specs = [
        _spec("aurora", Surface.API),
        _spec("aurora", Surface.OAUTH),
        _spec("borealis", Surface.API),
    ]
    with database.transaction() as connection:
        probes.register(connection, [], specs, NOW_MS)
        rows = []
        for minute in range(90):
            at_ms = NOW_MS - (minute + 1) * MINUTE_MS
            is_bad = STARTED_MS <= at_ms < ENDED_MS
            failed = {
                "outcome": Outcome.OVERLOADED,
                "detail": "HTTP 529 overloaded_error: <b>Overloaded</b> | later",
                "request_id": f"req_{minute}",
                "http_status": 529,
                "timings": Timings(connect_ms=12.0, ttfb_ms=70.0, total_ms=80.0),
                "headroom": 0.4,
            }
            rows.append(_run("aurora", Surface.API, at_ms, **(failed if is_bad else {})))
            rows.append(_run("aurora", Surface.OAUTH, at_ms))
            rows.append(_run("borealis", Surface.API, at_ms))
        results.append(connection, rows)
        incidents.save(
            connection,
            [
                Transition(at_ms=INCIDENT.detected_at_ms, change=Change.OPENED, incident=INCIDENT),
                Transition(at_ms=ENDED_MS + 30_000, change=Change.CLOSED, incident=CLOSED),
            ],
        )
    yield database
    database.close()


def _say(database: Database, action: Action, reason: str = "why", **more: Any) -> None:
    said = Amendment(
        incident="one", action=action, at_ms=STARTED_MS + 5 * MINUTE_MS, by="Ana", reason=reason,
        **more,
    )  # fmt: skip
    with database.transaction() as connection:
        amendments.add(connection, said)


def _report(database: Database, incident: str = "one") -> IncidentReport:
    with database.read() as connection:
        found = gather_incident_report(connection, incident, NOW_MS)
    assert found is not None
    return found


def _their_page_tells(database: Database, published_ms: int, **said: Any) -> None:
    told = OfficialIncident(
        **{
            "key": f"k{published_ms}",
            "title": "Elevated *errors*",
            "impact": Impact.MAJOR,
            "status": "resolved",
            "started_at_ms": published_ms,
            "published_at_ms": published_ms,
            "resolved_at_ms": ENDED_MS,
            **said,
        }
    )
    with database.transaction() as connection:
        official.take_in(connection, "aurora", [told])


def test_the_timeline_goes_from_the_first_bad_result_to_the_end(database: Database) -> None:
    _their_page_tells(database, STARTED_MS + 8 * MINUTE_MS)
    _say(database, Action.ACKNOWLEDGE)

    moments = _report(database).moments

    assert [(each.title, each.source) for each in moments] == [
        ("First bad result", Source.SEEN),
        ("Detected, 20 s after the first bad result", Source.SEEN),
        ("Ana is at it", Source.PEOPLE),
        ("When it began, by their own status page", Source.OFFICIAL),
        ("First of the good results", Source.SEEN),
        ("Resolved, by their own status page", Source.OFFICIAL),
        ("Closed: sure that it is over", Source.SEEN),
    ]
    times = [each.at_ms for each in moments]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("published_ms", "more", "lag_ms"),
    [
        (STARTED_MS + 8 * MINUTE_MS, {}, 8 * MINUTE_MS - 20_000),
        (STARTED_MS - MINUTE_MS, {}, -MINUTE_MS - 20_000),
        # What began the day before is about something else, and so is planned work.
        (STARTED_MS - 24 * 60 * MINUTE_MS, {}, None),
        (STARTED_MS, {"impact": Impact.MAINTENANCE}, None),
    ],
    ids=["later than us", "earlier than us", "another story", "planned work"],
)
def test_how_much_later_their_page_told_of_it(
    database: Database, published_ms: int, more: dict[str, Any], lag_ms: int | None
) -> None:
    assert _report(database).lag_ms is None
    _their_page_tells(database, published_ms, **more)

    assert _report(database).lag_ms == lag_ms


def test_what_failed_and_what_worked_meanwhile_is_counted(database: Database) -> None:
    report = _report(database)

    assert report.counts == {Outcome.OVERLOADED: 20}
    assert [(part.probe, part.served) for part in report.parts] == [
        ("aurora/oauth", 1.0),
        ("aurora/api", 0.0),
    ]
    assert [part.probe for part in report.working] == ["aurora/oauth"]
    (neighbour,) = report.neighbours
    assert (neighbour.title, neighbour.is_well) == ("Borealis Inc", True)
    assert report.usual is not None
    assert 400 <= report.usual.low_ms <= report.usual.middle_ms <= report.usual.high_ms <= 406


def test_the_evidence_is_the_first_failures_of_that_scope_oldest_first(
    database: Database,
) -> None:
    found = _report(database).failures

    assert len(found) == EVIDENCE == 20
    assert found[0].started_at_ms == STARTED_MS
    assert [each.request_id for each in found] == [f"req_{minute}" for minute in range(29, 9, -1)]


@pytest.mark.parametrize(
    ("open_scopes", "scope", "said"),
    [
        ((Scope.LOGIN,), Scope.LOGIN, "30 of the last 30 failed"),
        ((Scope.LOGIN, Scope.DEPENDENCY), Scope.DEPENDENCY, "as it was opened"),
    ],
)
def test_while_it_goes_on_the_sentence_is_the_newest_that_is_about_it(
    database: Database, open_scopes: tuple[Scope, ...], scope: Scope, said: str
) -> None:
    going_on = {
        each: replace(
            INCIDENT, id=f"b-{each}", provider="borealis", scope=each, sentence="as it was opened"
        )
        for each in open_scopes
    }
    newest = {each: replace(i, sentence="30 of the last 30 failed") for each, i in going_on.items()}
    state = ProviderState(
        provider="borealis", state=State.BROWNOUT, since_ms=STARTED_MS, judged_at_ms=NOW_MS,
        sentence=wording.standing(newest, {Scope.API, *open_scopes}),
    )  # fmt: skip
    with database.transaction() as connection:
        incidents.save(
            connection,
            [Transition(at_ms=STARTED_MS, change=Change.OPENED, incident=i)
             for i in going_on.values()],
        )  # fmt: skip
        incidents.save_states(connection, [state])

    assert _report(database, f"b-{scope}").sentence == said


def test_an_incident_of_speed_shows_the_slowest_answers(database: Database) -> None:
    slow = replace(INCIDENT, id="slow", provider="borealis", facets=(Facet.LATENCY,))
    late = _run("borealis", Surface.API, STARTED_MS + 1, timings=Timings(ttft_ms=4_200.0))
    with database.transaction() as connection:
        results.append(connection, [late])
        incidents.save(
            connection, [Transition(at_ms=STARTED_MS, change=Change.OPENED, incident=slow)]
        )

    report = _report(database, "slow")

    assert report.failures == ()
    assert max(each.timings.ttft_ms or 0 for each in report.slow) == 4_200.0
    assert "first token 4.2 s" in ticket(report)
    assert report.slow_probes == {"borealis/api"}
    assert report.working == ()
    # The provider that stands failed at the same time.
    assert [each.is_well for each in report.neighbours] == [False]


def test_a_split_part_tells_only_of_its_own_time(database: Database) -> None:
    _say(database, Action.SPLIT, split_at_ms=STARTED_MS + 10 * MINUTE_MS)

    first = _report(database)

    assert first.counts == {Outcome.OVERLOADED: 10}
    assert not any("Closed" in each.title for each in first.moments)


def test_the_ticket_is_markdown_in_which_replies_stay_text(database: Database) -> None:
    text = ticket(_report(database))

    assert "`req_29`" in text
    assert "20 requests, of which 20 overloaded" in text
    assert "Well at the same time, seen from the same place: Borealis Inc." in text
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert not [t for t in tokens for t in (t, *(t.children or [])) if t.type.startswith("html")]
    assert sum(token.type == "tr_open" for token in tokens) == 21
    fences = [token.content for token in tokens if token.type == "fence"]
    assert fences == ["HTTP 529 overloaded_error: <b>Overloaded</b> | later\n"]


def test_the_ticket_tells_what_was_asked_for(database: Database) -> None:
    report = _report(database)
    asked = tuple(replace(each, model="sim-small", region="eu") for each in report.failures)

    assert "- Model: `sim-small`\n- Region: `eu`\n" in ticket(replace(report, failures=asked))
    assert "- Model" not in ticket(report)


def test_a_login_that_is_down_is_not_called_the_provider(database: Database) -> None:
    report = _report(database)
    incident = replace(report.incident, scope=Scope.LOGIN)
    of_login = replace(report, shown=replace(report.shown, incident=incident))
    all_there_is = tuple(part for part in report.parts if part.surface is Surface.OAUTH)

    assert ticket(of_login).startswith("# Aurora Inc login: ")
    assert ticket(replace(of_login, parts=all_there_is)).startswith("# Aurora Inc: ")
    assert all_there_is


def test_a_draft_while_it_goes_on_names_no_end(database: Database) -> None:
    report = _report(database)
    incident = replace(report.incident, ended_at_ms=None, closed_at_ms=None)
    going_on = replace(report, shown=replace(report.shown, incident=incident))

    assert "- Lasted: 20 min so far (since 2026-09-21 13:43:20 UTC)\n" in post_mortem(going_on)


def test_the_draft_of_the_post_mortem_tells_what_is_known_and_asks_for_the_rest(
    database: Database,
) -> None:
    _their_page_tells(database, STARTED_MS + 8 * MINUTE_MS)
    _say(database, Action.ACKNOWLEDGE)
    _say(database, Action.NOTE, "we moved *everything*\nto Borealis")
    _say(database, Action.EXCLUDE, "agreed with them")
    work = Window(
        provider="aurora", starts_at_ms=STARTED_MS, ends_at_ms=NOW_MS, reason="upgrade", set_by="x"
    )
    with database.transaction() as connection:
        maintenance.add(connection, work, NOW_MS)

    text = post_mortem(_report(database))

    for told in (
        "# Post-mortem: Aurora Inc, 2026-09-21 13:43:20 UTC",
        "Ana left it out of uptime: agreed with them.",
        "Work was planned at that time: upgrade.",
        "- Lasted: 20 min (2026-09-21 13:43:20 UTC to 2026-09-21 14:03:20 UTC)",
        "- We were sure 20 s after the first bad result.",
        "- Ana was at it 4 min 40 s after that.",
        "- Their own status page first told of it 7 min 40 s after we were sure.",
        "Of Aurora Inc: aurora/oauth.",
        r"Ana: we moved \*everything\* to Borealis",
        "## Root cause",
        r"Elevated \*errors\*",
    ):
        assert told in text


def test_the_bundle_is_one_file_with_the_ticket_and_everything_as_json(
    database: Database,
) -> None:
    report = _report(database)
    packed = evidence_bundle(report)

    with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
        assert bundle.namelist() == ["ticket.md", "evidence.json"]
        assert bundle.read("ticket.md").decode() == ticket(report)
        told = json.loads(bundle.read("evidence.json"))
    assert told == json.loads(json.dumps(evidence(report)))
    assert packed == evidence_bundle(report)
    first = told["first_failures"][0]
    assert first["began"] == "2026-09-21T13:43:20.000+00:00"
    assert (first["request_id"], first["http_status"], first["headroom"]) == ("req_29", 529, 0.4)
    assert first["timings"] == {"connect_ms": 12.0, "ttfb_ms": 70.0, "total_ms": 80.0}
    assert told["neighbours"][0]["is_well"] is True
    assert told["incident"]["id"] == "one"
    assert "keys struck out" in told["what_is_kept"]


def test_the_bundle_holds_the_transcripts(database: Database) -> None:
    transcript = (
        "POST https://api.example/v1/messages\nx-api-key: [redacted]\n\n529\nrequest-id: req_29"
    )
    first = _report(database).failures[0]
    with database.transaction() as connection:
        transcripts.keep(connection, [replace(first, transcript=transcript)])

    with zipfile.ZipFile(io.BytesIO(evidence_bundle(_report(database)))) as bundle:
        read = bundle.read("exchanges.txt").decode()
        told = json.loads(bundle.read("evidence.json"))

    assert read.endswith(f"2026-09-21T13:43:20.000+00:00: overloaded\n\n{transcript}")
    assert told["first_failures"][0]["transcript"] == transcript
    assert "transcript" not in told["first_failures"][1]


def test_of_no_incident_there_is_no_report(database: Database) -> None:
    with database.read() as connection:
        assert gather_incident_report(connection, "nobody", NOW_MS) is None
