"""Following redirects one exchange at a time, without taking secrets to another host."""

import time
from dataclasses import replace
from urllib.parse import urljoin

from probes.exchange import Exchange, ExchangeFailed, Request
from probes.request_parts import check_url, origin
from probes.spec import Deadlines
from probes.transport import Transport

_MOVED = frozenset({301, 302, 303, 307, 308})


async def follow(
    transport: Transport,
    request: Request,
    *,
    deadlines: Deadlines,
    redirects: int,
    max_body_bytes: int = 1 << 20,
) -> Exchange:
    """Send `request` and follow at most `redirects` redirects; `total` counts all of it.

    On the way to another origin all headers are dropped, and a redirect that would take the
    body there is not followed: it is the answer. So is one beyond the last allowed, and one to
    an address nearer to us than the server that sends us there: into a private network, to this
    machine, or to the metadata service of its cloud.

    Raises:
        ExchangeFailed: where one of the exchanges fails.
    """
    began = time.perf_counter()
    limit = max_body_bytes
    exchange = await transport.exchange(request, deadlines=deadlines, max_body_bytes=limit)
    for _ in range(redirects):
        spent_s = time.perf_counter() - began
        onward = _next(request, exchange)
        if onward is None or spent_s >= deadlines.total:
            break
        request, left = onward, replace(deadlines, total=deadlines.total - spent_s)
        try:
            exchange = await transport.exchange(request, deadlines=left, max_body_bytes=limit)
        except ValueError:  # an address that only the server could come up with
            break
        except ExchangeFailed as failed:
            if not failed.is_too_near:
                raise
            break
        total_ms = (time.perf_counter() - began) * 1000
        exchange = replace(exchange, timings=replace(exchange.timings, total_ms=total_ms))
    return exchange


def _next(request: Request, exchange: Exchange) -> Request | None:
    location = exchange.headers.get("location")
    if exchange.status not in _MOVED or not location:
        return None
    try:
        url = urljoin(request.url, location.strip())
        check_url(url)
        is_same_origin = origin(url) == origin(request.url)
    except ValueError:
        return None
    method, body = request.method, request.body
    # RFC 9110, 15.4: 303 asks for a GET, and for 301 and 302 all clients turn POST into one.
    becomes_get = exchange.status == 303 or (exchange.status in (301, 302) and method == "POST")
    if becomes_get and method != "HEAD":
        method, body = "GET", None
    if not is_same_origin and body is not None:
        return None
    headers = request.headers if is_same_origin else {}
    if body is None:
        headers = {name: value for name, value in headers.items() if name != "content-type"}
    return Request(method=method, url=url, headers=headers, body=body, sent_by=exchange.peer)
