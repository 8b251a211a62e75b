"""Checks that people wrote: loaded from a file or an installed package, and kept at arm's length.

Each run has a thread and an event loop of its own, so that code that blocks or spins harms no
other probe. What goes wrong in it, or comes out of it wrong, is told with its file and line.
"""

import asyncio
import importlib.util
import inspect
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from probes.checks import Context, Usage
from probes.exchange import ExchangeFailed
from probes.result import Observation, Surface
from probes.spec import ProviderSpec, StrictModel

ENTRY_POINTS = "brownout.checks"

_OBSERVATION: TypeAdapter[Observation] = TypeAdapter(Observation)
_GRACE_S = 1.0


class BadCheck(Exception):
    """A file that is no check; the message names file, line and the mend."""


class BrokenRun(Exception):
    """A run of a custom check that came to nothing; the message names file and line."""


class _NoOptions(StrictModel):
    """A check that takes no keys."""


class CustomCheck:
    """A module with an async `run(context, options)` as a `probes.checks.Check`.

    Of the contract only `run` is needed. `SURFACE` is `dependency`, `Options` takes no keys,
    `waiting_for`, `usage` and `target` are None where the module does not say otherwise.
    """

    def __init__(self, module: ModuleType, file: Path) -> None:
        self.file = file
        self.summary = (inspect.getdoc(module) or file.name).splitlines()[0]
        self._module = module
        self._blocked: threading.Thread | None = None
        run = getattr(module, "run", None)
        if not inspect.iscoroutinefunction(run) or len(inspect.signature(run).parameters) != 2:
            raise BadCheck(f"{file}: has no `async def run(context, options)`; write one")
        self.SURFACE = Surface(getattr(module, "SURFACE", Surface.DEPENDENCY))
        self.Options: type[StrictModel] = getattr(module, "Options", _NoOptions)
        if not (inspect.isclass(self.Options) and issubclass(self.Options, StrictModel)):
            line = inspect.getsourcelines(self.Options)[1] if inspect.isclass(self.Options) else 1
            raise BadCheck(
                f"{file}:{line}: `Options` is no `StrictModel`; write `class Options(StrictModel):`"
            )

    def waiting_for(self, provider: ProviderSpec, options: StrictModel) -> str | None:
        """Return what the module says is missing."""
        missing: str | None = self._said("waiting_for", provider, options)
        return missing

    def usage(self, provider: ProviderSpec, options: StrictModel) -> Usage | None:
        """Return what the module says it uses."""
        used: Usage | None = self._said("usage", provider, options)
        return used

    def target(self, provider: ProviderSpec, options: StrictModel) -> str | None:
        """Return what the module says it asks, else a `url` among its options."""
        asked: str | None = self._said("target", provider, options)
        url = getattr(options, "url", None)
        return asked or (url if isinstance(url, str) else provider.base_url)

    async def run(self, context: Context, options: StrictModel) -> Observation:
        """Run the module's `run` apart from all others.

        Raises:
            probes.exchange.ExchangeFailed: as the module let it through.
            BrokenRun: where it raised anything else, did not end in time, still blocks since an
                earlier run, or returned what is no observation.
        """
        if self._blocked is not None and self._blocked.is_alive():
            raise BrokenRun(
                f"{self._where_blocked(self._blocked)}: still blocked since an earlier run"
            )
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        outcome: list[Observation | BaseException] = []
        # Later than the transport's own, which words what a target does not do in time.
        limit_s = context.deadlines.total + _GRACE_S / 2

        async def within_limit() -> object:
            async with asyncio.timeout(limit_s):
                return await self._module.run(context, options)

        def work() -> None:
            try:
                outcome.append(_checked(asyncio.run(within_limit()), self.file))
            except BaseException as error:  # noqa: BLE001  whatever it is, it is told, not lost
                outcome.append(error)
            if not loop.is_closed():
                loop.call_soon_threadsafe(done.set)

        thread = threading.Thread(target=work, name=f"check {self.file.stem}", daemon=True)
        thread.start()
        try:
            async with asyncio.timeout(limit_s + _GRACE_S / 2):
                await done.wait()
        except TimeoutError:
            self._blocked = thread
            where = self._where_blocked(thread)
            raise BrokenRun(f"{where}: blocks, and did not end within {limit_s:g} s") from None
        return self._result(outcome[0], limit_s)

    def _result(self, came: Observation | BaseException, limit_s: float) -> Observation:
        if isinstance(came, Observation):
            return came
        if isinstance(came, ExchangeFailed | BrokenRun):
            raise came
        where = f"{self.file.name}:{self._line(came)}"
        if isinstance(came, TimeoutError):
            raise BrokenRun(f"{where}: did not end within {limit_s:g} s") from came
        raise BrokenRun(f"{where}: {type(came).__name__}: {came}") from came

    def _line(self, error: BaseException) -> int:
        """Return the last line of the module that an error, or its cause, came through."""
        while True:
            frames = traceback.extract_tb(error.__traceback__)
            lines = [f.lineno or 0 for f in frames if Path(f.filename) == self.file]
            if lines or error.__cause__ is None:
                return lines[-1] if lines else 1
            error = error.__cause__

    def _where_blocked(self, thread: threading.Thread) -> str:
        frame: FrameType | None = sys._current_frames().get(thread.ident or 0)
        while frame is not None:
            if Path(frame.f_code.co_filename) == self.file:
                return f"{self.file.name}:{frame.f_lineno}"
            frame = frame.f_back
        return self.file.name

    def _said(self, name: str, provider: ProviderSpec, options: StrictModel) -> Any:
        say: Callable[[ProviderSpec, StrictModel], Any] | None = getattr(self._module, name, None)
        try:
            return None if say is None else say(provider, options)
        except Exception as error:
            raise BadCheck(
                f"{self.file}:{self._line(error)}: {type(error).__name__}: {error}"
            ) from error


