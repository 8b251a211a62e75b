"""Journeys in a browser: people log in, a probe is added and runs, a dead monitor is noticed."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from simulator.openid import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, Person
from simulator.provider import Provider
from simulator.thread import SimulatorThread
from storage import amendments

pytestmark = pytest.mark.browser

Eventually = Callable[..., Any]
ANA = Person("Ana", "ana@example.com")
VIC = Person("Vic", "vic@example.org")
EVE = Person("Eve", "ana@example.com.evil.example")
MAL = Person("Mal", "boss@example.com", is_verified=False)


def _answers(address: str, path: str = "/_stcore/health") -> bool:
    with contextlib.suppress(URLError, ConnectionError):
        return bool(urlopen(address + path, timeout=10).status == 200)
    return False


@pytest.fixture
def guarded(
    trouble: Any,
    database_path: Path,
    tmp_path: Path,
    start: Any,
    free_port: int,
    eventually: Eventually,
) -> Iterator[str]:
    """The pages of `trouble`, where people log in."""
    address = f"http://127.0.0.1:{free_port}"
    with OpenIdProvider([ANA, VIC, EVE, MAL], f"{address}/oauth2callback") as openid:
        config = tmp_path / "probes.yaml"
        config.write_text(
            "providers: {aurora: {}}\n"
            "dashboard:\n"
            f"  url: {address}\n"
            f"  login: {{issuer: '{openid.issuer}', client_id: {CLIENT_ID},"
            " client_secret: '${S}'}\n"
            "  operators: [ana@example.com, boss@example.com]\n"
            "  viewers: ['*@example.org']\n"
            "  edit: true\n"
        )
        start(
            "dashboard", "--config", config, "--database", database_path, "--port", free_port,
            S=CLIENT_SECRET,
        )  # fmt: skip
        eventually(lambda: _answers(address))
        yield address


def _log_in(tab: Any, address: str, person: Person) -> None:
    tab.page.goto(address)
    tab.page.click("button:has-text('Log in')")
    tab.page.click(f"button:text-is('{person.name}')")
    tab.page.wait_for_url(f"{address}/")


def test_people_log_in_and_may_do_what_their_role_allows(
    guarded: str, visit: Any, trouble: Any, tmp_path: Path
) -> None:
    incident = f"{guarded}/incident?incident=borealis-1"
    with pytest.raises(HTTPError, match="401"):
        urlopen(f"{guarded}/api/v1/status", timeout=10)

    viewer = visit()
    _log_in(viewer, guarded, VIC)
    viewer.page.wait_for_selector("text=Vic (vic@example.org) · may look")
    viewer.page.goto(incident)
    viewer.page.wait_for_selector("text=Nobody has said yet that they are at it")
    viewer.page.wait_for_selector("text=Planned work")
    labels = viewer.page.locator("[data-testid=stMain] button").all_inner_texts()
    assert not any("I am at it" in label or "Add the note" in label for label in labels)
    viewer.page.goto(f"{guarded}/probes?view=probes.yaml")
    viewer.page.wait_for_selector("text=borealis/canary")
    assert viewer.page.locator("button:has-text('Run now'), textarea").count() == 0

    operator = visit()
    _log_in(operator, guarded, ANA)
    operator.page.goto(incident)
    operator.page.click("button:has-text('I am at it')")
    operator.page.wait_for_selector("text=Ana (ana@example.com) is at it since")
    with trouble.database.read() as connection:
        found = amendments.find(connection, "borealis-1")
    assert found is not None
    assert found.acknowledged is not None
    assert found.acknowledged.by == "Ana (ana@example.com)"
    viewer.page.goto(incident)
    viewer.page.wait_for_selector("text=Ana (ana@example.com) is at it since")

    for stranger in (EVE, MAL):
        tab = visit()
        _log_in(tab, guarded, stranger)
        tab.page.wait_for_selector("text=You may not look here")
        assert "Borealis" not in tab.page.inner_text("body")
    assert viewer.outside == operator.outside == []

    # Whoever is taken off the list is out, with the page open before them.
    config = tmp_path / "probes.yaml"
    config.write_text(config.read_text().replace("example.org", "example.net"))
    viewer.page.wait_for_selector("text=You may not look here")
    viewer.page.wait_for_function("!document.body.innerText.includes('Borealis')")
    assert viewer.page.url == incident


def test_who_logs_out_is_out(guarded: str, visit: Any) -> None:
    tab = visit()
    _log_in(tab, guarded, ANA)
    tab.page.click("button:has-text('Log out')")

    tab.page.wait_for_selector("text=Log in to see how your AI providers are")
    tab.page.goto(f"{guarded}/provider?provider=borealis")
    tab.page.wait_for_selector("text=Log in to see how your AI providers are")


def test_the_public_is_asked_to_log_in_for_what_is_not_public(
    guarded: str, visit: Any, tmp_path: Path, eventually: Eventually
) -> None:
    config = tmp_path / "probes.yaml"
    config.write_text(config.read_text() + "  public: read-only\n")
    eventually(lambda: _answers(guarded, "/api/v1/status"))

    tab = visit()
    tab.page.goto(f"{guarded}/reports")
    tab.page.wait_for_selector("text=Log in to see this page")
    tab.page.wait_for_selector("header >> text=Incidents")
    assert "Reports" not in tab.page.inner_text("header")
    tab.page.goto(guarded)
    tab.page.wait_for_selector("text=Borealis is down")
    assert tab.complaints == []


CONFIG = """# What we watch.
vantage: here
reference: []
dashboard: {{ edit: true }}
providers:
  aurora: {{}}
