#!/usr/bin/env python3
"""Try an installed Brownout from outside the checkout: `.ci/try_wheel.py path/to/environment/bin`.

What it needs of its own files (catalog, migrations, recordings, pages, the layout of PDFs) is
used once, so that one that the wheel left out fails here.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
GIVE_UP_S = 120


def run(program: Path, *arguments: str, well: tuple[int, ...] = (0,)) -> str:
    """Return what a command prints; end here where its exit code is none of `well`."""
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, timeout=GIVE_UP_S
    )
    if done.returncode not in well:
        sys.exit(f"{program.name} {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def try_commands(programs: Path) -> None:
    """Ask for what stands in the files that Brownout brings along."""
    where = run(programs / "python", "-P", "-c", "import monitor; print(monitor.__file__)")
    if CHECKOUT in Path(where.strip()).parents:
        sys.exit(f"{where.strip()} is of the checkout: nothing was tried")
    brownout = programs / "brownout"
    print(run(brownout, "--version").strip())
    providers = json.loads(run(brownout, "providers", "--json"))
    Path("probes.yaml").write_text("providers: { openai: {}, ollama: { model: m } }\n")
    run(brownout, "validate")
    run(brownout, "schema", "--output", "probes.schema.json")
    # Nothing is watched yet, which is bad news as well.
    run(brownout, "status", "--database", "kept.db", well=(1,))
    run(brownout, "db", "--database", "kept.db")
    for report in ("report.pdf", "report.html"):
        # That nothing was seen is bad news.
        run(brownout, "report", "--database", "kept.db", "--output", report, well=(1,))
    run(brownout, "publish", "status", "--database", "kept.db")
    print(f"{len(providers)} providers; a database, a report and a status page were made")


def try_demo(programs: Path) -> None:
    """Run the demo until its providers have answered and its page is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo = subprocess.Popen(
        [programs / "brownout", "demo", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        give_up = time.monotonic() + GIVE_UP_S
        while not _has_answered(f"http://127.0.0.1:{port}"):
            if demo.poll() is not None or time.monotonic() > give_up:
                sys.exit("the demo's providers never answered")
            time.sleep(0.5)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            if b"<title>" not in page.read():
                sys.exit("the page is no page")
    finally:
        demo.terminate()
        demo.wait(GIVE_UP_S)
    print("the demo runs, and its page is served")


def _has_answered(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/v1/status", timeout=30) as answer:
            providers = json.load(answer)["providers"]
    except OSError:
        return False
    return len(providers) == 5 and all(each["last_result_ms"] for each in providers)


def main() -> None:
    """Try all of it in a folder that is gone afterwards."""
    programs = Path(sys.argv[1]).absolute()
    os.environ["PYTHONSAFEPATH"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try_commands(programs)
        try_demo(programs)
        os.chdir("/")


if __name__ == "__main__":
    main()
