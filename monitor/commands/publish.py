"""Write a public status page with history to a folder, for any web server to serve."""

import argparse
from pathlib import Path

NEEDS = ("database",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout publish`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to; made where missing")
    parser.add_argument(
        "--title", default="AI provider status", help="what stands above it (%(default)s)"
    )
    parser.add_argument("--url", help="where the folder is served, for the links of its feed")


def main(args: argparse.Namespace) -> int:
    """Write it, and say where it stands."""
    from monitor import sources
    from monitor.mistake import Mistake
    from monitor.pipeline import now_ms
    from publish.site.building import build
    from publish.site.files import NotOurs
    from storage.database import DatabaseError

    database = sources.database(args)
    try:
        count = build(database, args.folder, title=args.title, url=args.url, now_ms=now_ms())
    except (NotOurs, DatabaseError) as error:
        raise Mistake(str(error)) from None
    finally:
        database.close()
    print(f"{args.folder / 'index.html'} and {count - 1} files beside it")
    return 0
