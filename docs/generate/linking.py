"""Pages of the site that stand elsewhere in the repository, and links to and from them."""

import posixpath
import re
from pathlib import Path

from docs.generate import put

_FRONT = "README.md"


def page_of(file: str) -> str:
    """Return the page of the site that shows a Markdown file of the repository; both are paths.

    What stands at its root or explains one of its folders is shown among the project's pages.
    """
    folder, name = posixpath.split(file)
    if file == _FRONT:
        return "docs/index.md"
    if folder.partition("/")[0] == "docs" or not name.endswith(".md"):
        return file
    return f"docs/project/{(folder if name == _FRONT else name.removesuffix('.md')).lower()}.md"


_LINK = re.compile(r"(?<=\]\()([^)\s:#]+)((?:#[^)\s]*)?(?:\s+\"[^\"]*\")?)(?=\))")


def relinked(text: str, stands_at: str, shown_at: str) -> str:
    """Return Markdown whose links, right for `stands_at`, are right for `shown_at`.

    Paths are of the repository. A link to a file that is brought into the site leads to its page.
    """

    def new(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(stands_at), found[1]))
        page = page_of(target)
        if stands_at == shown_at and page == target:
            return found[0]
        return posixpath.relpath(page, posixpath.dirname(shown_at)) + found[2]

    return _LINK.sub(new, text)


def bring(repository: Path) -> None:
    """Write the pages that stand elsewhere into the site's folder."""
    found = [*repository.glob("*.md"), *repository.glob("[!.]*/README.md")]
    for file in (path.relative_to(repository).as_posix() for path in found):
        if file != _FRONT and (page := page_of(file)) != file:
            text = (repository / file).read_text(encoding="utf-8")
            put(repository / page, relinked(text, file, page))


def with_unlisted(index: str, folder: Path) -> str:
    """Return the index with every guide that it does not list where it says `UNLISTED`."""
    listed = set(index.split())
    found = [*folder.glob("*.md"), *folder.glob("how-to/*.md"), *folder.glob("contributing/*.md")]
    names = {file.relative_to(folder).with_suffix("").as_posix() for file in found}
    return index.replace("UNLISTED", "\n".join(sorted(names - listed - {"index"})))
