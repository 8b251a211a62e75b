"""`python -m simulator`: play the providers of a story, or torture, until Ctrl-C."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Sequence

from simulator import torments
from simulator.scenarios import STORIES, Story
from simulator.server import Simulator
from simulator.torture import HOST, TortureServer


def main(argv: Sequence[str] | None = None) -> int:
    """Play a story and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to listen (default: a free one)")
    parser.add_argument("--story", choices=sorted(STORIES), default="demo", help="(%(default)s)")
    parser.add_argument("--loop", action="store_true", help="tell the story again and again")
    parser.add_argument("--speed", type=float, default=1.0, help="of the story (%(default)s)")
    parser.add_argument(
        "--torture", action="store_true", help="play no story, but all that hostile servers do"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is well")
    parser.add_argument(
        "--until-eof", action="store_true", help="end when standard input closes, as a child does"
    )
    args = parser.parse_args(argv)
    told = STORIES[args.story].at_speed(args.speed)
    try:
        asyncio.run(
            _torture(until_eof=args.until_eof)
            if args.torture
            else _play(
                told.looping() if args.loop else told,
                port=args.port,
                is_quiet=args.quiet,
                until_eof=args.until_eof,
            )
        )
    except OSError as error:
        sys.stderr.write(
            f"cannot listen on port {args.port}: {error.strerror or error}; "
            "choose another with --port\n"
        )
        return 2
    return 0


async def _play(story: Story, *, port: int, is_quiet: bool, until_eof: bool) -> None:
    stopping = _stopping(until_eof=until_eof)
    async with Simulator(story.providers, story=story, port=port) as simulator:
        if not is_quiet:
            _print(simulator, story)
        await stopping.wait()


async def _torture(*, until_eof: bool) -> None:
    stopping = _stopping(until_eof=until_eof)
    async with contextlib.AsyncExitStack() as servers:
        for group in torments.HTTP.values():
            for what, torment in group.items():
                server = await servers.enter_async_context(TortureServer(torment))
                print(f"http://{HOST}:{server.port}/  {what}")
        print(flush=True)
        await stopping.wait()


def _stopping(*, until_eof: bool) -> asyncio.Event:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    if until_eof:
        threading.Thread(target=_wait_for_eof, args=(loop, stopping), daemon=True).start()
    return stopping


def _wait_for_eof(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    with contextlib.suppress(RuntimeError):  # the loop has ended before its input
        loop.call_soon_threadsafe(stopping.set)


def _print(simulator: Simulator, story: Story) -> None:
    for provider in story.providers:
        print(f"{provider.name:<10} {provider.wire:<10} {simulator.base_url(provider.name)}")
    for line in story.describe():
        print(line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
