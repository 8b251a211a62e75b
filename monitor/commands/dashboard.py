"""Serve the dashboard that shows what the worker has found."""

import argparse

NEEDS = ("database",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add where to listen."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument("--port", type=_port, default=8501, help="port to listen on (8501)")


def main(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C; return 0 after that, 2 where the address cannot be listened on."""
    from dashboard.server import ListenError, check_address, run
    from monitor.mistake import Mistake
    from storage.database import default_database_path

    try:
        check_address(args.host, args.port)
        print(f"Dashboard: http://{args.host}:{args.port} (Ctrl-C stops it)", flush=True)
        run(args.host, args.port, args.database or str(default_database_path()))
    except ListenError as error:
        raise Mistake(str(error)) from error
    return 0


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"`{text}` is not a port; ports are 1 to 65535")
