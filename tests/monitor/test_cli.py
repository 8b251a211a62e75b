import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = sorted(
    path.stem.rstrip("_").replace("_", "-")
    for path in (Path(__file__).parents[2] / "monitor" / "commands").glob("*.py")
    if path.stem != "__init__"
)


def brownout(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "monitor", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


def test_help_tells_what_every_command_is_for() -> None:
    shown = brownout("--help")

    assert shown.returncode == 0
    for command in COMMANDS:
        assert f"\n    {command}" in shown.stdout


def test_without_arguments_the_help_is_shown() -> None:
    shown = brownout()

    assert shown.returncode == 0
    assert "usage: brownout" in shown.stdout


def test_the_version_is_told() -> None:
    assert brownout("--version").stdout.startswith("brownout 0.")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    shown = brownout(command, "--help")

    assert shown.returncode == 0
    assert f"usage: brownout {command}" in shown.stdout


def test_an_unknown_command_is_a_wrong_question() -> None:
    shown = brownout("stauts")

    assert shown.returncode == 2
    assert shown.stderr == "`stauts` is no command; did you mean `status`?\n"


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--slo=101", "argument --slo: `101` is no objective; write it in per cent: `99.9`"),
        ("--fomat=pdf", "unrecognized arguments: --fomat=pdf"),
    ],
)
def test_a_mistaken_option_is_answered_in_two_lines(option: str, said: str) -> None:
    shown = brownout("report", option)

    assert shown.returncode == 2
    assert shown.stderr.splitlines() == [said, "see `brownout report --help`"]


def test_an_unknown_option_before_any_command_is_a_wrong_question() -> None:
    shown = brownout("--nonsense")

    assert shown.returncode == 2
    assert shown.stderr.splitlines() == [
        "unrecognized arguments: --nonsense",
        "see `brownout --help`",
    ]


@pytest.mark.parametrize("command", ["check", "validate", "up", "worker"])
def test_a_missing_configuration_is_told_without_a_traceback(command: str, tmp_path: Path) -> None:
    shown = brownout(command, "--config", str(tmp_path / "none.yaml"), cwd=tmp_path)

    assert shown.returncode == 2
    assert "none.yaml" in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize("command", ["check", "validate", "up", "worker"])
def test_all_mistakes_of_a_broken_configuration_are_told_at_once(
    command: str, tmp_path: Path
) -> None:
    config = tmp_path / "probes.yaml"
    config.write_text("providers:\n  openai:\n    evry: 5m\nprobez: []\n", encoding="utf-8")

    shown = brownout(command, "--config", str(config), cwd=tmp_path)

    assert shown.returncode == 2
    assert "probes.yaml:3:5" in shown.stderr
    assert "did you mean `every`?" in shown.stderr
    assert "probes.yaml:4:1" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_file_that_is_no_database_is_told_without_a_traceback(tmp_path: Path) -> None:
    database = tmp_path / "notes.txt"
    database.write_text("this is no database, and longer than a header of one " * 20)

    shown = brownout("status", "--database", str(database))

    assert shown.returncode == 2
    assert "notes.txt" in shown.stderr
    assert "Traceback" not in shown.stderr
