"""Links that reproduce what one sees: a page with all that was chosen on it."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from dashboard.markup import page, text


def view_link(name: str, chosen: Mapping[str, str | Sequence[str]]) -> str:
    """Return a link to a page with what was chosen there, what is empty left out.

    Streamlit leaves defaults out of the address, and they differ between viewers and days.
    """
    asked = urlencode({key: value for key, value in chosen.items() if value}, doseq=True)
    return page(
        f'<div class="bo-small"><a href="{text(f"{name}?{asked}")}" target="_self">'
        "Link to this view</a></div>"
    )
