"""Strangers' text in Markdown, read back by a real Markdown reader."""

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from publish import markdown

READER = MarkdownIt("commonmark").enable("table")
TEXTS = st.text(
    st.sampled_from("ab1 `*_[](){}<>#+-.!|~&:@=^$\\\n\t\"'")
    | st.characters(codec="utf-8", exclude_characters="\0"),
    max_size=60,
)


def _said(tokens: list[Token]) -> str:
    return "".join(
        token.content if token.type == "text" else _said(token.children or []) for token in tokens
    )


@settings(deadline=None)
@given(text=TEXTS)
def test_plain_text_is_read_as_the_same_text_and_as_nothing_else(text: str) -> None:
    tokens = READER.parse(f"before\n\n{markdown.plain(text)} x")

    inline = [token for token in tokens if token.type == "inline"]
    assert len(tokens) == 6
    assert {child.type for child in inline[1].children or []} <= {"text", "text_special"}
    shown = "".join(each if each.isprintable() else " " for each in text)
    said = _said(inline[1:]).replace("@\N{ZERO WIDTH SPACE}", "@")
    assert said.split() == [*shown.split(), "x"]


def test_what_is_no_markup_stays_readable_as_it_stands() -> None:
    for text in ("overloaded_error: try again, please (529)!", "req-1_a.b", "3.5 s - so slow"):
        assert markdown.plain(text) == text
    assert markdown.plain("model@2026") == "model@2026", "it can be copied"
    assert markdown.plain("1. - # _x_ *y*") == r"1\. - # \_x\_ \*y\*"
    assert markdown.code("req_7-a") == "`req_7-a`"
    assert markdown.code("a`|b") == r"a\`\|b"


def test_it_calls_nobody_links_nowhere_and_turns_nothing_round() -> None:
    said = markdown.plain("@everyone see https://evil.example, www.evil.example \u202egnp")

    for taken in ("@everyone", "https://", "www.", "\u202e"):
        assert taken not in said
    assert "see https://evil.example, www.evil.example gnp" in READER.render(said)


@settings(deadline=None)
@given(cells=st.lists(TEXTS, min_size=1, max_size=3))
def test_a_cell_stays_a_cell(cells: list[str]) -> None:
    row = tuple(f"x{markdown.plain(each)}x" for each in cells)
    tokens = READER.parse(markdown.table(tuple("h" for _ in cells), [row]))

    assert sum(token.type == "td_open" for token in tokens) == len(cells)
    assert sum(token.type == "tr_open" for token in tokens) == 2


@settings(deadline=None)
@given(text=TEXTS)
def test_nothing_in_a_code_block_can_end_it(text: str) -> None:
    tokens = READER.parse(f"before\n\n{markdown.fenced(text)}\n\nafter")

    kinds = [token.type for token in tokens if token.level == 0]
    assert kinds == [
        "paragraph_open", "paragraph_close", "fence", "paragraph_open", "paragraph_close",
    ]  # fmt: skip
