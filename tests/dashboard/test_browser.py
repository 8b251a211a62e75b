"""The pages in a real browser: what people see, on a desk and on a phone, and nothing fetched."""

import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from dashboard import theme
from incidents.incident import State
from probes.result import Timings

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = pytest.mark.browser


def test_the_now_page_shows_every_provider_and_complains_of_nothing(
    lasting_address: str, visit: Any
) -> None:
    tab = visit()

    tab.page.goto(lasting_address)
    # Until then the page is there twice, one over the other.
    tab.page.wait_for_selector("#bo-first", state="detached")

    for name in ("Aurora AI", "Borealis"):
        tab.page.get_by_role("heading", name=name, exact=True).wait_for()
    assert tab.page.get_by_role("heading", level=1).inner_text() == "Borealis is down."
    assert tab.complaints == []
    assert tab.outside == []


def test_a_card_leads_to_its_provider(lasting_address: str, visit: Any) -> None:
    tab = visit()
    tab.page.goto(lasting_address)

    tab.page.click(".bo-card >> text=30 of the last 30")
    tab.page.wait_for_selector("h1:has-text('Borealis')")
    tab.page.wait_for_selector(".js-plotly-plot >> nth=1")

    assert tab.page.url.endswith("/provider?provider=borealis")
    tab.page.wait_for_selector("text=req-0")
    assert tab.complaints == []
    assert tab.outside == []


def test_an_incident_is_opened_from_its_card_and_taken_in_hand(
    address: str, visit: Any, tmp_path: Path
) -> None:
    tab = visit()
    tab.page.goto(address)

    tab.page.get_by_role("link", name="The incident of Borealis").click()
    tab.page.wait_for_selector("h1:has-text('Borealis: outage')")
    assert tab.page.url.endswith("/incident?incident=borealis-1")
    another = visit()
    another.page.goto(tab.page.url)
    another.page.wait_for_selector("text=Nobody has said yet that they are at it")
    tab.page.get_by_placeholder("Your name").fill("Ana")
    tab.page.click("button:has-text('I am at it')")
    tab.page.wait_for_selector("text=Ana is at it since")
    tab.page.wait_for_selector(".js-plotly-plot >> nth=0")

    tab.page.wait_for_selector(".st-key-bo_evidence [aria-label='Copy to clipboard']")
    with tab.page.expect_download() as download:
        tab.page.click("button:has-text('Evidence for their support')")
    download.value.save_as(tmp_path / "evidence.zip")
    with zipfile.ZipFile(tmp_path / "evidence.zip") as bundle:
        assert "`req-29`" in bundle.read("ticket.md").decode()

    another.page.wait_for_selector("text=Ana is at it since")
    assert tab.complaints == another.complaints == []
    assert tab.outside == another.outside == []


def test_the_chosen_window_stands_in_the_address(lasting_address: str, visit: Any) -> None:
    tab = visit()
    tab.page.goto(f"{lasting_address}/provider?provider=aurora")

    tab.page.click("button:has-text('7d')")
    tab.page.wait_for_url("**window=7d**")
    tab.page.wait_for_selector("text=over the last 7 d")

    assert "provider=aurora" in tab.page.url


_CHART = ".st-key-bo_first_token .js-plotly-plot"
_SHOWN = f"""() => {{
    const chart = document.querySelector('{_CHART}')
    const points = chart.data.reduce((sum, trace) => sum + (trace.x ?? []).length, 0)
    const {{xaxis, yaxis}} = chart._fullLayout
    const scrolled = document.querySelector('[data-testid=stMain]').scrollTop
    const chosen = chart.data.map(t => t.visible)
    return [points, [xaxis.range, yaxis.range, chosen, scrolled, chart.mine]]
}}"""


