"""What is deployed starts commands that exist, sees variables that exist, and is locked up."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor import cli
from monitor.dashboard_access import Reach, check_reach, settings_at

ROOT = Path(__file__).parents[2]
DEPLOY, PROBES = ROOT / "deploy", ROOT / "probes.yaml"
ROOMS = ("probes", "incidents", "storage", "publish", "dashboard", "monitor", "simulator")
COMPOSE = sorted((DEPLOY / "container").glob("compose.*.yaml"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))


def _starts(arguments: list[str]) -> None:
    args = cli.build_parser(load_only=arguments[0]).parse_args(arguments)
    assert callable(args.run)
    if arguments[0] == "dashboard":
        settings = settings_at(PROBES, is_named=True)
        check_reach(settings, Reach(args.host, without_login=args.without_login), PROBES)


def _sources() -> str:
    return "".join(
        path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py")
    )


@pytest.mark.parametrize("path", [*COMPOSE, *UNITS, *MANIFESTS], ids=lambda path: path.name)
def test_every_variable_is_one_that_brownout_reads(path: Path) -> None:
    known = set(re.findall(r'"(BROWNOUT_[A-Z_]+)"', _sources()))
    named = set(re.findall(r"BROWNOUT_[A-Z_]+", path.read_text(encoding="utf-8")))

    assert named
    assert named <= known


def test_the_image_holds_every_room_and_starts_a_worker() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")

    assert [line.split()[1] for line in text.splitlines() if re.match(r"COPY [a-z]+ ", line)] == [
        *ROOMS
    ]
    assert "--require-hashes" in text
    assert re.search(r"^USER 10001", text, re.MULTILINE)
    assert 'ENTRYPOINT ["brownout"]\nCMD ["worker"]' in text


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_every_container_runs_a_command_locked_up(path: Path) -> None:
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    ours = {name: each for name, each in told["services"].items() if each["image"] == "brownout"}

    assert {name.partition("-")[0] for name in ours} == {"worker", "dashboard"}
    volumes = set()
    for each in ours.values():
        _starts([str(word) for word in each["command"]])
        assert each["read_only"] is True
        assert each["cap_drop"] == ["ALL"]
        assert "../../probes.yaml:/etc/brownout/probes.yaml:ro" in each["volumes"]
        assert all(port.startswith("127.0.0.1:") for port in each.get("ports", ()))
        volumes |= {volume.split(":")[0] for volume in each["volumes"] if volume[0] != "."}
    assert volumes <= set(told["volumes"])


def test_two_vantages_share_the_postgresql_database() -> None:
    told = yaml.safe_load((DEPLOY / "container" / "compose.postgresql.yaml").read_text())
    workers = [each for name, each in told["services"].items() if name.startswith("worker")]

    assert {tuple(each["command"]) for each in workers} == {
        ("worker", "--vantage", "east"),
        ("worker", "--vantage", "west"),
    }
    urls = {each["environment"]["BROWNOUT_DATABASE"] for each in workers}
    assert len(urls) == 1


def _pods() -> Iterator[tuple[Any, Any]]:
    for path in MANIFESTS:
        for each in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            if each["kind"] in ("Deployment", "StatefulSet"):
                yield each, each["spec"]["template"]


def test_every_pod_runs_a_command_locked_up() -> None:
    pods = list(_pods())
    assert len(pods) == 2
    for owner, template in pods:
        labels, spec = template["metadata"]["labels"], template["spec"]
        assert owner["spec"]["selector"]["matchLabels"] == labels
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["automountServiceAccountToken"] is False
        templates = owner["spec"].get("volumeClaimTemplates", ())
        claimed = {each["metadata"]["name"] for each in templates}
        there = claimed | {each["name"] for each in spec["volumes"]}
        for container in spec["containers"]:
            _starts(container["args"])
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {each["name"] for each in container["volumeMounts"]} == there
            assert "/etc/brownout" in {each["mountPath"] for each in container["volumeMounts"]}
            assert container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_is_sound_and_sandboxed(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    program = "/opt/brownout/.venv/bin/brownout"
    (start,) = re.findall(rf"^ExecStart={program} (.+)$", text, re.MULTILINE)
    _starts(start.split())
    assert "\nEnvironment=BROWNOUT_CONFIG=/etc/brownout/probes.yaml\n" in text
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for unit in UNITS:  # one of them names the other
        here = unit.read_text(encoding="utf-8").replace(program, sys.executable)
        (tmp_path / unit.name).write_text(here)

    def analyze(*words: str) -> subprocess.CompletedProcess[str]:
        command = ["systemd-analyze", *words, str(tmp_path / path.name)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    verified = analyze("verify")
    assert (verified.returncode, verified.stderr) == (0, "")
    # Of ten: 0 is locked up for good, above 7 anything is possible.
    assert analyze("security", "--offline=true", "--threshold=15").returncode == 0
