"""The few pieces of HTML that every view is made of; text from outside is always escaped."""

from html import escape
from urllib.parse import quote, urlencode

from dashboard.theme import Look

# The signs that turn the direction of all that follows, and with it what people read (Unicode
# Standard Annex 9): overrides, embeddings and isolates.
_TURNS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}"
)


def text(value: object) -> str:
    """Return `value` as text that stays text: safe between tags and inside attributes."""
    return escape(str(value).translate(_TURNS), quote=True)


def page(*parts: str) -> str:
    """Wrap parts as one block of ours."""
    return f'<div class="bo">{"".join(parts)}</div>'


def mark(look: Look, size: str = "") -> str:
    """Return a state's shape in its tone; a screen reader hears its words."""
    extra = f" bo-{size}" if size else ""
    return (
        f'<span class="bo-mark bo-{look.shape} bo-{look.name}{extra}" role="img" '
        f'aria-label="{text(look.words)}"></span>'
    )


def provider_link(provider: str) -> str:
    """Return the address of a provider's page, relative to the dashboard's root."""
    return text(f"provider?{urlencode({'provider': provider}, quote_via=quote)}")


def incident_link(incident: str) -> str:
    """Return the address of an incident's page, relative to the dashboard's root."""
    return text(f"incident?{urlencode({'incident': incident}, quote_via=quote)}")


def section(title: str, under: str = "") -> str:
    """Return a heading with a line of explanation under it."""
    line = f"<p>{text(under)}</p>" if under else ""
    return page(f'<div class="bo-section"><h2>{text(title)}</h2>{line}</div>')


def notice(look: Look, title: str, body: str, *, role: str = "status") -> str:
    """Return a framed message: something to know before reading on."""
    return page(
        f'<div class="bo-notice bo-{look.name}" role="{role}">{mark(look)}'
        f"<div><h2>{text(title)}</h2><p>{text(body)}</p></div></div>"
    )
