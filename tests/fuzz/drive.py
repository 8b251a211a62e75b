"""Fuzzes one target: started by `tests/fuzz/run.py` for each of them.

Atheris guides it by coverage; `--unguided` makes the same changes blindly, and many times faster.
"""

import argparse
import itertools
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OURS = ("probes", "incidents", "storage", "publish", "monitor", "dashboard")
LONGEST_S = 10
MOST_MIB = 1024
LONGEST_INPUT = 8192


def main() -> None:
    """Fuzz until the runs or the seconds are spent, or something is found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--findings", type=Path, required=True)
    parser.add_argument("--unguided", action="store_true")
    args = parser.parse_args()
    sys.path.insert(0, str(HERE))
    (_unguided if args.unguided else _guided)(args)


def _unguided(args: argparse.Namespace) -> None:
    import seeds
    import targets

    target, change = targets.TARGETS[args.target], seeds.Changes(args.target)
    end = time.monotonic() + (args.seconds or 1e9)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    for number in itertools.count():
        if number >= args.runs or time.monotonic() > end or ended.is_set():
            break
        data, began = change(args.seed * 10_000_019 + number), time.thread_time()
        try:
            target(data)
            assert time.thread_time() - began < LONGEST_S, "it takes too long"
        except Exception:
            (args.findings / f"unguided-{number}").write_bytes(data)
            raise
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    assert mib < MOST_MIB, f"it took {mib} MiB"
    sys.stdout.write(f"number_of_executed_units: {number}\npeak_rss_mb: {mib}\n")


def _guided(args: argparse.Namespace) -> None:
    import atheris

    with atheris.instrument_imports(include=[*OURS]):
        import targets
    import seeds

    read: Any = targets.TARGETS[args.target]
    corpus = Path(tempfile.mkdtemp(prefix="brownout-corpus-"))
    for number, seed in enumerate(seeds.seeds(args.target)):
        (corpus / f"{number:04}").write_bytes(seed[:LONGEST_INPUT])
    words = corpus / "words.dict"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in seeds.words(args.target)))
    atheris.Setup(
        [
            sys.argv[0], str(corpus), f"-dict={words}", f"-runs={args.runs}", f"-seed={args.seed}",
            f"-max_total_time={args.seconds}", f"-timeout={LONGEST_S}",
            f"-rss_limit_mb={MOST_MIB}", f"-max_len={LONGEST_INPUT}", "-print_final_stats=1",
            f"-artifact_prefix={args.findings}/", "-verbosity=1",
        ],
        lambda data: read(data) and None,
    )  # fmt: skip
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(corpus, ignore_errors=True)


def _quoted(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