def load_file(file: Path) -> CustomCheck:
    """Return the check that a file holds.

    Raises:
        BadCheck: where there is no such file, it does not run, or it is no check.
    """
    if not file.is_file():
        raise BadCheck(
            f"there is no file `{file}`; `brownout new check {file.stem}` writes one to begin with"
        )
    if file.suffix != ".py" or not file.stem.isidentifier():
        raise BadCheck(f"{file}: is no Python file; name it like `my_check.py`")
    # A name of its own: the file must not shadow, nor be shadowed by, an installed module.
    spec = importlib.util.spec_from_file_location(f"brownout_custom_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        code = compile(file.read_bytes(), str(file), "exec")
        sys.modules[spec.name] = module  # pydantic looks its annotations up there
        exec(code, module.__dict__)  # noqa: S102  that is what the file was named for
    except SyntaxError as error:
        raise BadCheck(f"{file}:{error.lineno or 1}: {error.msg}") from None
    except Exception as error:  # noqa: BLE001  whatever it does wrong is its writer's to mend
        frames = traceback.extract_tb(error.__traceback__)
        line = next((f.lineno for f in reversed(frames) if Path(f.filename) == file), 1)
        raise BadCheck(f"{file}:{line}: {type(error).__name__}: {error}") from None
    return CustomCheck(module, file)


def installed() -> dict[str, EntryPoint]:
    """Return the checks that installed packages offer, by their word, unloaded."""
    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


def load_installed(point: EntryPoint) -> CustomCheck:
    """Return a check that an installed package offers.

    Raises:
        BadCheck: where it does not import, or is no check.
    """
    try:
        module = point.load()
    except Exception as error:  # noqa: BLE001
        raise BadCheck(f"check `{point.name}` of {point.value}: {error}") from None
    if not isinstance(module, ModuleType) or not module.__file__:
        raise BadCheck(f"check `{point.name}` of {point.value} is no module")
    return CustomCheck(module, Path(module.__file__))


def _checked(came: object, file: Path) -> Observation:
    if not isinstance(came, Observation):
        raise BrokenRun(
            f"{file.name}: `run` returned {type(came).__name__}, where an `Observation` was due"
        )
    try:
        return _OBSERVATION.validate_python(asdict(came))
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(map(str, wrong["loc"]))
        raise BrokenRun(
            f"{file.name}: `run` returned an observation whose {path} is wrong: {wrong['msg']}"
        ) from None
