"""Checks that people wrote: loaded from a file or an installed package, and kept at arm's length.

Whatever of them runs, runs in a thread of its own, a run with an event loop of its own too, so
that code that blocks or spins harms no other probe. What goes wrong in it, or comes out of it
wrong, is told with its file and line.
"""

import asyncio
import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from copy import copy
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from probes import observed
from probes.checks import Context, Usage
from probes.exchange import ExchangeFailed
from probes.foreign_code import Work, line_of, worded
from probes.observed import Claims, Nonsense
from probes.result import Observation, Surface
from probes.spec import ProviderSpec, StrictModel

T = TypeVar("T")

ENTRY_POINTS = "brownout.checks"
LOADS_WITHIN_S = 15.0
"""How long a file may take to run when it is loaded: it may import much, but not hang."""

_GRACE_S = 1.0

# Runs that did not end when they were due, by the code they ran and the probe they ran for: a
# configuration that is read again must not start one more of each.
_STUCK: dict[tuple[str, str], Work[Observation]] = {}


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
        self._probe = ""
        self._claims: Claims | None = None
        run = getattr(module, "run", None)
        if not inspect.iscoroutinefunction(run) or len(inspect.signature(run).parameters) != 2:
            raise BadCheck(f"{file}: has no `async def run(context, options)`; write one")
        self._code = hashlib.sha256(file.read_bytes()).hexdigest()
        self._run_line = run.__code__.co_firstlineno
        surface = getattr(module, "SURFACE", Surface.DEPENDENCY)
        if surface not in [*Surface]:
            known = ", ".join(Surface)
            raise BadCheck(f"{file}: `SURFACE` is `{surface}`, where one of {known} was due")
        self.SURFACE = Surface(surface)
        self.Options: type[StrictModel] = getattr(module, "Options", _NoOptions)
        if not (inspect.isclass(self.Options) and issubclass(self.Options, StrictModel)):
            line = inspect.getsourcelines(self.Options)[1] if inspect.isclass(self.Options) else 1
            raise BadCheck(
                f"{file}:{line}: `Options` is no `StrictModel`; write `class Options(StrictModel):`"
            )

    def of_probe(self, name: str, provider: ProviderSpec, options: StrictModel) -> "CustomCheck":
        """Return the check as one probe runs it, with what it says of itself, asked this once.

        Raises:
            BadCheck: where it raises, does not answer, or answers nonsense.
        """
        mine = copy(self)
        mine._probe, mine._claims = name, self._asked(provider, options)
        return mine

    def waiting_for(self, provider: ProviderSpec, options: StrictModel) -> str | None:
        """Return what the module says is missing."""
        return (self._claims or self._asked(provider, options)).waiting_for

    def usage(self, provider: ProviderSpec, options: StrictModel) -> Usage | None:
        """Return what the module says it uses."""
        return (self._claims or self._asked(provider, options)).usage

    def target(self, provider: ProviderSpec, options: StrictModel) -> str | None:
        """Return what the module says it asks, else a `url` among its options."""
        asked = (self._claims or self._asked(provider, options)).target
        url = getattr(options, "url", None)
        return asked or (url if isinstance(url, str) else provider.base_url)

    async def run(self, context: Context, options: StrictModel) -> Observation:
        """Run the module's `run` apart from all others.

        Raises:
            probes.exchange.ExchangeFailed: as the module let it through.
            BrokenRun: where it raised anything else, did not end in time, still blocks since an
                earlier run, or returned what is no observation.
        """
        key = (self._code, self._probe)
        stuck = _STUCK.pop(key, None)
        if stuck is not None and stuck.is_under_way:
            _STUCK[key] = stuck
            raise BrokenRun(f"{self._place(stuck)}: still blocked since an earlier run")
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        # Later than the transport's own, which words what a target does not do in time.
        limit_s = context.deadlines.total + _GRACE_S / 2

        async def within_limit() -> object:
            async with asyncio.timeout(limit_s):
                return await self._module.run(context, options)

        def ended() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(done.set)

        work = Work(
            lambda: observed.observation(asyncio.run(within_limit())),
            f"check {self.file.stem}",
            ended,
        )
        try:
            async with asyncio.timeout(limit_s + _GRACE_S / 2):
                await done.wait()
        except TimeoutError:
            place, _STUCK[key] = self._place(work), work
            work.break_off()
            message = f"{place}: blocks, and did not end within {limit_s:g} s"
            raise BrokenRun(message) from None
        return self._result(work, limit_s)

    def _result(self, work: Work[Observation], limit_s: float) -> Observation:
        try:
            return work.result()
        except ExchangeFailed:
            raise
        except Nonsense as nonsense:
            where = f"{self.file.name}:{self._run_line}"
            raise BrokenRun(f"{where}: `run` returned {nonsense}") from None
        except BaseException as error:
            where = f"{self.file.name}:{line_of(error, self.file) or self._run_line}"
            if isinstance(error, TimeoutError):
                raise BrokenRun(f"{where}: did not end within {limit_s:g} s") from error
            raise BrokenRun(f"{where}: {worded(error)}") from error

    def _place(self, work: Work[Observation]) -> str:
        return f"{self.file.name}:{work.line_in(self.file) or self._run_line}"

    def _asked(self, provider: ProviderSpec, options: StrictModel) -> Claims:
        return apart(self.file, lambda: observed.claims(self._module, provider, options))


