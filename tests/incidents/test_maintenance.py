"""Windows of planned work against moments, spans and incidents."""

from hypothesis import example, given
from hypothesis import strategies as st

from incidents.incident import Facet, Incident, Scope, State
from incidents.maintenance import Window, active, marks, spans

WINDOWS = st.lists(
    st.builds(
        lambda provider, start, lasts: window(
            start, None if lasts is None else start + lasts, provider
        ),
        st.sampled_from([None, "a", "b"]),
        st.integers(0, 90),
        st.none() | st.integers(1, 40),
    ),
    max_size=6,
)


def window(start: int, end: int | None, provider: str | None = "a") -> Window:
    return Window(provider=provider, starts_at_ms=start, ends_at_ms=end, reason="work", set_by="me")


def is_inside(windows: list[Window], at: int) -> bool:
    return any(
        each.provider in (None, "a")
        and each.starts_at_ms <= at
        and (each.ends_at_ms is None or at < each.ends_at_ms)
        for each in windows
    )


@given(windows=WINDOWS)
@example(windows=[window(20, 30), window(30, 40)])
def test_spans_are_the_moments_inside_joined_and_in_order(windows: list[Window]) -> None:
    found = spans(windows, "a", 10, 80)

    inside = {at for first, last in found for at in range(first, last)}
    assert inside == {at for at in range(10, 80) if is_inside(windows, at)}
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))


@given(windows=WINDOWS, at=st.integers(0, 120))
@example(windows=[window(5, 9)], at=5)
@example(windows=[window(5, 9)], at=9)
def test_a_provider_is_in_a_window_or_not(windows: list[Window], at: int) -> None:
    assert (active(windows, "a", at) is not None) == is_inside(windows, at)


def test_of_several_windows_the_one_that_ends_last_is_told() -> None:
    one, two, endless = window(0, 50), window(0, 60), window(0, None)

    assert active([two, one], "a", 10) is two
    assert active([two, window(11, 90)], "a", 10) is two
    assert active([two, endless, one], "a", 10) is endless


def test_an_incident_is_marked_where_it_lay_in_a_window_in_part() -> None:
    def lasting(start: int, end: int | None) -> Incident:
        return Incident(
            id="i", provider="a", scope=Scope.API, state=State.OUTAGE, worst=State.OUTAGE,
            facets=(Facet.ERRORS,), sentence="s", started_at_ms=start, detected_at_ms=start,
            ended_at_ms=end,
        )  # fmt: skip

    work = window(100, 200)
    assert marks([work], lasting(50, 150), 999) is work
    assert marks([work], lasting(150, None), 160) is work
    assert marks([work], lasting(200, 300), 999) is None
    assert marks([work], lasting(10, 90), 999) is None
    assert marks([window(100, 200, "b")], lasting(50, 150), 999) is None
    assert marks([work], lasting(50, 100), 999) is work, "it ended as the work began"
    assert marks([work], lasting(50, 99), 999) is None
    assert marks([window(150, 300), work], lasting(160, 170), 999) is work, "the first"
