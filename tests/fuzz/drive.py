"""Fuzzes one target, guided by coverage: started by `tests/fuzz/run.py` for each of them."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).parent
OURS = ("probes", "incidents", "storage", "publish", "monitor")
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
    args = parser.parse_args()
    sys.path.insert(0, str(HERE))
    with atheris.instrument_imports(include=[*OURS]):
        import targets
    import seeds

    corpus = Path(tempfile.mkdtemp(prefix="brownout-corpus-"))
    for number, seed in enumerate(seeds.seeds(args.target)):
        (corpus / f"{number:04}").write_bytes(seed[:LONGEST_INPUT])
    words = corpus / "words.dict"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in seeds.words(args.target)))
    target = targets.TARGETS[args.target]
    atheris.Setup(
        [
            sys.argv[0], str(corpus), f"-dict={words}", f"-runs={args.runs}", f"-seed={args.seed}",
            f"-max_total_time={args.seconds}", f"-timeout={LONGEST_S}",
            f"-rss_limit_mb={MOST_MIB}", f"-max_len={LONGEST_INPUT}", "-print_final_stats=1",
            f"-artifact_prefix={args.findings}/", "-verbosity=1",
        ],
        lambda data: target(data) and None,
    )  # fmt: skip
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(corpus, ignore_errors=True)


def _quoted(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
