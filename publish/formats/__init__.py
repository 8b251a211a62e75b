"""The formats that a report is written in. One per file, named by the word people type."""

from typing import Protocol

from publish.report_records import Report


class Format(Protocol):
    """One format: a module of this folder.

    `SUFFIX` ends the names of its files, `MEDIA_TYPE` is its MIME type. Text that came from a
    provider must be inert in it, whatever it is.
    """

    SUFFIX: str
    MEDIA_TYPE: str

    def render(self, report: Report) -> bytes:
        """Return the report as a file's content.

        Raises:
            Unavailable: where a package is missing that this format needs.
        """


class Unavailable(RuntimeError):
    """A format cannot be written here; the message says what to install."""
