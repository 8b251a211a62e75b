"""A report full of text that means something else in one format or another."""

from typing import Any

import pytest

from incidents.amendments import Action, Amendment
from incidents.incident import State
from probes.official import Impact, OfficialIncident
from probes.result import Outcome
from publish.report import Question, Report, gather_report
from storage import amendments, official

MINUTE_MS = 60_000
START_MS = 1_780_012_800_000  # 2026-05-29 00:00 UTC

TITLE = "=Evil|<b id=evil>*Co*</b>"
SENTENCE = (
    '=HYPERLINK("http://evil.example";"x") <img src=x onerror=alert(1)> | [x](javascript:alert(1)) '
    '`code` #panic("typst") #read("/etc/passwd") $x$ @everyone https://evil.example \u202eABC '
    "</script><script>alert(1)</script> {{7*7}}\n\n# heading"
)


@pytest.fixture
def hostile(past: Any) -> Report:
    """Three days: one of trouble, one unseen, one well; words of an attacker wherever they fit."""
    past.probe("a/canary", title=TITLE)
    past.runs("a/canary", [START_MS + n * MINUTE_MS for n in range(1400)], score=1.0)
    failed = [START_MS + n * MINUTE_MS for n in range(1400, 1440)]
    past.runs("a/canary", failed, Outcome.SERVER_ERROR)
    well = [START_MS + n * MINUTE_MS for n in range(2880, 4320)]
    past.runs("a/canary", well, ttft_ms=800.0, score=1.0, cost_microusd=10)
    started_ms = START_MS + 1400 * MINUTE_MS
    incident = past.incident("a", started_ms, started_ms + 40 * MINUTE_MS, sentence=SENTENCE)
    said = Amendment(
        incident=incident.id, action=Action.EXCLUDE, at_ms=started_ms, by=TITLE, reason=SENTENCE
    )
    past.incident("a", well[-1], None, worst=State.BROWNOUT, sentence="+1-1|cmd")
    told = OfficialIncident(
        key="k", title=SENTENCE, impact=Impact.MAJOR, status="resolved",
        started_at_ms=started_ms, published_at_ms=started_ms - MINUTE_MS,
        resolved_at_ms=started_ms + MINUTE_MS, components=("@cmd",),
    )  # fmt: skip
    with past.database.transaction() as connection:
        official.save_incidents(connection, "a", [told], None)
        amendments.add(connection, said)
    question = Question(from_ms=START_MS, to_ms=START_MS + 3 * 1440 * MINUTE_MS)
    with past.database.read() as connection:
        return gather_report(connection, question, past.now_ms)


@pytest.fixture
def empty(past: Any) -> Report:
    """A report of a house in which nobody watches anything."""
    question = Question(from_ms=START_MS, to_ms=START_MS + 1000)
    with past.database.read() as connection:
        return gather_report(connection, question, past.now_ms)
