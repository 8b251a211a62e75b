"""Text from outside stays text, wherever it is put."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from dashboard.markup import notice, provider_link, section, text
from dashboard.theme import STALE


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


@given(st.text(alphabet=st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])))
def test_whatever_is_said_adds_no_tag_and_is_shown_as_it_was(said: str) -> None:
    plain = _read(section("title", "x"))
    shown = _read(section("title", "x" + said))

    assert shown.tags == plain.tags
    assert "".join(shown.said) == "titlex" + said


@given(st.text(min_size=1))
def test_a_provider_of_any_name_gives_one_safe_link(name: str) -> None:
    link = provider_link(name.encode("utf-8", "replace").decode())

    assert link.startswith("provider?provider=")
    assert not set("<>\"' ") & set(link)


def test_quotes_cannot_leave_an_attribute() -> None:
    assert '"' not in text('" onmouseover="alert(1)')
    assert "'" not in text("' onmouseover='alert(1)")


def test_an_alarming_notice_is_announced_to_screen_readers() -> None:
    assert 'role="alert"' in notice(STALE, "title", "body", role="alert")


def test_no_text_turns_the_direction_of_what_follows() -> None:
    turned = text("paid \u202etxt.exe\u202c \u2067then\u2069 شكرا")

    assert not set(turned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "شكرا" in turned
