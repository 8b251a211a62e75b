"""`brownout schema`: the JSON Schema on standard output or in a file."""

import json
import subprocess
import sys
from pathlib import Path


def schema(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "monitor", "schema", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_printed_and_can_be_written_to_a_file(tmp_path: Path) -> None:
    printed = schema()
    written = schema("--output", str(tmp_path / "probes.schema.json"))

    assert printed.returncode == written.returncode == 0
    assert json.loads(printed.stdout)["title"] == "probes.yaml"
    assert (tmp_path / "probes.schema.json").read_text(encoding="utf-8") == printed.stdout


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    refused = schema("--output", str(tmp_path))

    assert refused.returncode == 2
    assert "cannot be written" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_reports_in_json_have_a_schema_too() -> None:
    assert json.loads(schema("report").stdout)["title"] == "Report"