probes:
  - name: pulse
    provider: aurora
    check: http
    url: {url}/aurora/health
    every: 1h
"""
EDITOR = "textarea[aria-label='The text of probes.yaml']"


def test_a_probe_is_typed_mended_tried_saved_and_runs(
    tmp_path: Path, start: Any, free_port: int, visit: Any, eventually: Eventually
) -> None:
    address, path = f"http://127.0.0.1:{free_port}", tmp_path / "probes.yaml"
    with SimulatorThread([Provider("aurora", "openai")]) as simulator:
        path.write_text(CONFIG.format(url=simulator.url))
        start("up", "--config", path, "--database", tmp_path / "b.db", "--port", free_port)
        eventually(lambda: _answers(address))
        tab = visit()
        tab.page.goto(f"{address}/probes")
        tab.page.wait_for_selector("h3:has-text('pulse')")
        tab.page.click("button:has-text('probes.yaml')")
        tab.page.get_by_placeholder("Your name").fill("Ana")
        tab.page.locator(EDITOR).focus()
        tab.page.keyboard.press("Control+End")
        for line in ("  - name: shop", "provider: aurora", "check: http", "evry: 1s"):
            tab.page.keyboard.type(f"{line}\n")
        tab.page.keyboard.type(f"url: {simulator.url}/aurora/health")

        tab.page.wait_for_selector("text=probes.yaml:16:5: probes[1].evry: no such key; did you")
        assert tab.page.locator(".lines .wrong").inner_text() == "16"
        tab.page.wait_for_selector("button[disabled]:has-text('Save')")
        assert "shop" not in path.read_text()

        typed = tab.page.locator(EDITOR).input_value()
        tab.page.locator(EDITOR).fill(typed.replace("evry", "every"))
        tab.page.wait_for_selector("text=No mistake")
        tab.page.click("button:has-text('Dry run')")
        tab.page.wait_for_selector("text=status: expected 2xx, got 200")
        assert "shop" not in path.read_text()
        tab.page.click("button:has-text('Save')")

        tab.page.wait_for_selector("text=The worker takes it up within seconds")
        row = tab.page.locator(".bo-probe:has(h3:text-is('shop'))")
        row.locator(".bo-outcome:has-text('ok')").wait_for()
        assert path.read_text() == typed.replace("evry", "every")
        assert path.read_text().startswith("# What we watch.")

        tab.page.click("button:has-text('Probes')")
        tab.page.locator(".st-key-run_pulse button").click()
        tab.page.wait_for_selector("text=Run at here for Ana")
        assert tab.complaints == []
        assert tab.outside == []


PATHS = ("/", "/provider", "/incident", "/failover", "/probes", "/reports", "/about")
TOO_WIDE = """() => [...document.querySelectorAll('[data-testid=stMain], .bo, html')]
    .filter(e => e.scrollWidth > Math.max(e.clientWidth, 1)).map(e => e.className)"""
DEAD = "text=/Nothing is being probed|has not been running/"


def test_a_dead_monitor_is_told_on_every_page_that_is_open(
    trouble: Any,
    database_path: Path,
    start: Any,
    free_port: int,
    visit: Any,
    eventually: Eventually,
) -> None:
    address = f"http://127.0.0.1:{free_port}"
    start("dashboard", "--database", database_path, "--port", free_port)
    eventually(lambda: _answers(address))
    tabs = [visit(width=390) for _ in PATHS]
    for tab, path in zip(tabs, PATHS, strict=True):
        tab.page.goto(address + path)
        tab.page.wait_for_selector(".bo-panel, .bo-probe, .bo-verdict")
        assert tab.page.locator(DEAD).count() == 0, path
        assert tab.page.evaluate(TOO_WIDE) == [], path

    trouble.worker(beat_minutes_ago=1)

    for tab in tabs:
        tab.page.wait_for_selector(DEAD)
        assert tab.complaints == []

    def is_stale() -> bool:
        told = json.loads(urlopen(f"{address}/api/v1/status", timeout=10).read())
        return bool(told["is_stale"])

    eventually(is_stale)
