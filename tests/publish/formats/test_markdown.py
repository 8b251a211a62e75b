"""Markdown: tables, and no text that a renderer would take for markup."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from publish.formats import markdown
from publish.report import Report

OURS = {"text", "softbreak", "text_special"}


def _inline(report: Report) -> list[Token]:
    parsed = MarkdownIt("commonmark").enable("table").parse(markdown.render(report).decode())
    assert not [token for token in parsed if token.type in ("html_block", "fence", "code_block")]
    return [child for token in parsed for child in token.children or ()]


def test_hostile_text_stays_text(hostile: Report) -> None:
    children = _inline(hostile)

    assert {child.type for child in children} <= OURS
    shown = "".join(child.content for child in children)
    assert "<img src=x onerror=alert(1)> | [x](javascript:alert(1))" in shown
    assert "@everyone" not in shown, "nobody is called"
    assert "\u202e" not in shown, "no mark turns the rest of the line round"


def test_the_tables_have_the_figures_as_they_are_worded(hostile: Report) -> None:
    shown = markdown.render(hostile).decode()

    for figure in hostile.accounts[0].whole.figures:
        assert figure.text.replace("$", "\\$") in shown
    assert "| Uptime by probes | 98.611 % | 98.114 % to 98.978 % | 2,880 of 1 probe |" in shown


def test_a_report_on_nothing_says_so(empty: Report) -> None:
    assert "> Nothing was seen in this period." in markdown.render(empty).decode()
