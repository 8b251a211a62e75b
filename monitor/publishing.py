"""Keeps the static status page up to date, in a process of its own that bends no measurement."""

import asyncio
import contextlib
import logging
import os
import sys
from pathlib import Path

from monitor.cli import DATABASE
from monitor.settings import PublishSettings

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
_AT_MOST_S = 300.0


class Publishing:
    """Writes the page again and again; other settings may be set at any moment, None for none."""

    def __init__(self, settings: PublishSettings | None, config_path: Path, database: str) -> None:
        self.settings = settings
        self._folder = config_path.resolve().parent
        self._database = database

    async def run(self) -> None:
        """Publish until cancelled."""
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        while True:
            if self.settings is not None and loop.time() >= due_s:
                await self._publish(self.settings)
                due_s = loop.time() + self.settings.every
            await asyncio.sleep(_LOOK_EVERY_S)

    def _to(self, settings: PublishSettings) -> str:
        return str(self._folder / Path(settings.to).expanduser())

    async def _publish(self, settings: PublishSettings) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "monitor", "publish", self._to(settings)),
            *("--title", settings.title, *(("--url", settings.url) if settings.url else ())),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # An address of a database may hold a password, which arguments would show to all.
            env={**os.environ, DATABASE: self._database},
        )
        try:
            async with asyncio.timeout(_AT_MOST_S):
                _, said = await process.communicate()
        except TimeoutError:
            log.error("the status page took longer than %g s and was broken off", _AT_MOST_S)
        else:
            if process.returncode:
                told = said.decode(errors="replace").strip().splitlines()
                log.error("the status page is not written: %s", told[-1] if told else "no reason")
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
