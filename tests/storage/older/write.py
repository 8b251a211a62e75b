"""Writes what this version's worker keeps of a few seconds, as SQL, for later versions to open.

Run it before a migration is added, from the root: `.venv/bin/python tests/storage/older/write.py`.
"""

import http.server
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WELL, BROKEN, MOST_S = 12, 35, 240

CONFIG = """
reference: []
incidents: {{ preset: fast }}
providers:
  aurora: {{}}
probes:
  - name: health
    provider: aurora
    check: http
    surface: edge
    url: http://127.0.0.1:{port}/
    every: 1s
"""


class Target(http.server.BaseHTTPRequestHandler):
    """Is well at first, and then broken."""

    asked = 0

    def do_GET(self) -> None:
        Target.asked += 1
        self.send_response(200 if Target.asked <= WELL else 503)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def main(root: Path) -> None:
    """Let the worker of the code in `root` run until it has seen enough, and dump its database."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Target)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = Path(tempfile.mkdtemp())
    config, path = folder / "probes.yaml", folder / "brownout.db"
    config.write_text(CONFIG.format(port=server.server_address[1]))
    command = [sys.executable, "-m", "monitor", "worker", "--config", config, "--database", path]
    environ = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(command, cwd=root, env=environ) as worker:
        give_up = time.monotonic() + MOST_S
        while Target.asked < WELL + BROKEN and worker.poll() is None:
            assert time.monotonic() < give_up, "the worker asks too little"
            time.sleep(0.1)
        worker.terminate()
        worker.wait(60)
    with closing(sqlite3.connect(path)) as database:
        (revision,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
        text = "\n".join(database.iterdump())
    # Whose machine it was is nobody's business.
    text = text.replace(str(folder), "/etc/brownout").replace(f"'{socket.gethostname()}'", "'here'")
    (HERE / f"{revision}.sql").write_text(f"{text}\n", encoding="utf-8")
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
