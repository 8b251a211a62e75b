"""The static page: whole at every moment, honest when it is old, and inert whatever it is told."""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from incidents.incident import Change, State, Transition
from probes.official import OfficialState
from probes.official.statuspage import read
from probes.result import Outcome
from publish.card import DAY_MS
from publish.site.building import build
from publish.site.files import NotOurs, write
from storage import incidents

HOSTILE = "</title><script>alert(1)</script>\"' onload=x <b>&{{7*7}}"


class Page(HTMLParser):
    """What a browser would make of a page: its tags, its text, its addresses."""

    VOID = frozenset({"meta", "link", "path", "rect", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["script"]):
            self.text += data + " "

    def count(self, tag: str) -> int:
        return sum(1 for each, _ in self.tags if each == tag)

    def links(self) -> list[str]:
        found = (attrs.get("href") or attrs.get("src") for _, attrs in self.tags)
        return [each for each in found if each]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "site"


@pytest.fixture
def publish(house: Any, site: Path) -> Callable[..., Page]:
    def now(now_ms: int | None = None, name: str = "index.html", **said: Any) -> Page:
        plain: dict[str, Any] = {"title": "Our status", "url": None, **said}
        build(house.database, site, now_ms=now_ms or house.now_ms, **plain)
        return Page((site / name).read_text(encoding="utf-8"))

    return now


def test_it_says_how_it_is_and_what_happened(trouble: Any, publish: Any) -> None:
    page = publish()

    assert "Our status: Borealis is down." in page.text
    assert "30 of the last 30 canaries failed with overloaded" in page.text
    assert "Operational" in page.text
    assert "Outage" in page.text
    assert page.count("h1") == 1
    # Each provider's bars are told in words too.
    spoken = [attrs["aria-label"] for tag, attrs in page.tags if attrs.get("role") == "img"]
    assert len(spoken) == 2
    assert all("bars with failures" in (each or "") for each in spoken)


def test_every_link_leads_to_a_file_that_is_there(trouble: Any, publish: Any, site: Path) -> None:
    publish()

    pages = list(site.rglob("*.html"))
    assert {each.name for each in pages} >= {"index.html", "history.html"}
    for path in pages:
        for link in Page(path.read_text(encoding="utf-8")).links():
            assert "://" not in link, "it asks for something outside"
            if not link.startswith(("data:", "#")):
                assert (path.parent / link.partition("#")[0]).is_file(), link


def test_it_is_read_by_readers_of_feeds_and_status_pages(
    trouble: Any, publish: Any, site: Path
) -> None:
    publish(url="https://status.example/ai/")

    summary = (site / "api/v2/summary.json").read_bytes()
    assert read(summary, ["borealis"]).state is OfficialState.MAJOR_OUTAGE
    assert json.loads(summary)["page"]["url"] == "https://status.example/ai"
    feed = ET.fromstring((site / "feed.atom").read_bytes())
    (link,) = feed.findall("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}link")
    assert re.fullmatch(
        r"https://status\.example/ai/history/\d{4}-\d\d\.html#borealis-1", link.get("href") or ""
    )
    assert "outage" in (site / "badge/borealis.svg").read_text(encoding="utf-8")


def test_nothing_of_our_account_or_configuration_is_public(
    trouble: Any, publish: Any, site: Path
) -> None:
    trouble.provider("cirrus", "Cirrus", waiting_for="CIRRUS_SECRET_KEY")
    trouble.runs("cirrus", outcome=Outcome.QUOTA, detail="card of jane@example.com declined")
    trouble.state("cirrus", State.ACCOUNT, "our quota or credit is spent")
    trouble.worker(config_error="probes.yaml:3:1: a secret path")
    page = publish()

    assert "Cirrus cannot be seen" in page.text
    assert "for a reason of our own" in page.text
    everything = "".join(
        path.read_text(encoding="utf-8") for path in site.rglob("*") if path.is_file()
    )
    for private in ("quota", "CIRRUS_SECRET_KEY", "declined", "secret path"):
        assert private not in everything


def test_what_strangers_wrote_is_text(house: Any, publish: Any, site: Path) -> None:
    house.provider("aurora", HOSTILE)
    house.runs("aurora", outcome=Outcome.OVERLOADED, detail=HOSTILE)
    house.state("aurora", State.OUTAGE, HOSTILE)
    house.incident("aurora", HOSTILE)
    house.worker()
    page = publish(title=HOSTILE)

    assert page.count("script") == 1
    assert page.count("b") <= 2
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert "<script>alert(1)</script>" in page.text
    for path in site.rglob("*.html"):
        Page(path.read_text(encoding="utf-8"))
    for path in [*site.rglob("*.svg"), *site.rglob("*.atom")]:
        root = ET.fromstring(path.read_bytes())
        assert not [each for each in root.iter() if each.tag.endswith(("script", "}b"))]


def test_only_what_it_names_may_run_in_it(trouble: Any, publish: Any) -> None:
    policies = [
        attrs["content"]
        for tag, attrs in publish().tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]

    assert len(policies) == 1
    assert (policies[0] or "").startswith("default-src 'none';")
    assert "unsafe" not in (policies[0] or "")


def test_a_monitor_that_stands_still_is_told_and_nothing_is_called_well(
    house: Any, publish: Any, site: Path
) -> None:
    house.provider("aurora", "Aurora")
    house.runs("aurora")
    house.state("aurora", State.OPERATIONAL, "answers as usual")
    house.worker(beat_minutes_ago=60)
    page = publish()

    assert "The monitor itself has not been running since" in page.text
    assert "Operational" not in page.text
    told = json.loads((site / "api/v2/status.json").read_text(encoding="utf-8"))
    assert told["status"] == 503


def test_an_empty_database_gives_a_page_that_claims_nothing(publish: Any) -> None:
    page = publish()

    assert "The monitor itself is not running." in page.text
    assert "No incident." in page.text


def test_history_goes_back_by_months_and_what_is_past_stays_as_it_was(
    trouble: Any, publish: Any, site: Path
) -> None:
    over = trouble.incident("aurora", "of 40 days ago", minutes=40 * 24 * 60)
    ended_ms = over.started_at_ms + 60_000
    closed = replace(over, ended_at_ms=ended_ms, closed_at_ms=ended_ms)
    with trouble.database.transaction() as connection:
        change = Transition(at_ms=ended_ms, change=Change.CLOSED, incident=closed)
        incidents.save(connection, [change])
    trouble.incident("cirrus", "of 75 days ago", minutes=75 * 24 * 60)
    publish()
    pages = {path.stem: path for path in (site / "history").glob("*.html")}
    ongoing, past, _ = (pages[month] for month in sorted(pages))
    assert "Of 75 days ago" in ongoing.read_text(encoding="utf-8")
    assert "Of 40 days ago" in past.read_text(encoding="utf-8")
    before = {path: path.read_text(encoding="utf-8") for path in (ongoing, past)}

    publish(now_ms=trouble.now_ms + 40 * DAY_MS)

    assert past.read_text(encoding="utf-8") == before[past]
    # It goes on still, so what is told of it goes on too.
    assert ongoing.read_text(encoding="utf-8") != before[ongoing]
    assert all(month in publish(name="history.html").text for month in pages)


def test_readers_see_a_whole_page_at_every_moment(trouble: Any, publish: Any, site: Path) -> None:
    publish()
    torn, done = [], threading.Event()

    def look() -> None:
        while not done.is_set():
            text = (site / "index.html").read_text(encoding="utf-8")
            if not text.endswith("</html>\n"):
                torn.append(len(text))

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, 8):
        publish(now_ms=trouble.now_ms + number * 1000)
    done.set()
    reader.join()

    assert torn == []
    assert not list(site.rglob("*.part"))
    assert (site / "index.html").stat().st_mode & 0o777 == 0o644


