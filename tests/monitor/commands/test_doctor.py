"""`brownout doctor` finds each common misfortune, made to happen for real, and says what to do."""

import contextlib
import json
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

import pytest
import trustme

from dashboard import data
from monitor import cli

Doctor = Callable[..., dict[str, list[dict[str, str]]]]


class Dated(BaseHTTPRequestHandler):
    """Answers well, by a clock that is `off_s` from ours."""

    off_s = 0.0

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate((timestamp or time.time()) + self.off_s, usegmt=True)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def serving() -> Iterator[Callable[..., int]]:
    servers: list[ThreadingHTTPServer] = []

    def serve(off_s: float = 0.0, tls: SSLContext | None = None) -> int:
        handler = type("Handler", (Dated,), {"off_s": off_s})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return int(server.server_address[1])

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def doctor(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    database_path: Path,
    free_port: int,
) -> Doctor:
    """Ask the doctor about some targets; what is found comes by its subject, with the exit code."""

    def look(*urls: str, reference: str = "", also: str = "", **environ: str) -> Any:
        probes = "".join(
            f"  - {{ name: p{number}, provider: mine, check: http, url: '{url}' }}\n"
            for number, url in enumerate(urls)
        )
        config = tmp_path / "probes.yaml"
        config.write_text(
            f"reference: [{reference}]\nproviders:\n  mine: {{}}\n{also}probes:\n{probes}"
        )
        where = environ.pop("database", str(database_path))
        port = environ.pop("port", str(free_port))
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        code = cli.main(
            ["doctor", "--json", "--config", str(config), "--database", where, "--port", port]
        )
        for name in environ:
            monkeypatch.delenv(name)
        told = json.loads(capsys.readouterr().out)
        assert (code, told["ok"]) in ((0, True), (1, False))
        found: dict[str, Any] = {"ok": told["ok"]}
        for each in told["findings"]:
            found.setdefault(each["subject"], []).append(each)
            assert each["mend"] or each["grade"] == "well", each
        return found

    return look


def grades(found: Any, subject: str) -> list[str]:
    return [each["grade"] for each in found.get(subject, [])]


def seen(found: Any, subject: str) -> str:
    return "\n".join(each["seen"] for each in found.get(subject, []))


def test_where_all_is_well_it_says_so(house: Any, doctor: Doctor, serving: Any) -> None:
    house.provider("aurora")
    house.runs("aurora")
    house.worker()
    port = serving()
    found = doctor(f"http://127.0.0.1:{port}/", reference=f"tcp://127.0.0.1:{port}")

    assert found["ok"], found
    for subject in ("configuration", "certificates", "network", "clock", "disk", "database",
                    "worker", "port"):  # fmt: skip
        assert {*grades(found, subject)} == {"well"}, subject


def test_it_finds_a_wrong_clock_a_dead_name_a_proxy_and_a_missing_key(
    doctor: Doctor, serving: Any
) -> None:
    url = f"http://127.0.0.1:{serving(off_s=-3600)}/"
    found = doctor(
        url,
        "http://brownout.invalid/",
        reference="tcp://127.0.0.1:9",
        also=f"  ours: {{ like: vllm, base_url: '{url}', key: '${{NO_SUCH_KEY}}', model: m }}\n",
        HTTPS_PROXY="http://127.0.0.1:9",
    )

    assert not found["ok"]
    assert re.search(r"this clock is 3,60\d s ahead", seen(found, "clock"))
    assert "the name brownout.invalid could not be resolved" in seen(found, "names")
    assert "tcp://127.0.0.1:9 are out of reach" in seen(found, "network")
    assert grades(found, "proxy") == ["bad"]
    assert "NO_SUCH_KEY" in seen(found, "keys")


def test_it_finds_certificates_that_nobody_trusts_and_a_bundle_that_is_not_there(
    doctor: Doctor, serving: Any, tmp_path: Path
) -> None:
    authority = trustme.CA()
    context = SSLContext(PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    url = f"https://localhost:{serving(tls=context)}/"
    bundle, empty = tmp_path / "ca.pem", tmp_path / "empty.pem"
    authority.cert_pem.write_to_path(str(bundle))
    empty.write_text("")

    assert "the certificate of localhost was refused" in seen(doctor(url), "certificates")
    trusting = doctor(url, SSL_CERT_FILE=str(bundle))
    assert {*grades(trusting, "certificates")} == {"well"}
    for broken, said in ((tmp_path / "gone.pem", "is not there"), (empty, "holds none")):
        assert said in seen(doctor(url, SSL_CERT_FILE=str(broken)), "certificates")


def test_it_finds_a_disk_that_cannot_be_written_and_a_port_that_is_taken(
    doctor: Doctor, serving: Any, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("")
    found = doctor(database=str(tmp_path / "a file" / "brownout.db"), port=str(serving()))

    assert "bad" in grades(found, "disk")
    assert "cannot be written" in seen(found, "disk")
    assert "is already in use" in seen(found, "port")


@pytest.mark.parametrize(
    ("revision", "grade", "said"), [("9999", "bad", "newer"), ("0005", "note", "older")]
)
def test_it_tells_a_newer_and_an_older_database_and_touches_neither(
    house: Any, doctor: Doctor, database_path: Path, revision: str, grade: str, said: str
) -> None:
    house.database.close()
    with contextlib.closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    before = shutil.copy(database_path, database_path.with_name("before"))

    found = doctor()

    assert grades(found, "database") == [grade]
    assert f"{said} Brownout" in seen(found, "database")
    assert database_path.read_bytes() == Path(before).read_bytes()
    data.database.cache_clear()


def test_it_tells_a_file_of_another_program(doctor: Doctor, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE tracks (title)")

    found = doctor(database=str(path))

    assert grades(found, "database") == ["bad"]
    assert "another program's database (it has a table 'tracks')" in seen(found, "database")


def test_it_tells_a_dead_worker_a_late_one_and_results_of_the_future(
    house: Any, doctor: Doctor
) -> None:
    house.provider("aurora")
    house.now_ms += 7_200_000
    house.runs("aurora", count=1)
    house.now_ms -= 7_200_000
    house.worker(beat_minutes_ago=10, config_error="broken")

    found = doctor()

    assert "no worker has given a sign of life for 6" in seen(found, "worker")
    assert "the newest result was dated 7," in seen(found, "clock")


def test_without_a_database_or_a_sound_configuration_it_says_what_comes_first(
    doctor: Doctor, tmp_path: Path
) -> None:
    found = doctor()
    assert "does not exist yet" in seen(found, "database")
    assert not (tmp_path / "brownout.db").exists()

    broken = doctor(also="  nobody: { evry: 1s }\n")
    assert grades(broken, "configuration") == ["bad"]
