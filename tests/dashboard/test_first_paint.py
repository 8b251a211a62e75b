"""The page Now before its scripts: what is in it, for whom, and that nothing moves after."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import streamlit
from starlette.applications import Starlette

from dashboard import access, first_paint
from publish.access import Access, Role

PAGES = Starlette(routes=first_paint.ROUTES)
EMPTY = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
BOXES = """root => ['.bo-verdict h1', '.bo-grid', '.bo-card', '.bo-strip', '.bo-wall', '.bo-tile']
    .map(s => document.querySelector(`${root} ${s}`))
    .map(e => e && JSON.stringify(e.getBoundingClientRect()))"""


@pytest.fixture
def seen_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[Access], None]:
    return lambda rules: monkeypatch.setattr(access, "_rules", lambda: rules)


def ask(path: str = "/", **headers: str) -> httpx.Response:
    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=PAGES)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers={"accept-encoding": "identity", **headers})

    # The browser of other tests here may have its event loop in this thread.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, once()).result()


def test_it_is_there_with_the_page_itself(trouble: Any) -> None:
    shown = ask()

    assert "<h1>Borealis is down.</h1>" in shown.text
    assert shown.text.index("Borealis</h3>") < shown.text.index("Aurora AI</h3>")
    assert shown.headers["cache-control"] == "no-cache"
    assert ask(**{"accept-encoding": "gzip"}).text == shown.text


def test_nothing_of_streamlits_page_is_lost(trouble: Any) -> None:
    shown = ask().text

    for line in map(str.strip, EMPTY.splitlines()):
        assert line in shown
    assert shown.count("modulepreload") == EMPTY.count("modulepreload")
    # What would run before the browser has shown anything stands behind it.
    assert shown.index("Borealis is down.") < shown.index('type="module"')
    assert ask(shown.rpartition('<script src=".')[2].partition('"')[0]).status_code == 200


def test_the_public_sees_no_more_of_it_than_on_the_page(
    house: Any, seen_by: Callable[[Access], None]
) -> None:
    house.provider("openai", "OpenAI", waiting_for="OPENAI_API_KEY")
    house.runs("openai", 1)

    seen_by(Access(everybody=Role.VIEWER))
    assert "OPENAI_API_KEY" in ask().text
    seen_by(Access(everybody=Role.PUBLIC))
    assert "OpenAI" in ask().text
    assert "OPENAI_API_KEY" not in ask().text


@pytest.mark.parametrize(
    "rules", [Access(), Access(has_login=True, everybody=Role.PUBLIC)], ids=["nobody", "login"]
)
def test_who_may_have_to_log_in_gets_streamlits_page(
    trouble: Any, seen_by: Callable[[Access], None], rules: Access
) -> None:
    seen_by(rules)

    assert ask().text == EMPTY


def test_without_a_database_it_is_streamlits_page(database_path: Path) -> None:
    database_path.mkdir()

    assert ask().text == EMPTY


@pytest.mark.browser
@pytest.mark.parametrize(("path", "width"), [("/", 1440), ("/", 390), ("/?wall=1", 1440)])
def test_nothing_moves_when_the_scripts_have_come(
    lasting_address: str, visit: Any, path: str, width: int
) -> None:
    tab = visit(width=width)
    held: list[Any] = []
    tab.page.route("**/static/js/index.*.js", lambda route: held.append(route))

    tab.page.goto(lasting_address + path, wait_until="commit")
    tab.page.wait_for_selector("#bo-first >> text=Borealis is down.")
    # Ready would be said as well before the style sheet has named any.
    tab.page.wait_for_function("[...document.fonts].some(face => face.status === 'loaded')")
    tab.page.evaluate("document.fonts.ready")
    painted = tab.page.evaluate(BOXES, "#bo-first")
    place = 50 if width < 400 else 0
    tab.page.evaluate("place => { document.querySelector('#bo-first').scrollTop = place }", place)
    for route in held:
        route.continue_()
    tab.page.unroute("**/static/js/index.*.js")
    tab.page.wait_for_selector("#bo-first", state="detached")

    scrolled = tab.page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]'),"
        " was = main.scrollTop; main.scrollTop = 0; return was }"
    )
    assert scrolled == place
    assert any(painted)
    assert tab.page.evaluate(BOXES, "#root") == painted
    assert tab.complaints == []
    assert tab.outside == []
