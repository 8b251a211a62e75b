"""Pages of the site that stand elsewhere in the repository, and links to and from them."""

import posixpath
import re
from pathlib import Path

from docs.generate import put

BROUGHT = {
    "CONTRIBUTING.md": "docs/project/contributing.md",
    "CHANGELOG.md": "docs/project/changelog.md",
    "benchmarks/README.md": "docs/project/benchmarks.md",
    "README.md": "docs/index.md",
}
"""Files of the repository, and the page that each is in the site."""

_LINK = re.compile(r"(?<=\]\()([^)\s:#]+)((?:#[^)\s]*)?(?:\s+\"[^\"]*\")?)(?=\))")


def relinked(text: str, stands_at: str, shown_at: str) -> str:
    """Return Markdown whose links, right for `stands_at`, are right for `shown_at`.

    Paths are of the repository. A link to a file that is brought into the site leads to its page.
    """

    def new(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(stands_at), found[1]))
        page = BROUGHT.get(target, target)
        if stands_at == shown_at and page == target:
            return found[0]
        return posixpath.relpath(page, posixpath.dirname(shown_at)) + found[2]

    return _LINK.sub(new, text)


def bring(repository: Path) -> None:
    """Write the pages that stand elsewhere into the site's folder."""
    for file, page in BROUGHT.items():
        if page == "docs/index.md":
            continue
        text = relinked((repository / file).read_text(encoding="utf-8"), file, page)
        put(repository / page, text)


def with_unlisted(index: str, folder: Path) -> str:
    """Return the index with every guide that it does not list where it says `UNLISTED`."""
    listed = set(index.split())
    found = [*folder.glob("*.md"), *folder.glob("how-to/*.md"), *folder.glob("contributing/*.md")]
    names = {file.relative_to(folder).with_suffix("").as_posix() for file in found}
    return index.replace("UNLISTED", "\n".join(sorted(names - listed - {"index"})))
