"""Every page says something sensible, whatever is in the database, the address or the way."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import app
from incidents.incident import Change, Incident, Scope, State, Transition
from probes.result import Outcome, Timings
from storage import incidents

Seen = Callable[[Any], str]

PAGES = [page.__name__.rpartition(".")[2] for page in app.discover()]
HOSTILE = "<script>alert(1)</script>\u202e](javascript:x) ${7*7} :material/delete:\x00\ud83d"
SHOWN = HOSTILE.replace("\ud83d", "")
NONSENSE = {
    "provider": SHOWN, "incident": SHOWN, "window": "-1y", "part": "Nothing", "with": SHOWN,
    "order": SHOWN, "ttft": "NaN", "back": "9" * 400, "period": "forever", "slo": "1e999",
    "providers": "../../etc/passwd", "tz": "Mars/Olympus", "source": "", "from": "31-02-2026",
    "to": "\U0001f600", "show": "Everything", "wall": "maybe not", "who": SHOWN,
}  # fmt: skip


def _open(page: str, **asked: str) -> AppTest:
    script = f"from dashboard.views import {page} as page\npage.render()"
    opened = AppTest.from_string(script, default_timeout=60)
    for name, value in asked.items():
        opened.query_params[name] = value
    return opened.run()


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_database(house: Any, seen: Seen, page: str) -> None:
    shown = seen(_open(page))

    assert shown.strip()
    assert "Traceback" not in shown


@pytest.mark.parametrize("page", PAGES)
def test_a_single_result(house: Any, seen: Seen, page: str) -> None:
    house.provider("aurora")
    house.runs("aurora", 1)

    assert seen(_open(page)).strip()


@pytest.mark.parametrize("page", PAGES)
def test_a_provider_without_a_key(house: Any, seen: Seen, page: str) -> None:
    house.provider("openai", "OpenAI", waiting_for="OPENAI_API_KEY")
    house.worker()

    assert seen(_open(page, provider="openai")).strip()


@pytest.mark.parametrize("page", PAGES)
def test_text_of_others_and_nonsense_in_the_address(house: Any, seen: Seen, page: str) -> None:
    house.provider("aurora", title=SHOWN)
    house.runs("aurora", outcome=Outcome.MALFORMED, detail=HOSTILE, request_id=HOSTILE,
               timings=Timings(ttft_ms=float("nan"), total_ms=1e300))  # fmt: skip
    house.state("aurora", State.OUTAGE, SHOWN)
    house.incident("aurora", SHOWN)
    house.worker()

    for asked in (NONSENSE, {"provider": "aurora", "incident": "aurora-1", "with": "aurora"}):
        shown = seen(_open(page, **asked))

        assert "<script" not in shown
        assert "\u202e" not in shown


@pytest.mark.parametrize("page", PAGES)
def test_the_database_goes_while_the_page_is_open(
    trouble: Any, database_path: Any, seen: Seen, page: str
) -> None:
    from dashboard import data, incident_data

    opened = _open(page)
    seen(opened)
    trouble.database.close()
    for file in database_path.parent.glob("brownout.db*"):
        file.unlink()
    database_path.mkdir()
    for kept in (data, incident_data):
        kept.read_anew()

    shown = seen(opened.run())

    assert "Traceback" not in shown
    if page in {"now", "provider", "incident", "compare"}:
        assert "The database cannot be read" in shown
        assert "tries again every few seconds" in shown


def test_ten_thousand_incidents(trouble: Any, seen: Seen) -> None:
    def one(number: int) -> Transition:
        start_ms = trouble.now_ms - number * 600_000
        incident = Incident(
            id=f"many-{number}", provider="aurora", scope=Scope.API, state=State.OUTAGE,
            worst=State.OUTAGE, facets=(), sentence=f"number {number}", started_at_ms=start_ms,
            detected_at_ms=start_ms + 9_000, ended_at_ms=start_ms + 60_000,
            closed_at_ms=start_ms + 90_000,
        )  # fmt: skip
        return Transition(at_ms=start_ms + 90_000, change=Change.CLOSED, incident=incident)

    with trouble.database.transaction() as connection:
        incidents.save(connection, [one(number) for number in range(1, 10_001)])

    listed = seen(_open("incident"))
    assert listed.count("incident?incident=") == 200
    assert listed.index("borealis-1") < listed.index("many-1")
    assert "Number 1" in seen(_open("provider", provider="aurora", window="90d"))
    assert "<h1>Borealis is down.</h1>" in seen(_open("now"))
    for page in set(PAGES) - {"incident", "provider", "now"}:
        assert seen(_open(page)).strip(), page
