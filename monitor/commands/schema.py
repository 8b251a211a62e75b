"""Print the JSON Schema of probes.yaml, by which editors check it, or of reports in JSON."""

import argparse
import sys
from pathlib import Path

NEEDS = ()


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout schema`."""
    parser.add_argument(
        "of", nargs="?", choices=("probes.yaml", "report"), default="probes.yaml",
        help="whose schema (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write it there instead of printing it"
    )


def main(args: argparse.Namespace) -> int:
    """Return 0, or 2 where the file cannot be written."""
    text = _schema(args.of)
    if args.output is None:
        sys.stdout.write(text)
        return 0
    try:
        args.output.write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{args.output}: cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    return 0


def _schema(of: str) -> str:
    if of == "report":
        import json

        from publish.formats.json import schema

        return json.dumps(schema(), indent=2) + "\n"
    from monitor.config_schema import render_schema

    return render_schema()
