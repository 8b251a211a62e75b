"""`make fuzz`: the long form of the fuzz tests, guided by coverage through Atheris."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FINDINGS = ROOT / "build" / "fuzz"


def main() -> int:
    """Fuzz target after target, and return 1 where anything was found."""
    source = (HERE / "targets.py").read_text(encoding="utf-8")
    names = re.findall(r"^def ([a-z]\w+)\(data: bytes\)", source, re.MULTILINE)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", default=names, help=f"of {', '.join(names)}")
    parser.add_argument("--runs", type=int, default=1_000_000, help="inputs for each (%(default)s)")
    parser.add_argument("--seconds", type=int, default=0, help="at most, for each (no limit)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unguided", action="store_true", help="without coverage, and faster")
    args = parser.parse_args()
    if unknown := sorted({*args.targets} - {*names}):
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(names)}")
    found = 0
    for name in args.targets:
        findings = FINDINGS / name
        findings.mkdir(parents=True, exist_ok=True)
        ran = subprocess.run(
            [
                sys.executable, str(HERE / "drive.py"), name, f"--runs={args.runs}",
                f"--seconds={args.seconds}", f"--seed={args.seed}", f"--findings={findings}",
                *(["--unguided"] if args.unguided else []),
            ],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        said = ran.stdout + ran.stderr
        counts = re.findall(r"number_of_executed_units:\s+(\d+)|^#(\d+)", said, re.MULTILINE)
        inputs = max((int(one or other) for one, other in counts), default=0)
        memory = re.findall(r"peak_rss_mb:\s+(\d+)", said)
        print(f"{name:<24} {inputs:>9} inputs, {(memory or ['?'])[-1]} MiB", flush=True)
        if ran.returncode:
            found += 1
            print(said[-4000:], flush=True)
            print(f"found: its input lies in {findings}; keep it in tests/fuzz/findings/{name}/")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
