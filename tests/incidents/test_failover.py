"""Who to use now: the order moves for trouble alone, and stands where nothing can be told."""

import pytest

from incidents.failover import Candidate, Rank, advise
from incidents.incident import State

AT_MS = 1_790_000_000_000


def _candidate(
    provider: str,
    state: State | None = State.OPERATIONAL,
    ttft_ms: float | None = 400.0,
    is_at_work: bool = False,
    **proofs: bool,
) -> Candidate:
    return Candidate(
        provider=provider,
        state=state,
        sentence={
            None: "Brownout does not watch it",
            State.OPERATIONAL: "answers as usual",
            State.OUTAGE: "30 of the last 30 canaries failed",
        }.get(state, str(state)),
        ttft_ms=ttft_ms,
        proofs=proofs,
        is_at_work=is_at_work,
    )


def test_the_first_that_works_is_used_and_the_reason_names_whom_it_stands_in_for() -> None:
    told = advise([_candidate("a", State.OUTAGE), _candidate("b"), _candidate("c")], AT_MS)

    assert (told.provider, told.asked, told.at_ms) == ("b", ("a", "b", "c"), AT_MS)
    assert told.is_fail_open is False
    assert [each.provider for each in told.choices] == ["b", "c", "a"]
    assert told.sentence == ("use b: answers as usual (not a: 30 of the last 30 canaries failed)")


def test_troubles_are_ranked_by_how_bad_they_are() -> None:
    states = [State.OUTAGE, State.ACCOUNT, State.BROWNOUT, State.OPERATIONAL]
    told = advise([_candidate(str(state), state) for state in states], 0)

    assert [each.state for each in told.choices] == states[::-1]


def test_ignorance_is_held_against_nobody() -> None:
    told = advise([_candidate("a", None), _candidate("b", State.UNKNOWN), _candidate("c")], 0)

    assert [each.provider for each in told.choices] == ["a", "b", "c"]
    assert not told.is_fail_open


def test_a_blind_monitor_returns_the_order_that_was_asked_for() -> None:
    told = advise([_candidate("a", None), _candidate("b", State.UNKNOWN)], AT_MS)

    assert told.is_fail_open
    assert (told.provider, told.asked, told.at_ms) == ("a", ("a", "b"), AT_MS)
    assert told.sentence == ("none of these can be seen now: use a, as you would without Brownout")


def test_a_stale_monitor_moves_nobody_whatever_it_last_saw() -> None:
    told = advise([_candidate("a", State.OUTAGE), _candidate("b")], 0, stale="it is old")

    assert told.is_fail_open
    assert [(each.provider, each.rank) for each in told.choices] == [
        ("a", Rank.WORKS),
        ("b", Rank.WORKS),
    ]


def test_who_is_too_slow_comes_after_who_is_in_time() -> None:
    told = advise(
        [
            _candidate("a", ttft_ms=3000),
            _candidate("b", ttft_ms=None),
            _candidate("c", ttft_ms=2000),
        ],
        0,
        max_ttft_ms=2000,
    )

    assert [(each.provider, each.ttft_ms) for each in told.choices] == [
        ("c", 2000),
        ("b", None),
        ("a", 3000),
    ]
    assert told.choices[1].reason == "its time to first token is not known"
    assert told.choices[2].reason == "its first token takes 3.0 s, more than 2.0 s"


def test_a_need_is_met_by_who_proves_it() -> None:
    told = advise([_candidate("a", json=False), _candidate("b"), _candidate("c", json=True)], 0,
                  needs=["json"])  # fmt: skip

    assert [(each.provider, each.rank) for each in told.choices] == [
        ("c", Rank.WORKS),
        ("b", Rank.UNPROVEN),
        ("a", Rank.FAILS),
    ]


def test_planned_work_is_a_reason_to_use_another() -> None:
    told = advise([_candidate("a", is_at_work=True), _candidate("b")], 0)

    assert told.sentence == "use b: answers as usual (not a: planned work is going on there)"


def test_where_all_are_down_the_first_stays_and_is_said_to_be() -> None:
    told = advise([_candidate("a", State.OUTAGE), _candidate("b", State.OUTAGE)], 0)

    assert told.provider == "a"
    assert told.sentence == (
        "all are in trouble; a is the least bad: 30 of the last 30 canaries failed"
    )


def test_trouble_is_called_the_least_bad_only_where_there_was_a_choice() -> None:
    browned_out = [_candidate(name, State.BROWNOUT) for name in "ab"]

    assert advise(browned_out, 0).sentence.startswith("all are in trouble; a is the least bad: ")
    assert advise(browned_out[:1], 0).sentence == "use a: brownout"


def test_every_reason_that_counts_is_told_of_everyone_who_is_passed_over() -> None:
    told = advise(
        [_candidate("a", is_at_work=True, ttft_ms=None), _candidate("b", None, ttft_ms=None),
         _candidate("c")],
        0,
        max_ttft_ms=2000,
    )  # fmt: skip

    assert told.sentence == (
        "use c: answers as usual "
        "(not a: planned work is going on there; its time to first token is not known; "
        "b: its time to first token is not known)"
    )


def test_an_empty_order_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^an order of preference names at least one provider$"):
        advise([], 0)
