"""From changes to deliveries: who hears of what, and when; all in the transaction of the claim.

One thread (an incident, or an account that is refused) is followed for each target: where it
heard of the beginning it hears of all that follows, and of the end; where it did not, of nothing.
What ended before anybody was told is not told at all, and an end that is taken back within
`settle` is taken back silently.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import storage.amendments
import storage.incidents
import storage.maintenance
import storage.state_changes
from incidents.incident import State, Transition
from incidents.maintenance import Window, active
from publish.alerts.notice import (
    Happened,
    Kind,
    Notice,
    notice_id,
    of_account,
    of_incident,
    of_transition,
)
from publish.alerts.target import Alerts, Target
from storage import deliveries
from storage.database import Connection
from storage.deliveries import Delivery, DeliveryState, NewDelivery
from storage.probes import watched
from storage.state_changes import StateChange

OLD_NEWS_MS = 3_600_000
"""A change so long ago is told only where it is how an incident stands now."""

# Of work whose end nobody has said; looked at again then.
_LOOK_AGAIN_MS = 300_000


@dataclass(frozen=True, slots=True)
class _Plan:
    connection: Connection
    alerts: Alerts
    planned_work: Sequence[Window]
    now_ms: int

    def tell(self, notice: Notice) -> None:
        """Decide for each target whether and when it hears of it."""
        notice = notice.model_copy(update={"link": _link(self.alerts, notice)})
        for target in self.alerts.targets:
            told = deliveries.of_thread(self.connection, notice.thread, target.name)
            self._tell(target, notice, told)

    def _tell(self, target: Target, notice: Notice, told: list[Delivery]) -> None:
        is_told = bool(told) and told[0].change != Happened.CLOSED
        unsent = [each for each in told if _is_unsent(each, self.now_ms)]
        if notice.is_over:
            if not is_told:
                return
            if _is_all_unsent(told, unsent) and self._drop(unsent, "over before it was told"):
                return
        elif told and told[0].change == Happened.CLOSED and told[0] in unsent:
            # As the target has it, the thread never ended.
            is_told = self._drop(told[:1], "taken back: it went on")
            if is_told and len(told) > 1 and _state(told[1]) is notice.state:
                return
        if is_told and notice.happened is Happened.OPENED:
            return
        if not is_told and (not target.concerns(notice) or notice.happened is Happened.REMINDED):
            return
        # What a target hears first is a beginning to it, however it began.
        heard_as = {notice.happened} if is_told else {notice.happened, Happened.OPENED}
        if target.changes.isdisjoint(heard_as):
            return
        due_ms = self.due_ms(target, notice)
        if due_ms is not None:
            self._add(target, notice, due_ms)

    def due_ms(self, target: Target, notice: Notice) -> int | None:
        """Return when a notice may be sent, None where it is passed over."""
        at_ms = self.now_ms
        if notice.is_over and notice.kind is not Kind.TEST:
            at_ms += round(target.settle_s * 1000)
        at_work = active(self.planned_work, notice.provider, self.now_ms)
        if at_work is not None and notice.kind is Kind.INCIDENT:
            at_ms = max(at_ms, at_work.ends_at_ms or self.now_ms + _LOOK_AGAIN_MS)
        return target.due_ms(at_ms)

    def _add(self, target: Target, notice: Notice, due_ms: int) -> None:
        new = NewDelivery(
            key=notice.id,
            target=target.name,
            thread=notice.thread,
            change=str(notice.happened),
            notice=notice.model_dump_json(),
            due_at_ms=due_ms,
        )
        deliveries.add(self.connection, [new], self.now_ms)

    def _drop(self, unsent: list[Delivery], why: str) -> bool:
        """Return False where somebody has begun to send one meanwhile."""
        ids = [each.id for each in unsent]
        return deliveries.drop(self.connection, ids, self.now_ms, why) == len(ids)


def plan(connection: Connection, alerts: Alerts, now_ms: int) -> None:
    """Claim what nobody has been told of and plan its deliveries, in this transaction."""
    titles = {each.name: each.title for each in watched(connection)}
    planned_work = storage.maintenance.windows(connection, now_ms, now_ms + 1)
    planning = _Plan(connection, alerts, planned_work, now_ms)
    transitions = storage.incidents.claim_unannounced(connection, now_ms)
    for each in _news(connection, transitions, now_ms):
        title = titles.get(each.incident.provider, each.incident.provider)
        planning.tell(of_transition(each, title))
    changes = storage.state_changes.claim_unannounced(connection, now_ms)
    for change in _state_news(connection, changes, now_ms):
        if happened := _account_change(change):
            title = titles.get(change.now.provider, change.now.provider)
            planning.tell(of_account(change, title, happened))


def remind(connection: Connection, alerts: Alerts, now_ms: int) -> None:
    """Plan to say again what stands for longer than a target wants to hear nothing of it."""
    targets = [target for target in alerts.targets if target.remind_every_s is not None]
    if not targets:
        return
    titles = {each.name: each.title for each in watched(connection)}
    planned_work = storage.maintenance.windows(connection, now_ms, now_ms + 1)
    for target in targets:
        assert target.remind_every_s is not None
        for_one = Alerts(targets=(target,), public_url=alerts.public_url)
        planning = _Plan(connection, for_one, planned_work, now_ms)
        for notice in _standing(connection, titles, now_ms):
            last = deliveries.of_thread(connection, notice.thread, target.name)[:1]
            if not last or last[0].state is DeliveryState.PENDING:
                continue
            silent_ms = now_ms - (last[0].ended_at_ms or now_ms)
            if last[0].change != Happened.CLOSED and silent_ms >= target.remind_every_s * 1000:
                key = notice_id("remind", notice.thread, last[0].id)
                planning.tell(notice.model_copy(update={"id": key}))


def held_until_ms(connection: Connection, notice: Notice, now_ms: int) -> int | None:
    """Return until when a notice that is due must wait after all, None where it may go."""
    planned_work = storage.maintenance.windows(connection, now_ms, now_ms + 1)
    at_work = active(planned_work, notice.provider, now_ms)
    if at_work is None or notice.kind is not Kind.INCIDENT:
        return None
    return at_work.ends_at_ms or now_ms + _LOOK_AGAIN_MS


def _standing(connection: Connection, titles: Mapping[str, str], now_ms: int) -> list[Notice]:
    # Who said that they have seen it need not be told again.
    seen = {
        judged
        for each in storage.amendments.going_on(connection)
        if each.acknowledged or each.false_alarm
        for judged in each.judged
    }
    found = [
        of_incident(
            each, titles.get(each.provider, each.provider), Happened.REMINDED, now_ms, each.id
        )
        for each in storage.incidents.open_incidents(connection)
        if each.id not in seen
    ]
    for provider, state in storage.incidents.states(connection).items():
        if state.state is State.ACCOUNT:
            change = StateChange(was=None, now=state)
            told = of_account(change, titles.get(provider, provider), Happened.REMINDED)
            found.append(told.model_copy(update={"at_ms": now_ms}))
    return found


def _news(
    connection: Connection, transitions: Sequence[Transition], now_ms: int
) -> list[Transition]:
    newest = {each.incident.id: each for each in transitions}
    news = []
    for each in transitions:
        if now_ms - each.at_ms <= OLD_NEWS_MS:
            news.append(each)
        elif newest[each.incident.id] is each:
            current = storage.incidents.find(connection, each.incident.id)
            if current is not None and current.is_open:
                news.append(each)
    return news


def _state_news(
    connection: Connection, changes: Sequence[StateChange], now_ms: int
) -> list[StateChange]:
    newest = {each.now.provider: each for each in changes}
    current = storage.incidents.states(connection) if changes else {}
    return [
        each
        for each in changes
        if now_ms - each.now.judged_at_ms <= OLD_NEWS_MS
        or (
            newest[each.now.provider] is each and current[each.now.provider].state is each.now.state
        )
    ]


def _account_change(change: StateChange) -> Happened | None:
    if change.now.state is State.ACCOUNT:
        return Happened.OPENED
    # Only where it works again is it known that the account is served.
    return Happened.CLOSED if change.now.state is State.OPERATIONAL else None


def _is_unsent(delivery: Delivery, now_ms: int) -> bool:
    is_claimed = delivery.claimed_until_ms is not None and delivery.claimed_until_ms > now_ms
    is_pending = delivery.state is DeliveryState.PENDING
    return is_pending and delivery.attempts == 0 and not is_claimed


def _is_all_unsent(told: list[Delivery], unsent: list[Delivery]) -> bool:
    """Return whether nothing of the thread's last stretch went out; newest first."""
    for each in told:
        if each.change == Happened.CLOSED:
            return True
        if each not in unsent:
            return False
    return True


def _state(delivery: Delivery) -> State:
    return Notice.model_validate_json(delivery.notice).state


def _link(alerts: Alerts, notice: Notice) -> str | None:
    if alerts.public_url is None:
        return None
    return f"{alerts.public_url}/provider?provider={quote(notice.provider)}"