def apart(file: Path, function: Callable[[], T]) -> T:
    """Return what a function of a check's file, or one that runs its code, returns.

    Raises:
        BadCheck: where it raises, or does not end within `LOADS_WITHIN_S`.
    """
    work = Work(function, f"check {file.stem}")
    if not work.wait(LOADS_WITHIN_S):
        line = work.line_in(file) or 1
        work.break_off()
        raise BadCheck(f"{file}:{line}: does not end within {LOADS_WITHIN_S:g} s")
    try:
        return work.result()
    except BadCheck:
        raise
    except SyntaxError as error:
        raise BadCheck(f"{file}:{line_of(error, file) or 1}: {error.msg}") from None
    except Nonsense as nonsense:
        raise BadCheck(f"{file}:{nonsense.line}: {nonsense}") from None
    except ModuleNotFoundError as error:
        mend = f"install it where Brownout is: {sys.executable} -m pip install …"
        raise BadCheck(f"{file}:{line_of(error, file) or 1}: {worded(error)}; {mend}") from None
    except BaseException as error:  # noqa: BLE001  whatever it does wrong is its writer's to mend
        raise BadCheck(f"{file}:{line_of(error, file) or 1}: {worded(error)}") from None


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

    def loaded() -> CustomCheck:
        code = compile(file.read_bytes(), str(file), "exec")
        sys.modules[spec.name] = module  # pydantic looks its annotations up there
        exec(code, module.__dict__)  # noqa: S102  that is what the file was named for
        return CustomCheck(module, file)

    return apart(file, loaded)


def installed() -> dict[str, EntryPoint]:
    """Return the checks that installed packages offer, by their word, unloaded."""
    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


def load_installed(point: EntryPoint) -> CustomCheck:
    """Return a check that an installed package offers.

    Raises:
        BadCheck: where it does not import, or is no check.
    """
    what = f"check `{point.name}` of {point.value}"
    work = Work(point.load, what)
    if not work.wait(LOADS_WITHIN_S):
        raise BadCheck(f"{what}: does not import within {LOADS_WITHIN_S:g} s")
    try:
        module = work.result()
    except BaseException as error:  # noqa: BLE001  an exit too is its writer's to mend
        raise BadCheck(f"{what}: {worded(error)}") from None
    if not isinstance(module, ModuleType) or not module.__file__:
        raise BadCheck(f"{what} is no module")
    return CustomCheck(module, Path(module.__file__))
