"""Results in files: what is written is read back, and what is wrong is told by its row."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.result import Expectation, Outcome, ProbeResult, Surface, Timings
from publish import result_files, table_files
from publish.result_files import BadFile

NUMBERS = st.none() | st.floats(0, 1e6)
RESULTS = st.builds(
    ProbeResult,
    probe=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1),
    provider=st.sampled_from(["openai", "our-vllm"]),
    surface=st.sampled_from(Surface),
    vantage=st.just("home"),
    started_at_ms=st.integers(1, 2**50),
    outcome=st.sampled_from(Outcome),
    timings=st.builds(Timings, ttft_ms=NUMBERS, total_ms=NUMBERS, tokens_per_s=NUMBERS),
    http_status=st.none() | st.integers(100, 599),
    score=st.none() | st.floats(0, 1),
    cost_microusd=st.integers(0, 10**9),
    detail=st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1),
    expectations=st.just(()) | st.just((Expectation(name="n", expected="1", got="2", held=False),)),
    judged_at_ms=st.none() | st.integers(1, 2**50),
)


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(results=st.lists(RESULTS, max_size=8))
def test_what_is_written_is_read_back(
    tmp_path: Path, suffix: str, results: list[ProbeResult]
) -> None:
    results.sort(key=lambda each: each.started_at_ms)
    file = tmp_path / f"results.{suffix}"

    count = table_files.write(
        file, result_files.COLUMNS, (result_files.row(each, 60.0) for each in results)
    )

    assert count == len(results)
    assert list(result_files.read(file)) == [(each, 60.0) for each in results]


def test_a_file_of_elsewhere_needs_four_columns(tmp_path: Path) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text("outcome,probe,provider,started_at_ms,colour\nok,p,openai,5,red\n")

    ((result, every_s),) = result_files.read(file)
    assert (result.probe, result.surface, every_s) == ("p", Surface.API, None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("probe,provider,outcome\n", "no column started_at_ms"),
        ("", "no column provider"),
        ("provider,probe,started_at_ms,outcome\na,p,5,okay\n", ":2: outcome: `okay` is none; did"),
        ("provider,probe,started_at_ms,outcome\na,p,soon,ok\n", ":2: started_at_ms: `soon` is not"),
        ("provider,probe,started_at_ms,outcome\na,,5,ok\n", ":2: probe: missing"),
        ("provider,probe,started_at_ms,outcome\na,p,5,ok\na,p,4,ok\n", ":3: it starts before"),
        ("provider,probe,started_at_ms,outcome,surface\na,p,5,ok,apii\n", "did you mean `api`"),
        ("provider,probe,started_at_ms,outcome,expectations\na,p,5,ok,{\n", ":2: "),
    ],
)
def test_what_is_wrong_is_told_with_its_row(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "results.csv"
    file.write_text(content)

    with pytest.raises(BadFile) as raised:
        list(result_files.read(file))
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("results.txt", b"", "neither .csv, .parquet nor .jsonl"),
        ("results.parquet", b"PAR1 it is not", "not a Parquet file"),
        ("results.csv", b"provider,probe,started_at_ms,outcome\n\xff\xfe\n", "it has 1 cells"),
    ],
)
def test_what_is_no_such_file_is_told(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BadFile, match=said):
        list(result_files.read(tmp_path / name))


def test_nothing_is_read_that_nobody_asked_for(tmp_path: Path) -> None:
    read: Callable[..., object] = result_files.read
    read(tmp_path / "missing.csv")  # lazily
    with pytest.raises(FileNotFoundError):
        next(iter(result_files.read(tmp_path / "missing.csv")))