def test_new_results_come_without_losing_zoom_choice_or_place(
    address: str, visit: Any, trouble: Any
) -> None:
    tab = visit()
    tab.page.goto(f"{address}/provider?provider=aurora&window=30m")
    chart = tab.page.locator(_CHART)
    chart.scroll_into_view_if_needed()
    chart.locator(".legendtoggle").last.click()
    tab.page.wait_for_function(
        f"() => document.querySelector('{_CHART}').data.some(t => t.visible)"
    )
    chart.hover()
    chart.locator("[data-title='Zoom']").click()
    box = chart.bounding_box()
    tab.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 60)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 150, steps=4)
    tab.page.mouse.up()
    tab.page.evaluate(f"() => {{ document.querySelector('{_CHART}').mine = 'the same element' }}")
    points, kept = tab.page.evaluate(_SHOWN)

    trouble.runs("aurora", 1, started_at_ms=trouble.now_ms - 1, timings=Timings(ttft_ms=500.0))

    tab.page.wait_for_function(f"before => ({_SHOWN})()[0] > before", arg=points)
    assert tab.page.evaluate(_SHOWN)[1] == kept
    assert "legendonly" in kept[2]
    # Another window is looked at from its own beginning.
    tab.page.click("button:has-text('3h')")
    tab.page.wait_for_function(
        f"""() => {{
             const [from, to] = document.querySelector('{_CHART}')._fullLayout.xaxis.range
             return Date.parse(to) - Date.parse(from) === 3 * 3600 * 1000
           }}"""
    )
    assert tab.complaints == []
    assert tab.outside == []


PATHS = [
    "/",
    "/provider?provider=borealis",
    "/incident?incident=borealis-1",
    "/compare",
    "/failover",
    "/reports",
    "/?wall=1",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways_on_a_phone(lasting_address: str, visit: Any, path: str) -> None:
    tab = visit(width=390)

    tab.page.goto(lasting_address + path)
    tab.page.wait_for_selector(".bo-stats, .bo-panel, .bo-small, .bo-tile")
    if not path.startswith("/?") and path != "/":
        tab.page.wait_for_selector(".js-plotly-plot")

    too_wide = tab.page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain], .bo, html')]
                 .filter(e => e.scrollWidth > Math.max(e.clientWidth, 1))
                 .map(e => `${e.className || e.tagName}: ${e.scrollWidth} > ${e.clientWidth}`)"""
    )
    assert too_wide == []
    cut_off = tab.page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stButtonGroup] button')]
                 .filter(e => e.getBoundingClientRect().right > innerWidth)
                 .map(e => e.textContent)"""
    )
    assert cut_off == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_stands_on_the_primary_colour_can_be_read(
    lasting_address: str, visit: Any, scheme: str
) -> None:
    tab = visit(scheme=scheme)
    for path, selector in (
        ("/compare", "[data-testid=stMultiSelectTagsContainer] [data-tag]"),
        ("/incident?incident=borealis-1", "[data-testid=stBaseButton-primary]"),
    ):
        tab.page.goto(lasting_address + path)
        tab.page.wait_for_selector(selector)
        # Our style sheet comes with the first of our HTML, and Streamlit's own parts may be sooner.
        tab.page.wait_for_selector(".bo")
        colours = tab.page.evaluate(
            """selector => {
                 const on = document.querySelector(selector), text = on.querySelector('p, span')
                 return [[on, 'backgroundColor'], [text, 'color']].map(([e, kind]) => '#' +
                   getComputedStyle(e)[kind].match(/\\d+/g).slice(0, 3)
                     .map(n => Number(n).toString(16).padStart(2, '0')).join(''))
               }""",
            selector,
        )
        assert theme.contrast(*colours) >= 4.5, path


@pytest.mark.parametrize(("scheme", "ground"), [("light", 247), ("dark", 14)])
def test_the_page_follows_the_scheme_of_the_machine(
    lasting_address: str, visit: Any, scheme: str, ground: int
) -> None:
    tab = visit(scheme=scheme)

    tab.page.goto(lasting_address)
    tab.page.wait_for_selector("[data-testid=stApp] .bo-card")

    page_colour, card_colour = tab.page.evaluate(
        """() => ['[data-testid=stApp]', '.bo-card']
                 .map(s => getComputedStyle(document.querySelector(s)).backgroundColor)"""
    )
    assert page_colour.startswith(f"rgb({ground},")
    assert card_colour != page_colour


