"""Databases that bear the number of a step that another step bore too, before both were merged."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text


@dataclass(frozen=True, slots=True)
class SideStep:
    """What such a number stands for: `took` was taken after `after`, and nothing between them.

    Who has `table`, and not `lacks` where that is named, is there.
    """

    number: str
    table: str
    after: str
    took: str
    lacks: str = ""

    def steps(self, known: Sequence[str]) -> list[tuple[str, bool]]:
        """Return the steps that come after `after`, each with whether it was taken already."""
        return [(step, step == self.took) for step in known if step > self.after]


_SIDE_STEPS = (
    SideStep("0009", table="rollup_minute", lacks="amendment", after="0008", took="0011"),
    SideStep("0011", table="delivery", lacks="amendment", after="0008", took="0010"),
    SideStep("0011", table="judging", lacks="rollup_minute", after="0010", took="0012"),
    SideStep("0015", table="run_request", lacks="judge_memory", after="0012", took="0013"),
    SideStep("0016", table="transcript", after="0015", took="0017"),
)


def side_step(connection: Connection, number: str | None) -> SideStep | None:
    """Return where a database really is whose number is a wrong one; None where it is right."""
    suspects = [each for each in _SIDE_STEPS if each.number == number]
    if not suspects:
        return None
    tables = {*inspect(connection).get_table_names()}
    return next((s for s in suspects if s.table in tables and s.lacks not in tables), None)


def mend(connection: Connection) -> None:
    """Add what a side step was still without when it was first taken."""
    columns = {each["name"] for each in inspect(connection).get_columns("worker")}
    if inspect(connection).has_table("run_request") and "is_judge" not in columns:
        connection.execute(text("ALTER TABLE worker ADD COLUMN is_judge BOOLEAN"))
