"""Prometheus' Alertmanager, by its API version 2: it groups, silences and routes by its own rules.

Source: github.com/prometheus/alertmanager, api/v2/openapi.yaml, read 2026-11.
"""

from collections.abc import Sequence

from probes.transport import Transport
from publish.alerts.labels import alertmanager_alert
from publish.alerts.notice import Notice
from publish.alerts.posting import post
from publish.alerts.target import Target

BATCH = 1


async def send(notices: Sequence[Notice], target: Target, transport: Transport) -> None:
    """Post the alert: the same labels for as long as it stands. Raises `Undelivered`."""
    (notice,) = notices
    url = f"{target.address.get_secret_value().rstrip('/')}/api/v2/alerts"
    await post(transport, target, url, [alertmanager_alert(notice)], {"Idempotency-Key": notice.id})
