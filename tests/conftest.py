"""What every test may rely on: commands run as people run them, a server, and receivers."""

import contextlib
import gc
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from pydantic import BaseModel

from benchmarks.postgresql import NotInstalled, PostgreSQL
from dashboard import data
from dashboard.server import DATABASE_VARIABLE
from incidents.incident import Change, Facet, Incident, ProviderState, Scope, State, Transition
from probes.result import Outcome, ProbeResult, Surface, Timings
from probes.spec import ProbeSpec, ProviderSpec
from storage import incidents, probes, results, workers
from storage.database import Database, open_database

# How long an example takes tells how busy the machine is, and nothing of what is tested.
settings.register_profile("brownout", deadline=None)
settings.load_profile("brownout")

T = TypeVar("T")
Put = Callable[[Path], Path]

# The variables by which a machine's own keys would light up probes of the catalog.
KEYS = ("_API_KEY", "HF_TOKEN", "GITHUB_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS")
CLOUDS = ("AWS_", "AZURE_", "GOOGLE_CLOUD_")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--run-e2e",
        action="store_true",
        help="also run what needs servers and SDKs from public registries",
    )


@dataclass
class Running:
    """A command in the background, in a process group of its own as a terminal gives it."""

    process: subprocess.Popen[bytes]
    stdout: Path
    stderr: Path

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def press_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def ended(self, within_s: float = 60) -> int:
        return self.process.wait(within_s)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.send(number)
        return self.ended()

    def said(self) -> str:
        return self.stdout.read_text() + self.stderr.read_text()

    def family(self) -> dict[int, bytes]:
        """The processes that it started and that live, with their titles."""
        found = {}
        for pid, parent in _parents().items():
            with contextlib.suppress(OSError):
                if parent == self.process.pid:
                    found[pid] = Path(f"/proc/{pid}/cmdline").read_bytes()
        return found


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Set aside what lasts as long as the tests, which each garbage collection would look at."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def _parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it has just ended
            continue
        if state != "Z":
            found[int(stat.parent.name)] = int(parent)
    return found


def _is_alive(pid: int) -> bool:
    return pid in _parents()


@pytest.fixture
def is_alive() -> Callable[[int], bool]:
    return _is_alive


def _command(arguments: tuple[object, ...], before: tuple[str, ...]) -> list[str]:
    return [*before, sys.executable, "-P", "-m", "monitor", *map(str, arguments)]


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith(KEYS) and not name.startswith(CLOUDS)
    }
    return {**kept, "COLUMNS": "160", **more}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start a command of Brownout in the background; what still runs at the end is killed."""
    started: list[Running] = []

    def begin(*arguments: object, before: tuple[str, ...] = (), **environ: str) -> Running:
        stdout = tmp_path / f"{len(started)}.stdout"
        stderr = tmp_path / f"{len(started)}.stderr"
        with stdout.open("wb") as out, stderr.open("wb") as err:
            process = subprocess.Popen(
                _command(arguments, before),
                stdout=out,
                stderr=err,
                env=_environment(environ),
                start_new_session=True,
            )
        started.append(Running(process, stdout, stderr))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def brownout() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of Brownout to its end."""

    def run(
        *arguments: object, before: tuple[str, ...] = (), **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            _command(arguments, before),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=_environment(environ),
        )

    return run


@pytest.fixture
def eventually() -> Callable[..., object]:
    """Ask again and again until the answer is a true one, and return it."""

    def wait(question: Callable[[], T], within_s: float = 40.0) -> T:
        give_up = time.monotonic() + within_s
        while not (answer := question()):
            assert time.monotonic() < give_up, "it never came to that"
            time.sleep(0.05)
        return answer

    return wait


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


MINUTE_MS = 60_000


class _Options(BaseModel):
    pass


