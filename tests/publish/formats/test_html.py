"""HTML: one file that draws its charts in a real browser and asks nobody for anything."""

import re
import shutil
from pathlib import Path

import pytest

from publish.formats import html
from publish.report import Report

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=f"none of {', '.join(NAMES)} is on the PATH")
def test_it_is_whole_draws_and_is_inert(hostile: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(html.render(hostile))
    asked, complaints = [], []

    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(file.as_uri())
        page.wait_for_selector(".js-plotly-plot .main-svg")
        page.hover(".js-plotly-plot")
        buttons = page.eval_on_selector_all(
            ".modebar-btn", "them => them.map(it => it.dataset.title)"
        )
        charts = page.locator(".js-plotly-plot").count()
        drawn = page.locator(".js-plotly-plot .heatmaplayer, .js-plotly-plot .barlayer").count()
        seen = page.inner_text("main")
        planted = page.locator("#evil, main img[src=x], main a[href]").count()
        browser.close()

    assert asked == [file.as_uri()], "nothing but the file itself"
    assert complaints == []
    assert (charts, planted) == (4, 0)
    assert drawn
    assert "<img src=x onerror=alert(1)>" in seen
    assert set(buttons) == {"Zoom", "Pan", "Reset axes", "Download plot as a PNG"}
    for figure in hostile.accounts[0].whole.figures:
        assert figure.text in seen


def test_it_refers_to_nothing_outside(hostile: Report) -> None:
    page = html.render(hostile).decode()
    ours = re.sub(r"<script>.*?</script>", "", page, count=1, flags=re.DOTALL)

    assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", ours)
    assert "default-src 'none'" in ours
    assert '"showSendToCloud": false' in ours


def test_a_report_on_nothing_is_a_page(empty: Report) -> None:
    assert "Nothing was seen in this period." in html.render(empty).decode()
