"""A worker that cannot work says why."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from storage.database import open_database
from storage.locks import only_worker

Brownout = Callable[..., CompletedProcess[str]]
CONFIG = """
providers: { aurora: {} }
probes:
  - { name: health, provider: aurora, check: http, url: "http://127.0.0.1:9/health" }
"""


def test_a_second_worker_on_a_file_is_refused(tmp_path: Path, brownout: Brownout) -> None:
    config, path = tmp_path / "probes.yaml", tmp_path / "brownout.db"
    config.write_text(CONFIG)
    database = open_database(path)
    with only_worker(database):
        run = brownout("worker", "--config", config, "--database", path)
    database.close()

    assert run.returncode == 2
    assert run.stderr == (
        f"{path} has a worker already: stop that one first, or let several share a PostgreSQL "
        "database\n"
    )


def test_a_vantage_has_a_name_that_results_can_bear(tmp_path: Path, brownout: Brownout) -> None:
    run = brownout("worker", "--vantage", "eu west", "--database", tmp_path / "b.db")

    assert run.returncode == 2
    assert "--vantage 'eu west' is no name: write letters, digits" in run.stderr
    assert "Traceback" not in run.stderr
