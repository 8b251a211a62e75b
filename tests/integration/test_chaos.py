"""The short form of `python -m benchmarks.chaos`: some misfortunes, and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_chaos_costs_nothing() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.chaos", "--seconds", "5", "--days", "1", "--seed", "7"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "results lost: 0" in ran.stdout
    assert "alerts doubled: 0" in ran.stdout
    assert "results kept: 0" not in ran.stdout