def test_a_wall_is_dark_large_and_nothing_else(lasting_address: str, visit: Any) -> None:
    tab = visit(width=1920)

    tab.page.goto(f"{lasting_address}/?wall=1")
    tab.page.wait_for_selector(".bo-tile >> text=Borealis")

    # Of the text read at four metres, on a screen of 55 inches (0.63 mm a pixel).
    name, said, ground = tab.page.evaluate(
        """() => ['.bo-tile h2', '.bo-tile p', '.bo-wall'].map(s => {
             const style = getComputedStyle(document.querySelector(s))
             return s === '.bo-wall' ? style.backgroundColor : parseFloat(style.fontSize)
           })"""
    )
    assert (name * 0.63, said * 0.63) >= (4000 / 200, 4000 / 250)
    assert ground == "rgb(14, 17, 22)"
    assert tab.page.locator("a:visible:not([data-testid=stSkipToContent])").count() == 0
    assert tab.page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert tab.complaints == []
    assert tab.outside == []


def test_an_outage_is_seen_to_end_and_to_begin_without_a_touch(
    address: str, visit: Any, trouble: Any
) -> None:
    tab = visit()
    tab.page.goto(address)
    tab.page.wait_for_selector("text=Borealis is down.")

    trouble.state("borealis", State.OPERATIONAL, "answers as usual", minutes=0)

    tab.page.wait_for_selector("text=All 2 providers are well.")

    trouble.state("borealis", State.OUTAGE, "30 of the last 30 canaries failed", minutes=0)

    tab.page.wait_for_selector("h1:has-text('Borealis is down.')")
    assert tab.complaints == []


def test_a_report_is_downloaded_as_it_is_shown(lasting_address: str, visit: Any) -> None:
    tab = visit()
    tab.page.goto(f"{lasting_address}/reports?period=1h&providers=borealis&slo=99.95")
    tab.page.wait_for_selector("text=Objective: 99.95 %")
    shown = tab.page.inner_text(".bo-outcome >> nth=0")

    with tab.page.expect_download() as downloading:
        tab.page.click("button:has-text('HTML')")

    saved = Path(downloading.value.path()).read_text(encoding="utf-8")
    assert downloading.value.suggested_filename.endswith(".html")
    assert f">{shown}</span>" in saved
    assert "30 of the last 30 canaries failed with overloaded" in saved
    assert tab.complaints == []
    assert tab.outside == []


def test_a_file_is_still_there_to_fetch_after_others_have_looked_at_pages(
    lasting_address: str, visit: Any
) -> None:
    tab, another = visit(), visit()
    tab.page.goto(f"{lasting_address}/reports?period=1h")
    with tab.page.expect_download() as downloading:
        tab.page.click("button:has-text('JSON')")
    assert downloading.value.path().stat().st_size > 1000

    for _ in range(3):
        another.page.goto(f"{lasting_address}/failover")
        another.page.wait_for_selector("text=brownout pick")

    assert httpx.get(downloading.value.url).status_code == 200
    assert tab.complaints == another.complaints == []


def test_the_order_to_use_stands_in_the_address(lasting_address: str, visit: Any) -> None:
    tab = visit()
    tab.page.goto(f"{lasting_address}/failover?order=borealis&order=aurora")

    tab.page.wait_for_selector("h1:has-text('Use Aurora AI')")
    tab.page.wait_for_selector(".js-plotly-plot")
    tab.page.click("button:has-text('24h')")
    tab.page.wait_for_url("**back=24h**")

    tab.page.wait_for_selector("text=brownout pick --order borealis,aurora")
    assert tab.complaints == []
    assert tab.outside == []
