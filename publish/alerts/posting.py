"""Sends one HTTP request to a receiver, and tells in words why it did not take it."""

import json
from collections.abc import Mapping
from typing import Any

from probes.exchange import ExchangeFailed, Request
from probes.redact import shorten
from probes.spec import Deadlines
from probes.transport import Transport
from publish.alerts.target import Target

_SAID_CHARS = 200
# What a second try with the same words would not mend.
_REFUSED = frozenset({400, 413, 414, 415, 422})
_LONGEST_WAIT_S = 3600.0


class Undelivered(Exception):
    """A receiver did not take a notice; the message is redacted.

    `retry_after_s` is how long it asked us to wait, `is_final` that it will never take it.
    """

    def __init__(
        self, message: str, *, retry_after_s: float | None = None, is_final: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.is_final = is_final


async def post(
    transport: Transport,
    target: Target,
    url: str,
    document: Any,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send `document` (JSON values, or JSON as bytes) to `url`. Raises `Undelivered`."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    own = {name: value.get_secret_value() for name, value in target.headers.items()}
    request = Request(
        method="POST",
        url=url,
        headers={
            "Content-Type": "application/json",
            "User-Agent": "brownout",
            **own,
            **(headers or {}),
        },
        body=body,
    )
    limit_s = target.timeout_s
    deadlines = Deadlines(
        connect=limit_s, first_byte=limit_s, first_content=limit_s, silence=limit_s, total=limit_s
    )
    redactor = target.redactor
    try:
        answer = await transport.exchange(request, deadlines=deadlines, max_body_bytes=64 * 1024)
    except ExchangeFailed as error:
        if error.exchange is not None and error.exchange.status // 100 == 2 and not error.timed_out:
            return  # it said yes, whatever came of the rest
        raise Undelivered(redactor.clean(str(error))) from None
    except ValueError as error:
        raise Undelivered(redactor.clean(str(error)), is_final=True) from None
    if answer.status // 100 == 2:
        return
    said = redactor.clean(answer.body.decode(errors="replace"))
    text = " ".join(said.split())
    told = f"it answers {answer.status}" + (f": {shorten(text, _SAID_CHARS)}" if text else "")
    if answer.status // 100 == 3:
        told = f"it answers {answer.status}, and redirects are not followed: write the new address"
    raise Undelivered(
        told,
        retry_after_s=_seconds(answer.headers.get("retry-after", "")),
        is_final=answer.status in _REFUSED,
    )


def _seconds(retry_after: str) -> float | None:
    return min(float(retry_after), _LONGEST_WAIT_S) if retry_after.isdecimal() else None
