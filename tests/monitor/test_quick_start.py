"""The commands that people and scripts wait for load nothing that takes long to load."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = {"streamlit", "pandas", "numpy", "plotly", "altair", "tornado"}
FILES = {"pyarrow", "typst", "duckdb"}
SERVICES = {"apprise", "botocore", "requests", "opentelemetry"}
OURS = {"sqlalchemy", "sqlmodel", "alembic", "httpx", "pydantic", "apscheduler", "rich", "yaml"}
HEAVY = PAGES | FILES | SERVICES

LOADED = """
import contextlib, io, json, sys
from monitor.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    try:
        main(sys.argv[1:])
    except SystemExit:
        pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize(
    ("command", "never"),
    [
        (["--help"], HEAVY | OURS),
        (["worker", "--help"], HEAVY | OURS),
        (["pick", "--order", "a,b"], HEAVY | {"httpx", "alembic", "apscheduler", "rich", "yaml"}),
        (["status"], HEAVY | {"apscheduler"}),
        (["incidents"], HEAVY | {"apscheduler"}),
        (["validate", "--config", "probes.yaml"], HEAVY | {"alembic", "apscheduler"}),
        (["providers"], HEAVY | {"alembic", "apscheduler", "sqlalchemy"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_command_loads_no_more_than_it_needs(
    command: list[str], never: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWNOUT_DATABASE", str(tmp_path / "b.db"))

    ran = subprocess.run(
        [sys.executable, "-c", LOADED, *command], capture_output=True, text=True, check=True
    )

    loaded = set(json.loads(ran.stdout))
    assert "monitor" in loaded
    assert loaded & never == set()
