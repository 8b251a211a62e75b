"""What people say of incidents, word by word, as the tests of amending say it."""

from dataclasses import replace

from incidents.amended import Amended, amend
from incidents.amendments import Action, Amendment
from incidents.incident import Facet, Incident, Scope, State
from incidents.objections import check

A, B, C = "a", "b", "c"


def incident(
    id_: str,
    start: int = 100,
    end: int | None = 200,
    provider: str = "p",
    scope: Scope = Scope.API,
    worst: State = State.BROWNOUT,
    facet: Facet = Facet.ERRORS,
) -> Incident:
    return Incident(
        id=id_,
        provider=provider,
        scope=scope,
        state=worst,
        worst=worst,
        facets=(facet,),
        sentence=f"{id_} was bad",
        started_at_ms=start,
        detected_at_ms=start + 10,
        ended_at_ms=end,
        closed_at_ms=None if end is None else end + 10,
    )


class Trail:
    """What was said of incidents; each word is checked against what stands, as storage does."""

    def __init__(self, *judged: Incident) -> None:
        self.judged = judged
        self.said: list[Amendment] = []

    def say(
        self, id_: str, action: Action, reason: str = "because", by: str = "Ana", **more: object
    ) -> int:
        said = Amendment(
            incident=id_, action=action, at_ms=1_000, by=by, reason=reason, **more  # type: ignore[arg-type]
        )  # fmt: skip
        check(said, self.judged, self.said)
        number = len(self.said) + 1
        self.said.append(replace(said, id=number))
        return number

    def shown(self) -> dict[str, Amended]:
        return {each.incident.id: each for each in amend(self.judged, self.said)}

    def incidents(self) -> list[Incident]:
        return [each.incident for each in amend(self.judged, self.said)]
