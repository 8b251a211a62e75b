"""What is typed on a page is held to more than what stands in the file."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import ConfigError
from monitor.draft import check_draft, secrets_in

SAVED = """# Ours.
dashboard: {edit: true}
checks: [./mine.py]
providers:
  aurora: {key: "${AURORA_KEY}"}
  borealis: {like: openai, base_url: "http://127.0.0.1:1/v1", key: "${file:key.txt}"}
probes:
  - {name: home, provider: aurora, check: http, url: "http://127.0.0.1:1/"}
"""
MINE = '''"""Counts."""

from probes.checks import Context
from probes.result import Observation, Outcome


async def run(context: Context, limit: int = 3) -> Observation:
    """Count."""
    return Observation(outcome=Outcome.OK)
'''
ENVIRON = {"AURORA_KEY": "k-123456", "BROWNOUT_API_TOKEN": "t-123456"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(MINE)
    (tmp_path / "key.txt").write_text("sk-from-a-file")
    (tmp_path / "other.py").write_text("raise SystemExit('it ran')")
    (tmp_path / "probes.yaml").write_text(SAVED)
    return tmp_path / "probes.yaml"


def refused(path: Path, typed: str) -> str:
    with pytest.raises(ConfigError) as error:
        check_draft(path, SAVED, typed, ENVIRON)
    return str(error.value)


def test_a_probe_may_be_added_and_one_changed(path: Path) -> None:
    more = "  - {name: shop, provider: aurora, check: tcp, host: 127.0.0.1, port: 1}\n"
    config = check_draft(path, SAVED, SAVED.replace("name: home", "name: house") + more, ENVIRON)

    names = [probe.name for probe in config.probes]
    assert {"house", "shop"} <= set(names)
    assert "home" not in names


def test_mistakes_are_told_as_validate_tells_them(path: Path) -> None:
    told = refused(path, SAVED.replace("check: http", "check: http, evry: 5s"))

    assert told == f"{path}:8:49: probes[0].evry: no such key; did you mean `every`?"


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        (SAVED.replace("./mine.py", "./other.py"), ":3:1: checks: cannot be changed from here"),
        (SAVED.replace("edit: true", "public: read-only"), ":2:1: dashboard: cannot be changed"),
        (SAVED.replace("dashboard: {edit: true}\n", ""), ": dashboard: cannot be changed"),
        (SAVED + "alerts: []\n", ":9:1: alerts: cannot be changed"),
        (SAVED + "publish: {to: /}\n", ":9:1: publish: cannot be changed"),
    ],
)
def test_no_other_section_can_be_changed(path: Path, typed: str, where: str) -> None:
    assert where in refused(path, typed)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("${file:/etc/hostname}", "`${file:/etc/hostname}` is read from here only where"),
        ("${file:other.py}", "is read from here only where the file names it already"),
        ("${command:id}", "`${command:id}` is read from here only where"),
        ("${BROWNOUT_API_TOKEN}", "`${BROWNOUT_API_TOKEN}` is read from here only where"),
    ],
)
def test_no_further_file_is_read_and_none_of_our_own_variables(
    path: Path, value: str, said: str
) -> None:
    typed = SAVED.replace("http://127.0.0.1:1/v1", f"http://127.0.0.1:1/{value}")

    told = refused(path, typed)

    assert said in told
    assert "t-123456" not in told
    assert ":6:" in told


def test_what_the_file_names_already_may_stand_elsewhere(path: Path) -> None:
    check_draft(path, SAVED, SAVED.replace("${AURORA_KEY}", "${file:key.txt}"), ENVIRON)


def test_no_file_is_named_that_a_probe_would_write(path: Path) -> None:
    login = "  - {name: l, provider: aurora, check: oauth, grant: refresh_token, client_id: c, "
    told = refused(path, SAVED + login + "store: /etc/passwd, token_url: http://127.0.0.1:1/t}\n")

    assert "probes[1].store: is a file that the saved text does not name" in told


@pytest.mark.parametrize(
    "literal",
    [
        "aurora: {key: abc123def}",
        'aurora: {headers: {authorization: "Bearer abc123def456"}}',
        'aurora: {base_url: "https://me:hunter22@api.example.com"}',
        'aurora: {base_url: "https://api.example.com/v1?api_key=hunter22"}',
        "aurora: {name: sk-proj-abcdef123456}",
    ],
)
def test_a_secret_itself_is_neither_taken_nor_shown(path: Path, literal: str) -> None:
    text = SAVED.replace('aurora: {key: "${AURORA_KEY}"}', literal)

    told = refused(path, text)

    assert "holds a secret itself; set it in the environment and write `${VARIABLE}` here" in told
    assert ":5:" in told
    assert not any(each in told for each in ("abc123", "hunter22", "sk-proj"))
    (found,) = secrets_in(text)
    assert found.place is not None
    assert found.place.line == 5


def test_a_key_in_a_comment_is_found_too_and_variables_are_none() -> None:
    (found,) = secrets_in("# was sk-proj-abcdef123456\n" + SAVED)
    assert found.place is not None
    assert found.place.line == 1

    assert secrets_in(SAVED) == []
    assert secrets_in('providers: {a: {base_url: "https://x.example/?key=${A_KEY}"}}') == []
    assert secrets_in("probes: [{expect: {json: {token: abc}}, token_url: 'https://x/t'}]") == []


@given(st.text(max_size=200))
def test_whatever_is_typed_is_refused_or_read_and_never_a_crash(typed: str) -> None:
    with contextlib.suppress(ConfigError):
        assert check_draft(Path("probes.yaml"), "providers: {}", typed, {}).providers
    secrets_in(typed)
