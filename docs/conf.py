"""The site of docs/: Sphinx reads Markdown, and the reference is written out of the code first."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

project = "Brownout"
author = "The Brownout authors"
copyright = "The Brownout authors, Apache-2.0"  # noqa: A001  the name that Sphinx looks for
version = release = version_of("brownout")

extensions = ["myst_parser"]
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
exclude_patterns = ["generate"]
# Every link is held to something that is there.
nitpicky = True

html_theme = "furo"
html_title = "Brownout"
html_static_path: list[str] = []
html_copy_source = html_show_sourcelink = False
pygments_style, pygments_dark_style = "friendly", "monokai"


def _write_pages(app: Any) -> None:
    from docs.generate import write
    from docs.generate.linking import bring

    write(HERE / "reference")
    bring(HERE.parent)


def _relink(_: Any, name: str, source: list[str]) -> None:
    from docs.generate.linking import relinked, with_unlisted

    page = f"docs/{name}.md"
    source[0] = relinked(source[0], page, page)
    if name == "index":
        source[0] = with_unlisted(source[0], HERE)


def setup(app: Any) -> None:
    """Have pages written before Sphinx looks for files, and links out of docs/ led to them."""
    app.connect("builder-inited", _write_pages)
    app.connect("source-read", _relink)
