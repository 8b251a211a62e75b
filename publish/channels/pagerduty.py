"""PagerDuty's Events API version 2, and what else takes its events.

Source: developer.pagerduty.com/docs/send-alert-event, read 2026-11. `dedup_key` is the thread, so
that however often we send, one incident is one incident there too.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from probes.redact import shorten
from probes.transport import Transport
from publish.alerts.labels import severity
from publish.alerts.notice import Notice
from publish.alerts.posting import post
from publish.alerts.target import Target

BATCH = 1

_URL = "https://events.pagerduty.com/v2/enqueue"
_SUMMARY_CHARS = 1024


async def send(notices: Sequence[Notice], target: Target, transport: Transport) -> None:
    """Trigger, or resolve. Raises `Undelivered`."""
    (notice,) = notices
    event: dict[str, Any] = {
        "routing_key": target.address.get_secret_value(),
        "event_action": "resolve" if notice.is_over else "trigger",
        "dedup_key": f"brownout:{notice.thread}"[:255],
        "client": "Brownout",
        "payload": {
            "summary": shorten(f"{notice.subject}: {notice.sentence}", _SUMMARY_CHARS),
            "source": notice.provider,
            "severity": severity(notice),
            "timestamp": datetime.fromtimestamp(notice.at_ms / 1000, UTC).isoformat(),
            "component": str(notice.scope or "account"),
            "group": "AI providers",
            "class": ",".join(notice.facets) or str(notice.kind),
            "custom_details": notice.model_dump(mode="json"),
        },
    }
    if notice.link:
        event |= {"client_url": notice.link, "links": [{"href": notice.link, "text": "Evidence"}]}
    await post(transport, target, target.url or _URL, event, {"Idempotency-Key": notice.id})
