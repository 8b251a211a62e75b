"""Files that are replaced whole: a reader sees the old one or the new one, never half of either."""

import os
import tempfile
from pathlib import Path

from publish.site.markup import GENERATOR


class NotOurs(RuntimeError):
    """The folder cannot be written to, or holds somebody else's page; the message says which."""


def claim_folder(folder: Path) -> None:
    """Make `folder` where it is missing. Raises `NotOurs`."""
    index = folder / "index.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        begins = (
            index.read_text(encoding="utf-8", errors="replace") if index.exists() else GENERATOR
        )
    except OSError as error:
        raise NotOurs(f"{folder} cannot be written to: {error.strerror}") from None
    if GENERATOR not in begins:
        raise NotOurs(
            f"{index} was not written by `brownout publish`: name a folder of its own, "
            "or take that file away"
        )


def write(path: Path, content: str | bytes) -> None:
    """Replace `path` at once; one that says the same already is left as it is.

    Raises:
        NotOurs: where it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            # A temporary file is for its owner alone; a web server is another user.
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotOurs(f"{path} cannot be written: {error.strerror}") from None
