"""A machine that has lost its network blames nobody for it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import storage.incidents
import storage.probes
import storage.results
from probes.result import Outcome, ProbeResult
from storage.database import open_database

SHIPPED = Path(__file__).parents[2] / "probes.yaml"
SENTENCE = "this machine cannot reach the internet"
KEYS = {
    "OPENAI_API_KEY": "sk-no-key-0123456789",
    "ANTHROPIC_API_KEY": "sk-ant-no-key-0123456789",
    "GEMINI_API_KEY": "no-key-0123456789",
    "AZURE_OPENAI_ENDPOINT": "https://resource.openai.azure.com",
    "GOOGLE_CLOUD_PROJECT": "project-1",
}

# A network namespace of its own has no way out: not even to the machine's own resolver. Its
# loopback is down, as on no real machine, unless somebody brings it up.
CUT_OFF = ("unshare", "--map-root-user", "--net")
WITH_LOOPBACK = (
    *CUT_OFF,
    sys.executable,
    "-c",
    "import fcntl, os, socket, struct, sys\n"
    "UP, SIOCSIFFLAGS = 1, 0x8914\n"
    "with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as lo:\n"
    "    fcntl.ioctl(lo, SIOCSIFFLAGS, struct.pack('16sh14x', b'lo', UP))\n"
    "os.execvp(sys.argv[1], sys.argv[1:])",
)


def _why_not() -> str | None:
    try:
        tried = subprocess.run([*CUT_OFF, "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "no `unshare` on this machine"
    return tried.stderr.strip() if tried.returncode else None


@pytest.fixture(params=[CUT_OFF, WITH_LOOPBACK], ids=["no interface", "only loopback"])
def cut_off(request: pytest.FixtureRequest) -> tuple[str, ...]:
    if reason := _why_not():
        pytest.skip(f"no network can be taken away here: {reason}")
    return request.param


def test_without_a_network_every_provider_is_unknown_and_none_is_blamed(
    cut_off: tuple[str, ...],
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    tmp_path: Path,
) -> None:
    path = tmp_path / "brownout.db"
    database = open_database(path)
    worker = start("worker", "--config", SHIPPED, "--database", path, before=cut_off, **KEYS)

    def runs() -> list[ProbeResult]:
        """All that took place: of a turn that was skipped, the monitor blames itself."""
        with database.read() as connection:
            found = storage.results.recent(connection, limit=1000)
        return [result for result in found if result.outcome is not Outcome.SKIPPED]

    def is_all_asked() -> bool:
        with database.read() as connection:
            watched = [p for w in storage.probes.watched(connection) for p in w.probes]
        due = {probe.name for probe in watched if not probe.waiting_for}
        return bool(due) and due <= {result.probe for result in runs()}

    eventually(is_all_asked, within_s=100)
    told = json.loads(brownout("status", "--json", "--database", path).stdout)
    assert worker.stop() == 0

    providers = [each for each in told["providers"] if not each["is_waiting"]]
    assert len(providers) >= 10
    assert {each["state"] for each in providers} == {"unknown"}
    assert {each["sentence"] for each in providers} == {SENTENCE}
    assert SENTENCE in told["verdict"]
    with database.read() as connection:
        incidents = storage.incidents.incidents(connection)
    asked = runs()
    database.close()
    assert incidents == []
    assert {result.outcome for result in asked} == {Outcome.BLIND}


def test_a_check_without_a_network_says_whose_trouble_it_is(
    cut_off: tuple[str, ...], brownout: Callable[..., Any]
) -> None:
    shown = brownout("check", "openai", "--config", SHIPPED, before=cut_off, **KEYS)

    assert shown.returncode == 1
    assert SENTENCE in shown.stdout.lower()
    assert "provider fault" not in shown.stdout
    assert shown.stdout.count("blind (network fault)") == 5
    assert shown.stderr == ""