def test_a_page_of_somebody_else_is_left_alone(house: Any, site: Path) -> None:
    site.mkdir(parents=True)
    (site / "index.html").write_text("<h1>My home page</h1>", encoding="utf-8")

    with pytest.raises(NotOurs, match=r"was not written by `brownout publish`"):
        build(house.database, site, title="x", url=None, now_ms=house.now_ms)

    assert [path.name for path in site.iterdir()] == ["index.html"]


def test_a_file_that_cannot_be_replaced_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").write_text("x", encoding="utf-8")

    with pytest.raises(NotOurs, match="cannot be written"):
        write(tmp_path / "taken", "page")

    assert not list(tmp_path.glob("*.part"))


def test_the_command_writes_it_and_says_where(
    brownout: Callable[..., CompletedProcess[str]], trouble: Any, database_path: Path, site: Path
) -> None:
    said = brownout("publish", site, "--database", database_path, "--title", "Ours")
    assert (said.returncode, said.stderr) == (0, "")
    assert "index.html and" in said.stdout
    assert "Ours" in (site / "index.html").read_text(encoding="utf-8")

    refused = brownout("publish", database_path, "--database", database_path)
    assert refused.returncode == 2
    assert "cannot be written to" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_bars_that_nobody_saw_are_not_drawn_green(house: Any, publish: Any) -> None:
    house.provider("aurora", "Aurora")
    house.runs("aurora", count=3, started_at_ms=house.now_ms - 80 * DAY_MS)
    house.runs("aurora", count=3, outcome=Outcome.BLIND)
    house.worker()
    page = publish()

    bars = [attrs["class"] for tag, attrs in page.tags if tag == "rect"]
    assert bars.count("good") == 1
    assert bars.count("none") == 89
