"""The frame of every page: one file that fetches nothing, and runs one line of ours."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

from publish import words
from publish.palette import css_variables

GENERATOR = "Brownout static status page"

# After so long a page is no longer taken for how things are.
_OLD_AFTER_S = 600

# The one thing that a page cannot tell of itself when it is written: that it grew old.
_SCRIPT = (
    "var e=document.getElementById('old'),t=(Date.now()-e.dataset.at)/1000;"
    f"if(t>{_OLD_AFTER_S}){{e.hidden=false;"
    "e.querySelector('b').textContent=t<7200?Math.round(t/60)+' minutes':"
    "Math.round(t/3600)+' hours'}"
)


def text(value: object) -> str:
    """Return `value` as text that stays text: safe between tags and inside attributes."""
    return escape(str(value), quote=True)


def page(
    title: str,
    heading: str,
    body: str,
    *,
    at_ms: int,
    root: str = "",
    current: str = "",
    is_live: bool = True,
) -> str:
    """Return a whole page; `root` leads from it to the folder, `heading` is the site's name.

    One that `is_live` is loaded again every minute, and says so where it was not written again.
    """
    feed = f'type="application/atom+xml" title="Incidents" href="{root}feed.atom"'
    refresh = '<meta http-equiv="refresh" content="60">' if is_live else ""
    grew_old = (
        f'<p id="old" class="old" role="alert" data-at="{at_ms}" hidden>This page was written '
        "<b></b> ago: it tells how things were then, not how they are.</p>"
    )
    script = f"<script>{_SCRIPT}</script>" if is_live else ""
    links = (("Now", f"{root}index.html"), ("History", f"{root}history.html"))
    nav = "".join(
        f'<a href="{href}"{" aria-current=page" if name == current else ""}>{name}</a>'
        for name, href in links
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="generator" content="{GENERATOR}">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
        f'{refresh}<meta name="referrer" content="no-referrer">'
        f"<title>{text(title)}</title>"
        f'<link rel="alternate" {feed}>'
        f'<link rel="icon" href="data:,"><style>{_style()}</style></head><body>'
        f'<header>{_LOGO}<a href="{root}index.html">{text(heading)}</a>'
        f'<nav aria-label="Pages">{nav}</nav></header><main>'
        f"{grew_old if is_live else ''}{body}</main><footer>"
        f"<p>Written <time>{words.utc(at_ms)}</time> from what synthetic probes saw: real "
        "requests, made as a client makes them. It is not the providers' word.</p>"
        "<p>Uptime counts requests that were served. Where nobody looked, nothing is claimed.</p>"
        f'<p><a href="{root}feed.atom">Feed</a> · <a href="{root}api/v2/summary.json">JSON</a></p>'
        f"</footer>{script}</body></html>\n"
    )


_LOGO = (
    '<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" '
    'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M2 12h4l2.5-7 4 14 3-10 1.5 3H22"/></svg>'
)


@cache
def _style() -> str:
    return css_variables() + (Path(__file__).parent / "status.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    def digest(content: str) -> str:
        return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()

    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest(_style())}'; "
        f"script-src 'sha256-{digest(_SCRIPT)}'; base-uri 'none'; form-action 'none'"
    )
