"""The frame finds its pages by looking into the folder of views."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard import app, views


def test_every_file_of_views_is_a_page_and_now_comes_first() -> None:
    files = {path.stem for path in Path(views.__path__[0]).glob("*.py")} - {"__init__"}

    pages = app.discover()

    assert {page.__name__.rpartition(".")[2] for page in pages} == files
    assert pages[0].TITLE == "Now"
    for page in pages:
        assert page.TITLE
        assert page.ICON.replace("_", "").isalnum()
        assert isinstance(page.ORDER, int)
        assert callable(page.render)


def test_the_frame_brings_its_own_stylesheet(house: object) -> None:
    page = AppTest.from_file(str(app.__file__), default_timeout=30).run()

    assert not page.exception
    styles = [element.value for element in page.html if element.value.startswith("<style>")]
    assert len(styles) == 1
    assert "--bo-ink:light-dark(" in styles[0]
    # Streamlit's sanitizer drops a style element whose text looks like it holds a tag.
    assert "<" not in styles[0].removeprefix("<style>").removesuffix("</style>")
