"""A worker keeps the static page up to date where it is asked to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

CONFIG = """
reference: []
publish: { to: site, every: 2s, title: Written by a worker }
providers:
  our-lab: {}
probes:
  - { name: lab, provider: our-lab, check: tcp, host: 127.0.0.1, port: 9, every: 1s, timeout: 0.5s }
"""


def test_the_page_is_written_again_and_again(
    start: Callable[..., Any], eventually: Callable[..., Any], tmp_path: Path
) -> None:
    config = tmp_path / "probes.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    worker = start("worker", "--config", config, "--database", tmp_path / "b.db")
    index = tmp_path / "site" / "index.html"

    eventually(index.is_file, within_s=120)
    first = index.read_text(encoding="utf-8")
    eventually(lambda: index.read_text(encoding="utf-8") != first, within_s=120)

    assert "<title>Written by a worker:" in first
    assert worker.stop() == 0
    assert "Traceback" not in worker.said()
