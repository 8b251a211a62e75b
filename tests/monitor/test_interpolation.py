"""Variables fill values in, after parsing, and never change a file's structure."""

from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.interpolation import FILE_LIMIT_BYTES, Interpolation
from monitor.located_yaml import read_yaml
from monitor.mistakes import Mistake
from monitor.node import Plain


def fill(text: str, folder: Path = Path(), **environ: str) -> tuple[Plain, Interpolation]:
    node = read_yaml(text, [])
    assert node is not None
    variables = Interpolation(environ, folder)
    return variables.fill(node).plain(), variables


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${A}", "one"),
        ("x-${A}-${B}", "x-one-two"),
        ("${C:-three}", "three"),
        ("${EMPTY:-three}", "three"),
        ("${C:-}", ""),
        ("${A:-three}", "one"),
        ("$$", "$"),
        ("$${A}", "${A}"),
        ("$A", "$A"),
        ("costs $5", "costs $5"),
        ("$$NAME", "$NAME"),
        ("Is $USD short?", "Is $USD short?"),
        ("^OK$END", "^OK$END"),
    ],
)
def test_variables_defaults_and_dollar_signs(text: str, value: str) -> None:
    filled, variables = fill(f"a: '{text}'", A="one", B="two", EMPTY="")
    assert filled == {"a": value}
    assert variables.mistakes == []


@pytest.mark.parametrize("text", ["$OPENAI_API_KEY", "http://$HOST/v1", "https://$HOST:80"])
def test_a_variable_as_a_shell_writes_it_is_told(text: str) -> None:
    _, variables = fill(f"a: {text}", OPENAI_API_KEY="one", HOST="two")

    assert [(each.what, each.mend) for each in variables.mistakes] == [
        ("a variable needs braces", "write `${NAME}`, or `$$NAME` where the dollar sign is meant")
    ]


def test_a_value_is_text_whatever_it_holds() -> None:
    assert fill("a: ${A}", A="x\nb: [1, 2] # ${A}")[0] == {"a": "x\nb: [1, 2] # ${A}"}


def test_keys_are_left_alone() -> None:
    assert fill("${A}: 1", A="one")[0] == {"${A}": 1}


def test_a_secret_file_is_read_beside_the_config_without_its_line_break(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-1\n", encoding="utf-8")
    assert fill("a: ${file:key}", tmp_path)[0] == {"a": "sk-1"}
    assert fill(f"a: ${{file:{tmp_path / 'key'}}}")[0] == {"a": "sk-1"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no file"),
        (b"\xff\xfe", "its name or content is not text"),
        (b"x" * (FILE_LIMIT_BYTES + 1), "larger than 64 KiB"),
    ],
)
def test_a_secret_file_that_holds_no_secret_is_a_mistake(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    _, variables = fill("a: ${file:key}", tmp_path)
    assert told in variables.mistakes[0].what


def test_a_folder_is_no_secret_file(tmp_path: Path) -> None:
    assert "no file" in fill("a: ${file:.}", tmp_path)[1].mistakes[0].what


def test_an_unset_variable_is_a_mistake_at_its_place() -> None:
    _, variables = fill("a: 1\nb: ${NOPE}\n")
    assert [str(mistake.place) for mistake in variables.mistakes] == ["Place(line=2, column=4)"]


def test_every_variable_that_is_unset_is_told_at_once() -> None:
    assert len(fill("a: ${X}\nb:\n  - ${Y}\n")[1].mistakes) == 2


def test_the_key_of_a_provider_waits_for_its_variable_instead() -> None:
    filled, variables = fill("providers: {ours: {key: '${OUR_KEY}'}}")
    assert filled == {"providers": {"ours": {"key": None}}}
    assert variables.mistakes == []
    assert variables.unset_keys == {"ours": "OUR_KEY"}


def test_secrets_are_known_by_their_file_or_the_name_of_their_variable(tmp_path: Path) -> None:
    (tmp_path / "tenant").write_text("t-1234\n")
    path = tmp_path / "probes.yaml"
    url = "http://${HOST}/${file:tenant}/${API_TOKEN}"
    path.write_text(f"providers:\n  a: {{ like: openai, base_url: '{url}' }}\n")

    config = load_config(path, {"HOST": "llm.internal", "API_TOKEN": "s3cret"})

    for probe in config.probes:
        assert {secret.get_secret_value() for secret in probe.secrets} == {"t-1234", "s3cret"}
        assert "s3cret" not in repr(probe.secrets)


def test_what_another_process_alone_has_set_stands_as_it_was_written() -> None:
    mistakes: list[Mistake] = []
    root = read_yaml("ours: a\ntheirs: {secret: '${UNSET}', own: '${SET}'}", mistakes)
    assert root is not None
    variables = Interpolation({"SET": "here"}, Path(), of_others="theirs")

    filled = variables.fill(root)

    assert filled.plain() == {"ours": "a", "theirs": {"secret": "${UNSET}", "own": "here"}}
    assert variables.mistakes == []
