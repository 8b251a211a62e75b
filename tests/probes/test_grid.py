from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.grid import Grid, spread
from probes.result import Surface
from probes.spec import ProbeSpec, ProviderSpec, StrictModel

times = st.integers(1_577_836_800, 2_051_222_400).map(lambda s: datetime.fromtimestamp(s, UTC))


@given(times, st.sampled_from([1.0, 2.5, 30.0, 60.0, 300.0, 3600.0]), st.floats(0, 0.999))
def test_the_grid_is_the_same_whenever_one_asks(
    now: datetime, every_s: float, fraction: float
) -> None:
    grid = Grid(every_s=every_s, offset_s=fraction * every_s)

    first = grid.get_next_fire_time(None, now)
    second = grid.get_next_fire_time(first, first)
    same = grid.get_next_fire_time(None, now + (first - now) / 2)

    assert now < first <= now + timedelta(seconds=every_s, milliseconds=1)
    assert (second - first).total_seconds() == pytest.approx(every_s, abs=1e-4)
    assert (same - first).total_seconds() == pytest.approx(0, abs=1e-4)


@given(times, st.sampled_from([0.5, 2.5, 30.0, 3600.0]), st.floats(0, 0.999), st.floats(0, 3))
def test_a_run_beside_the_grid_waits_for_its_next_point_where_that_is_close(
    at: datetime, every_s: float, fraction: float, before_s: float
) -> None:
    grid = Grid(every_s=every_s, offset_s=fraction * every_s)
    at = grid.get_next_fire_time(None, at) - timedelta(seconds=before_s)
    point = grid.get_next_fire_time(None, at)

    close = timedelta(seconds=min(2.0, every_s / 2))
    assert grid.unless_close(at, 2.0) == (point if point - at < close else at)


def test_probes_are_spread_and_siblings_stand_evenly_apart() -> None:
    specs = [
        ProbeSpec(
            name=f"p{provider}/{kind}",
            provider=ProviderSpec(id=f"p{provider}", name=f"p{provider}"),
            surface=Surface.API,
            check="http",
            options=StrictModel(),
            every_s=60,
        )
        for provider in range(40)
        for kind in ("edge", "auth", "canary")
    ]
    fractions = {spec.name: at for spec, at in spread(specs)}

    tenths = Counter(int(at * 10) for at in fractions.values())
    assert len(tenths) == 10
    assert max(tenths.values()) <= 3 * len(specs) / 10
    for provider in range(40):
        edge, auth = fractions[f"p{provider}/edge"], fractions[f"p{provider}/auth"]
        assert (auth - edge) % 1.0 == pytest.approx(1 / 3)
