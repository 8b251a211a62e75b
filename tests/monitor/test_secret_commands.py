"""A program may give a secret: it is run without a shell, in time, and never quoted."""

import asyncio
import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.config import ConfigError, load_config
from monitor.secret_commands import COMMANDS, CommandFailed, SecretCommands
from monitor.worker import Worker
from storage.database import open_database

MARKER = "sk-marker-3f9a1c77"


def python(code: str) -> str:
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (f"import sys; print({MARKER!r}); sys.exit(3)", "failed with exit code 3"),
        (f"import sys; sys.stderr.write({MARKER!r})", "gave nothing"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')", "gave what is no text"),
        ("print('x' * 100_000)", "gave more than 64 KiB"),
    ],
)
def test_a_program_that_gives_no_secret_is_told_without_its_words(
    code: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandFailed, match=told) as failed:
        SecretCommands().ask(python(code), tmp_path)

    assert MARKER not in str(failed.value)


@pytest.mark.parametrize(
    ("command", "told"),
    [("", "is empty"), ("no-such-program-here x", "cannot be run"), ("echo 'a", "quotation mark")],
)
def test_a_command_that_is_none_is_told(command: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=told):
        SecretCommands().ask(command, tmp_path)


def test_it_is_ended_with_its_children_when_its_time_is_over(tmp_path: Path) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'while 1: pass'])"

    with pytest.raises(CommandFailed, match=r"gave no answer within 0\.5 s"):
        SecretCommands().ask(python(code), tmp_path, timeout_s=0.5)


def test_it_is_remembered_for_its_time_and_no_shell_reads_it(tmp_path: Path) -> None:
    now_s = [0.0]
    commands = SecretCommands(kept_s=60, clock_s=lambda: now_s[0])
    (tmp_path / "key").write_text("one\n")
    assert commands.ask("cat key", tmp_path) == "one"
    (tmp_path / "key").write_text("two\n")

    assert commands.ask("cat key", tmp_path) == "one"
    now_s[0] = 60.0
    assert commands.ask("cat key", tmp_path) == "two"
    assert commands.ask("echo $HOME; echo `id`", tmp_path) == "$HOME; echo `id`"


CONFIG = """
reference: []
providers:
  aurora: {{ like: vllm, base_url: "http://127.0.0.1:9/v1", model: m, key: {key} }}
"""


def test_a_key_comes_from_a_command_and_a_running_worker_asks_for_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COMMANDS, "_kept_s", 0.0)
    path = tmp_path / "probes.yaml"
    path.write_text(CONFIG.format(key='"${command:cat key}"'))
    (tmp_path / "key").write_text(MARKER)
    config = load_config(path, {})
    database = open_database(tmp_path / "brownout.db")

    def key(read: object) -> str | None:
        found = read.providers["aurora"].key  # type: ignore[attr-defined]
        return found.get_secret_value() if found else None

    async def follow() -> None:
        worker = Worker(replace(config, good_for_s=0.0), database, "", tmp_path / "spool")
        (tmp_path / "key").write_text("another")
        await worker._follow_config()
        assert key(worker._config) == "another"

    assert (key(config), config.good_for_s) == (MARKER, 900.0)
    assert all(MARKER in {s.get_secret_value() for s in p.secrets} for p in config.probes)
    asyncio.run(follow())
    database.close()


def test_a_command_that_fails_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "probes.yaml"
    path.write_text(CONFIG.format(key=json.dumps("${command:cat gone}")))

    with pytest.raises(ConfigError, match=r":4:.*the command `cat` failed with exit code 1"):
        load_config(path, {})
