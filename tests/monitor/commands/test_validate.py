"""`brownout validate`: every mistake, or what is watched and what that costs."""

import json
import os
import subprocess
import sys
from pathlib import Path

GOOD = """providers:
  openai: { canary: { every: 1h } }
  ollama: { model: llama3.2 }
  our-search: {}
probes:
  - { name: index, provider: our-search, check: http, url: "https://search.example.com" }
"""


def validate(
    tmp_path: Path, text: str, *arguments: str, **environ: str
) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "probes.yaml"
    path.write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "monitor", "validate", "--config", path, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**kept, "COLUMNS": "100", **environ},
    )


def test_a_good_file_is_told_with_its_probes_and_the_variables_they_wait_for(
    tmp_path: Path,
) -> None:
    shown = validate(tmp_path, GOOD)

    assert shown.returncode == 0
    assert shown.stderr == ""
    line = next(line for line in shown.stdout.splitlines() if "openai/canary" in line)
    assert line.split()[:3] == ["openai/canary", "canary", "1h"]
    assert line.split()[-1] == "OPENAI_API_KEY"
    assert "is well: 6 probes of 3 providers" in shown.stdout
    assert "2 more wait" in shown.stdout
    assert "a price is unknown" in shown.stdout


def test_what_no_budget_can_count_is_said(tmp_path: Path) -> None:
    text = "daily_budget_usd: 1\nproviders:\n  openai: { models: [gpt-6-luna, another] }\n"
    shown = validate(tmp_path, text, OPENAI_API_KEY="sk-secret")

    assert "set the provider's `price`, else no budget counts it." in shown.stdout
    assert "Once $1 are spent, what costs money pauses for the day." in shown.stdout


def test_every_mistake_goes_to_stderr_and_the_exit_code_is_2(tmp_path: Path) -> None:
    shown = validate(tmp_path, "providers:\n  openai: { evry: 5m, timeout: soon }\n")

    assert shown.returncode == 2
    assert shown.stdout == ""
    assert shown.stderr.count("probes.yaml:2:") == 2
    assert "did you mean `every`?" in shown.stderr
    assert "2 mistakes to mend" in shown.stderr


def test_a_missing_file_is_told_without_a_traceback(tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-P", "-m", "monitor", "validate", "--config", tmp_path / "none"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 2
    assert "there is no such file" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_json_tells_the_same_for_programs(tmp_path: Path) -> None:
    shown = validate(tmp_path, GOOD, "--json", OPENAI_API_KEY="sk-secret")

    told = json.loads(shown.stdout)
    assert told["ok"] is True
    openai, ollama, search = told["providers"]
    canary = openai["probes"][2]
    assert canary["name"] == "openai/canary"
    assert canary["waiting_for"] is None
    assert canary["every_s"] == 3600
    assert canary["cost_usd_per_day"] == openai["cost_usd_per_day"] > 0
    assert 0 < canary["likely_cost_usd_per_day"] < canary["cost_usd_per_day"] / 5
    assert ollama["cost_usd_per_day"] is None
    assert search["cost_usd_per_day"] == 0
    assert told["cost_usd_per_day"] is None
    assert "sk-secret" not in shown.stdout


def test_json_tells_mistakes_with_their_places(tmp_path: Path) -> None:
    shown = validate(tmp_path, "providers:\n  openai: { evry: 5m }\n", "--json")

    assert shown.returncode == 2
    told = json.loads(shown.stdout)
    assert told["ok"] is False
    assert told["mistakes"] == [
        {
            "line": 2,
            "column": 13,
            "path": "providers.openai.evry",
            "what": "no such key",
            "mend": "did you mean `every`?",
        }
    ]
