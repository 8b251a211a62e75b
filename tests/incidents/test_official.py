from incidents.incident import State
from incidents.official import alone, beside
from probes.official import OfficialState

AT_MS = 1773239640000  # 2026-03-11 14:34 UTC


def said(ours: State, theirs: OfficialState, title: str = "", problem: str | None = None) -> str:
    return beside(ours, theirs, title=title, since_ms=AT_MS, problem=problem) or ""


def test_where_both_agree_that_all_is_well_nothing_is_said() -> None:
    for theirs in (OfficialState.OPERATIONAL, OfficialState.NOTHING_POSTED, OfficialState.UNKNOWN):
        assert said(State.OPERATIONAL, theirs) == ""
    assert said(State.OPERATIONAL, OfficialState.OPERATIONAL, problem="HTTP 500") == ""


def test_a_green_page_beside_trouble_is_pointed_out() -> None:
    for ours in (State.BROWNOUT, State.OUTAGE):
        assert said(ours, OfficialState.OPERATIONAL) == (
            "Their own status page says that all is well"
        )
        assert said(ours, OfficialState.NOTHING_POSTED) == (
            "Nothing is posted on their own status page"
        )
        assert said(ours, OfficialState.UNKNOWN) == "Their own status page does not tell"
        assert said(ours, OfficialState.DEGRADED, problem="x") == (
            "Their own status page cannot be read"
        )


def test_what_the_page_admits_is_told_with_its_title_and_time() -> None:
    assert said(State.OUTAGE, OfficialState.MAJOR_OUTAGE, "Login fails") == (
        "Their own status page tells of a major outage (Login fails) since 2026-03-11 14:34 UTC"
    )
    assert said(State.OUTAGE, OfficialState.MAJOR_OUTAGE) == (
        "Their own status page tells of a major outage since 2026-03-11 14:34 UTC"
    )


def test_of_a_provider_that_is_not_probed_the_page_alone_is_told() -> None:
    def told(theirs: OfficialState, title: str = "", problem: str | None = None) -> str:
        return alone(theirs, title=title, since_ms=AT_MS, problem=problem)

    assert told(OfficialState.OPERATIONAL) == "Their own status page says that all is well"
    assert told(OfficialState.DEGRADED, "Slow") == (
        "Their own status page tells of degraded performance (Slow) since 2026-03-11 14:34 UTC"
    )
    assert told(OfficialState.DEGRADED, problem="x") == "Their own status page cannot be read"


def test_trouble_that_only_they_see_is_told_as_such() -> None:
    alone = said(State.OPERATIONAL, OfficialState.DEGRADED)
    assert alone.endswith("; we see none of it")
    assert "see none" not in said(State.UNKNOWN, OfficialState.DEGRADED)
    assert "see none" not in said(State.OPERATIONAL, OfficialState.MAINTENANCE)
