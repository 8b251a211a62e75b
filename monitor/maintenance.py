"""The `maintenance:` section of probes.yaml: planned work, once or again and again."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from incidents.maintenance import Window
from monitor.duration import Duration
from probes.spec import StrictModel
from storage.maintenance import FILE

# Work that lasts longer than the longest duration has a beginning and an end instead.
_LOOK_AHEAD = timedelta(days=7)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("no time zone; write it like `Europe/Berlin`") from None
    return name


def _crontab(text: str) -> str:
    from apscheduler.triggers.cron import CronTrigger

    try:
        CronTrigger.from_crontab(text, timezone=UTC)
    except ValueError as error:
        raise ValueError(f"{error}; write it like `0 2 * * sun`") from None
    return text


Timezone = Annotated[str, AfterValidator(_known_zone)]


class MaintenanceSettings(StrictModel):
    """Planned work, in which what probes see is marked and counted apart."""

    provider: str | None = None
    """The provider that is worked on; all of them where none is named."""
    reason: Annotated[str, Field(min_length=1, max_length=200)] = "planned work"
    """What is done, as people read it."""
    begins: datetime | None = Field(default=None, alias="from")
    """When it begins, such as `2026-11-22T01:00`."""
    ends: datetime | None = Field(default=None, alias="to")
    """When it ends."""
    lasts: Duration | None = Field(default=None, alias="for")
    """How long it lasts, such as `2h`, instead of `to`."""
    cron: Annotated[str, AfterValidator(_crontab)] | None = None
    """When it begins again and again, as in a crontab: `0 2 * * sun`."""
    timezone: Timezone = "UTC"
    """The zone of times that name none."""

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if (self.begins is None) == (self.cron is None):
            raise ValueError("say either `from` or `cron`")
        if (self.ends is None) == (self.lasts is None):
            raise ValueError("say either `to` or `for`")
        if self.cron is not None and self.ends is not None:
            raise ValueError("with `cron` say `for` how long it lasts, not `to`")
        is_dated = self.begins is not None and self.ends is not None
        if is_dated and self._at(self.begins) >= self._at(self.ends):
            raise ValueError("`to` must be later than `from`")
        return self

    def windows(self, now: datetime) -> Iterator[Window]:
        """Yield the windows that are not over at `now` and begin within a week."""
        for begins in self._beginnings(now):
            # Reckoned in UTC: a wall clock may be put back meanwhile.
            begins = begins.astimezone(UTC)
            ends = begins + timedelta(seconds=self.lasts) if self.lasts else self._at(self.ends)
            if ends > now:
                yield Window(
                    provider=self.provider,
                    starts_at_ms=round(begins.timestamp() * 1000),
                    ends_at_ms=round(ends.timestamp() * 1000),
                    reason=self.reason,
                    set_by=FILE,
                )

    def _beginnings(self, now: datetime) -> Iterator[datetime]:
        if self.cron is None:
            yield self._at(self.begins)
            return
        from apscheduler.triggers.cron import CronTrigger

        trigger = CronTrigger.from_crontab(self.cron, timezone=ZoneInfo(self.timezone))
        # One that began a while ago may still go on.
        at = trigger.get_next_fire_time(None, now - timedelta(seconds=self.lasts or 0))
        while at is not None and at <= now + _LOOK_AHEAD:
            yield at
            at = trigger.get_next_fire_time(at, at)

    def _at(self, time: datetime | None) -> datetime:
        assert time is not None
        return time if time.tzinfo else time.replace(tzinfo=ZoneInfo(self.timezone))


def upcoming(settings: Iterable[MaintenanceSettings], now_ms: int) -> list[Window]:
    """Return the windows of all settings that are not over and begin within a week."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    return [window for each in settings for window in each.windows(now)]
