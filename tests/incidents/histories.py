"""Any history of results, for tests of what always holds."""

from hypothesis import strategies as st

from probes.result import Surface


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, Surface, str]]:
    """Runs of trouble and peace over several probes: (probe, surface, char) in turn."""
    probes = [
        ("canary", Surface.API),
        ("canary-2", Surface.API),
        ("reach", Surface.EDGE),
        ("login", Surface.OAUTH),
    ]
    history: list[tuple[str, Surface, str]] = []
    for char, length in draw(
        st.lists(st.tuples(st.sampled_from(".lhwsxoctrbaKB-"), st.integers(1, 40)), max_size=12)
    ):
        for _ in range(length):
            probe, surface = probes[draw(st.integers(0, 3))]
            history.append((probe, surface, char))
    return history


def timeline(kit, history, every=5.0):
    return [
        kit.result(char, index * every, probe=probe, surface=surface)
        for index, (probe, surface, char) in enumerate(history)
    ]
