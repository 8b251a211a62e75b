import contextlib
import io
import random

from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import code

SEEDS = st.integers(0, 2**32).map(random.Random)


@given(rng=SEEDS)
def test_the_expected_number_is_what_the_program_prints(rng: random.Random) -> None:
    canary = code.make(rng)
    program = canary.prompt.split("\n\n")[1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program, {})

    assert printed.getvalue().strip() == canary.expected
    assert code.grade(canary, f"It prints {canary.expected}.").score == 1.0


@given(rng=SEEDS, slip=st.sampled_from([-9, -2, -1, 1, 2, 9]))
def test_a_slip_is_wrong_and_says_so(rng: random.Random, slip: int) -> None:
    canary = code.make(rng)
    grade = code.grade(canary, str(int(canary.expected) + slip))

    assert grade.score == 0.0
    assert f"expected {canary.expected}" in grade.reason
