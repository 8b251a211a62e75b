"""A signed HTTP request to a program of one's own, or in the format of Alertmanager's webhooks.

Signed by the rules of Standard Webhooks 1.0.0 (standardwebhooks.com): `webhook-id` is the same for
every attempt at one notice, and `webhook-signature` is `v1,` and the Base64 of HMAC-SHA256 over
`id.timestamp.body`. A secret that begins with `whsec_` is Base64; any other is taken as it stands.
A report comes as Base64 within its notice.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from typing import Any

from probes.transport import Transport
from publish.alerts.labels import alertmanager_alert
from publish.alerts.notice import Notice
from publish.alerts.posting import post
from publish.alerts.reports import carried
from publish.alerts.target import Target

BATCH = 1


async def send(notices: Sequence[Notice], target: Target, transport: Transport) -> None:
    """Send the notice. Raises `Undelivered`."""
    (notice,) = notices
    is_theirs = target.style == "alertmanager"
    document = _alertmanager(notice, target) if is_theirs else await asyncio.to_thread(_own, notice)
    body = json.dumps(document, ensure_ascii=False).encode()
    at_s = round(time.time())
    headers = {
        "webhook-id": notice.id,
        "webhook-timestamp": str(at_s),
        "Idempotency-Key": notice.id,
    }
    if target.secret is not None:
        secret = target.secret.get_secret_value()
        headers["webhook-signature"] = signature(secret, notice.id, at_s, body)
    await post(transport, target, target.address.get_secret_value(), body, headers)


def signature(secret: str, notice_id: str, at_s: int, body: bytes) -> str:
    """Return the value of `webhook-signature`."""
    key = secret.encode()
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            key = secret.encode()
    signed = b".".join((notice_id.encode(), str(at_s).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _own(notice: Notice) -> dict[str, Any]:
    document = notice.model_dump(mode="json", exclude={"report"})
    if notice.report is None:
        return document
    file = carried(notice.report)
    content = None if file is None else base64.b64encode(file.read_bytes()).decode()
    told = notice.report.model_dump(mode="json", exclude={"path"})
    return {**document, "report": {**told, "content": content}}


def _alertmanager(notice: Notice, target: Target) -> dict[str, Any]:
    # Version 4 of what Alertmanager sends to a webhook_config.
    alert = alertmanager_alert(notice)
    status = "resolved" if notice.is_over else "firing"
    return {
        "version": "4",
        "groupKey": notice.thread,
        "truncatedAlerts": 0,
        "status": status,
        "receiver": target.name,
        "groupLabels": {"alertname": alert["labels"]["alertname"]},
        "commonLabels": alert["labels"],
        "commonAnnotations": alert["annotations"],
        "externalURL": alert["generatorURL"],
        "alerts": [{**alert, "status": status, "fingerprint": notice.id[:16]}],
    }