class House:
    """A database with providers in it; each method adds what a test wants to be seen."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now_ms = time.time_ns() // 1_000_000
        self._providers: dict[str, ProviderSpec] = {}
        self._probes: list[ProbeSpec] = []

    def provider(self, name: str, title: str | None = None, waiting_for: str | None = None) -> None:
        spec = ProviderSpec(id=name, name=title or name.title(), key_env=f"{name.upper()}_KEY")
        self._providers[name] = spec
        for surface, check, waits in (
            (Surface.EDGE, "http", None),
            (Surface.API, "canary", waiting_for),
        ):
            self._probes.append(
                ProbeSpec(
                    name=f"{name}/{check}",
                    provider=spec,
                    surface=surface,
                    check=check,
                    options=_Options(),
                    every_s=60,
                    waiting_for=waits,
                )
            )
        with self.database.transaction() as connection:
            probes.register(connection, self._providers.values(), self._probes, self.now_ms)

    def runs(self, provider: str, count: int = 30, **said: Any) -> None:
        made = [
            ProbeResult(
                **{
                    "probe": f"{provider}/canary",
                    "provider": provider,
                    "surface": Surface.API,
                    "vantage": "home",
                    "started_at_ms": self.now_ms - (number + 1) * 20_000,
                    "outcome": Outcome.OK,
                    "timings": Timings(ttft_ms=400.0 + number, total_ms=900.0),
                    "request_id": f"req-{number}",
                    **said,
                }
            )
            for number in range(count)
        ]
        with self.database.transaction() as connection:
            results.append(connection, made)

    def state(self, provider: str, state: State, sentence: str, minutes: int = 10) -> None:
        judged = ProviderState(
            provider=provider,
            state=state,
            since_ms=self.now_ms - minutes * MINUTE_MS,
            sentence=sentence,
            judged_at_ms=self.now_ms,
        )
        with self.database.transaction() as connection:
            incidents.save_states(connection, [judged])

    def incident(self, provider: str, sentence: str, minutes: int = 10) -> Incident:
        started_ms = self.now_ms - minutes * MINUTE_MS
        incident = Incident(
            id=f"{provider}-1",
            provider=provider,
            scope=Scope.API,
            state=State.OUTAGE,
            worst=State.OUTAGE,
            facets=(Facet.ERRORS,),
            sentence=sentence,
            started_at_ms=started_ms,
            detected_at_ms=started_ms + 9_000,
        )
        opened = Transition(at_ms=started_ms + 9_000, change=Change.OPENED, incident=incident)
        with self.database.transaction() as connection:
            incidents.save(connection, [opened])
        return incident

    def worker(
        self,
        beat_minutes_ago: float = -60,
        config_error: str | None = None,
        clock: str | None = None,
    ) -> None:
        """A worker that has given a sign of life; by default one that lives as long as any test."""
        beat_ms = self.now_ms - round(beat_minutes_ago * MINUTE_MS)
        with self.database.transaction() as connection:
            workers.beat(
                connection,
                workers.WorkerBeat(
                    vantage="home",
                    host="here",
                    pid=1,
                    version="0",
                    started_at_ms=beat_ms,
                    beat_at_ms=beat_ms,
                    config_path="probes.yaml",
                    config_error=config_error,
                    clock=clock,
                ),
            )


@pytest.fixture
def database_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pages look for their database; nothing is there yet."""
    path = tmp_path / "brownout.db"
    monkeypatch.setenv(DATABASE_VARIABLE, str(path))
    return path


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "brownout.db"
    open_database(path).close()
    return path


@pytest.fixture(scope="session")
def migrated(sqlite_template: Path) -> Put:
    """Put an empty database at a path, which takes a thirtieth of migrating one there."""

    def put(path: Path) -> Path:
        shutil.copyfile(sqlite_template, path)
        return path

    return put


@pytest.fixture
def house(database_path: Path, migrated: Put) -> Iterator[House]:
    database = data.database(str(migrated(database_path)))
    yield House(database)
    data.database.cache_clear()
    database.close()


@pytest.fixture
def trouble(house: House) -> House:
    """Two providers, one well and one down, under a living worker."""
    _bring_trouble(house)
    return house


@pytest.fixture(scope="module")
def lasting_trouble(tmp_path_factory: pytest.TempPathFactory, migrated: Put) -> Path:
    """The file of a `trouble` for tests that only look."""
    path = migrated(tmp_path_factory.mktemp("trouble") / "brownout.db")
    database = open_database(path)
    _bring_trouble(House(database))
    database.close()
    return path


def _bring_trouble(house: House) -> None:
    house.provider("aurora", "Aurora AI")
    house.provider("borealis", "Borealis")
    house.runs("aurora")
    house.runs("borealis", outcome=Outcome.OVERLOADED, timings=Timings(total_ms=80.0))
    house.state("aurora", State.OPERATIONAL, "answers as usual")
    house.state("borealis", State.OUTAGE, "30 of the last 30 canaries failed with overloaded")
    house.incident("borealis", "30 of the last 30 canaries failed with overloaded")
    house.worker()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A private PostgreSQL server, where one is installed."""
    try:
        server = PostgreSQL()
    except NotInstalled as reason:
        pytest.skip(f"{reason}: `apt-get install postgresql` runs this test too")
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgreSQL) -> str:
    """The name of a migrated database that others are copied from."""
    url = postgresql.create()
    open_database(url).close()
    return url.rpartition("/")[2]


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL, postgresql_template: str) -> str:
    """The URL of a fresh, migrated database on a real server."""
    postgresql.start()  # the last test may have failed while it was stopped
    return postgresql.create(postgresql_template)


@dataclass
class Receiver:
    """An HTTP server that notes what it gets, and answers as `answers` says, then with 202.

    An answer is a status, a status with headers, `echo`, which repeats the path, or `hang`,
    which lasts until `released`.
    """

    url: str
    got: list[Any] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def bodies(self) -> list[Any]:
        return [json.loads(each.body) for each in self.got]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100


@dataclass
class Got:
    path: str
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def receive() -> Iterator[Callable[[], Receiver]]:
    """Start a receiver; all of them end with the test."""
    servers: list[tuple[ThreadingHTTPServer, Receiver]] = []

    def begin() -> Receiver:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append(Got(self.path, headers, body))
                answer = receiver.answers.pop(0) if receiver.answers else 202
                if answer == "hang":
                    receiver.released.wait(60)
                    return
                if answer == "echo":
                    self.send_error(404, explain=f"no such path: {self.path}")
                    return
                status, more = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = _Server(("127.0.0.1", 0), Handler)
        receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append((server, receiver))
        return receiver

    yield begin
    for server, receiver in servers:
        receiver.released.set()
        server.shutdown()
        server.server_close()
