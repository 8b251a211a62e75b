"""Sends the reports that the worker wrote to the targets of `alerts:` that are to have them."""

import time
from datetime import timedelta
from urllib.parse import urlencode

from monitor.reports import Due, Written
from publish.alerts.notice import ReportFile
from publish.alerts.reports import receiver, report_notice, send_report
from publish.alerts.target import Alerts
from storage.database import Database


class ReportSending:
    """Puts reports on their way, by the `alerts` that hold; others may be set at any moment."""

    def __init__(self, database: Database, alerts: Alerts) -> None:
        self.alerts = alerts
        self._database = database

    def __call__(self, due: Due, written: Written) -> None:
        """Plan to send a report to whom its settings name.

        Raises:
            DatabaseError: where that cannot be kept.
        """
        receivers = [
            receiver(self.alerts.by_name[name])
            for name in due.settings.send
            if name in self.alerts.by_name
        ]
        if not receivers:
            return
        file = ReportFile(
            name=due.file.name,
            media_type=written.media_type,
            from_ms=written.from_ms,
            to_ms=written.to_ms,
            timezone=due.settings.timezone,
            objective=due.settings.slo,
            path=str(due.file.resolve()),
        )
        notice = report_notice(file, written.heading, written.summary, self._link(due))
        with self._database.transaction() as connection:
            send_report(connection, notice, receivers, time.time_ns() // 1_000_000)

    def _link(self, due: Due) -> str | None:
        """Return where the same report stands among the pages."""
        if self.alerts.public_url is None:
            return None
        asked = {
            "period": "days",
            "from": f"{due.first}",
            "to": f"{due.after - timedelta(days=1)}",
            "tz": due.settings.timezone,
            "slo": f"{due.settings.slo:g}",
        }
        return f"{self.alerts.public_url}/reports?{urlencode(asked)}"
