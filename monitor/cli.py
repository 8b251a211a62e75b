"""The `brownout` command: finds the files of commands/ and runs the one that was named."""

import argparse
import ast
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, Protocol, cast

from monitor.mistake import Mistake

COMMANDS = Path(__file__).with_name("commands")

EXIT_WELL = 0
EXIT_BAD_NEWS = 1
EXIT_WRONG_QUESTION = 2

# Set by `brownout up` and `brownout demo`, which hold the other end of our standard input:
# when they die, however suddenly, it closes, and we must not live on as orphans.
SUPERVISED = "BROWNOUT_SUPERVISED"

DATABASE = "BROWNOUT_DATABASE"
CONFIG = "probes.yaml"


class Command(Protocol):
    """One command: a file of `monitor/commands/`, named by the word people type.

    Its docstring's first line is its help, and `NEEDS` names the shared options it takes:
    config, database, address (host and port), json.
    """

    NEEDS: tuple[str, ...]

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""

    def main(self, args: argparse.Namespace) -> int:
        """Do it; return 0 well, 1 the answer is bad news, 2 the question was wrong."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if os.environ.pop(SUPERVISED, None):
        _end_with_supervisor()
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # The reader of our output is gone (`brownout status | head`): nothing left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_WELL
    except Mistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return EXIT_WRONG_QUESTION


def _run(arguments: list[str]) -> int:
    is_named = bool(arguments) and not arguments[0].startswith("-")
    parser = build_parser(load_only=arguments[0] if is_named else None)
    args, unknown = parser.parse_known_args(arguments)
    if unknown:
        # Asked by the command, whose help it names, rather than by what found the command.
        getattr(args, "parser", parser).error(f"unrecognized arguments: {' '.join(unknown)}")
    run = cast("Callable[[argparse.Namespace], int] | None", getattr(args, "run", None))
    if run is None:
        parser.print_help()
        return EXIT_WELL
    return run(args)


class _Parser(argparse.ArgumentParser):
    """Answers a mistake in two lines, without the usage that `--help` shows."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_WRONG_QUESTION, f"{message}\nsee `{self.prog} --help`\n")


def build_parser(*, load_only: str | None = None) -> argparse.ArgumentParser:
    """Build the parser: for a quick start only of the command that was named, of all without one.

    Raises `Mistake` where no command has that name.
    """
    files = {_word(path): path for path in sorted(COMMANDS.glob("[!_]*.py"))}
    if load_only is not None and load_only not in files:
        from probes.plugins import did_you_mean

        raise Mistake(f"`{load_only}` is no command{did_you_mean(load_only, [*files])}")
    parser = _Parser(
        prog="brownout",
        description="Watch AI providers: probe them, judge what happens, show it.",
        epilog="Each command explains itself: brownout COMMAND --help",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for word in files if load_only is None else [load_only]:
        path = files[word]
        summary = _summary(path)
        command = commands.add_parser(word, help=summary, description=summary)
        if word == load_only:
            module = cast("Command", importlib.import_module(f"monitor.commands.{path.stem}"))
            _add_shared(command, module.NEEDS)
            module.configure(command)
            command.set_defaults(run=module.main, parser=command)
    return parser


def _word(path: Path) -> str:
    # A word that Python keeps for itself is the name of no module.
    return path.stem.rstrip("_").replace("_", "-")


def _add_shared(parser: argparse.ArgumentParser, needs: tuple[str, ...]) -> None:
    if "config" in needs:
        parser.add_argument(
            "--config",
            type=Path,
            metavar="FILE",
            default=Path(os.environ.get("BROWNOUT_CONFIG") or CONFIG),
            help="what is watched (default: $BROWNOUT_CONFIG, else ./probes.yaml)",
        )
    if "database" in needs:
        parser.add_argument(
            "--database",
            metavar="URL",
            default=os.environ.get(DATABASE) or None,
            help="a file or database URL (default: $BROWNOUT_DATABASE, else a SQLite file in "
            "the user's data directory)",
        )
    if "address" in needs:
        parser.add_argument(
            "--host", default="127.0.0.1", help="where pages are served (%(default)s)"
        )
        parser.add_argument("--port", type=_port, default=8501, help="their port (%(default)s)")
        parser.add_argument(
            "--without-login",
            action="store_true",
            help="let everybody look who reaches them, also from other machines",
        )
    if "json" in needs:
        parser.add_argument("--json", action="store_true", help="print JSON for a program to read")


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"`{text}` is not a port; ports are 1 to 65535")


def _summary(path: Path) -> str:
    """Return the first line of a command's docstring without importing it."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.splitlines()[0] if docstring else ""


class _Version(argparse.Action):
    """Prints the version; reading it only when asked spares every other start the look-up."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from monitor.version import VERSION

        sys.stdout.write(f"brownout {VERSION}\n")
        parser.exit()


def _end_with_supervisor() -> None:
    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True, name="supervisor").start()
