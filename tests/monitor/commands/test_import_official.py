"""`brownout import-official`: a status page's history into the table, from a file or the page."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import storage.official
from storage.database import open_database


def incident(code: str, hour: int, **said: Any) -> dict[str, Any]:
    usual = {
        "id": code,
        "name": f"Trouble {code}",
        "status": "resolved",
        "impact": "minor",
        "created_at": f"2026-03-11T{hour:02}:00:00Z",
        "resolved_at": f"2026-03-11T{hour + 1:02}:00:00Z",
        "incident_updates": [],
        "components": [{"id": "api", "name": "API"}],
    }
    return usual | said


ALL = {code: incident(code, hour) for hour, code in enumerate(("aaaaaa1", "bbbbbb2", "cccccc3"))}


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        found: bytes | None = None
        if path == "/history":
            # The second quarter was quiet, and the page goes on behind it.
            named = {"page=1": ["aaaaaa1", "bbbbbb2"], "page=3": ["cccccc3"]}.get(query, [])
            shown = "".join(f"&quot;code&quot;:&quot;{code}&quot;," for code in named)
            found = f'<a href="/incidents/archive"><div data-react-props="{shown}"></div>'.encode()
        elif path.startswith("/incidents/"):
            known = ALL.get(path.split("/")[2].removesuffix(".json"))
            found = json.dumps(known).encode() if known else None
        elif path == "/api/v2/incidents.json":
            found = json.dumps({"incidents": [*ALL.values()]}).encode()
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(found or b"nothing here")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def take_in(brownout: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    def run(source: object, *more: object) -> Any:
        return brownout(
            "import-official", source, "--provider", "anthropic",
            "--database", tmp_path / "b.db", *more,
        )  # fmt: skip

    return run


def kept(tmp_path: Path) -> list[str]:
    database = open_database(tmp_path / "b.db")
    with database.read() as connection:
        found = storage.official.incidents(connection, "anthropic")
    database.close()
    return [each.incident.key for each in found]


def test_a_file_is_taken_in_once_however_often(take_in: Any, tmp_path: Path) -> None:
    file = tmp_path / "incidents.json"
    file.write_text(json.dumps({"incidents": [*ALL.values()]}))

    first, again = take_in(file), take_in(file, "--json")

    assert first.returncode == 0
    assert "3 incidents, 3 new, from 2026-03-11 to 2026-03-11 (3 minor)" in first.stdout
    assert "mean duration 60 min" in first.stdout
    told = json.loads(again.stdout)
    assert (told["incidents"], told["new"], told["mean_duration_s"]) == (3, 0, 3600)
    assert kept(tmp_path) == ["cccccc3", "bbbbbb2", "aaaaaa1"]


def test_an_address_is_read_as_a_document_and_a_site_as_its_whole_history(
    take_in: Any, site: str, tmp_path: Path
) -> None:
    document = take_in(f"{site}/api/v2/incidents.json")
    assert "3 incidents, 3 new" in document.stdout, document.stderr

    whole = take_in(site)
    assert "3 incidents, 0 new" in whole.stdout, whole.stderr
    assert kept(tmp_path) == ["cccccc3", "bbbbbb2", "aaaaaa1"]


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        ("no json", (), "is not written as any known format"),
        ("{}", ("--format", "statuspage"), "neither components nor a status nor incidents"),
        ("{}", ("--format", "statuspge"), "did you mean `statuspage`"),
        ('{"incidents": []}', (), "tells of no incident"),
        (json.dumps({"incidents": [ALL["aaaaaa1"]]}), ("--component", "Web"), "no incident"),
        (json.dumps({"incidents": [ALL["aaaaaa1"]]}), ("--provider", "No!"), "no provider's id"),
    ],
)
def test_a_mistake_is_one_sentence(
    take_in: Any, tmp_path: Path, content: str, more: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "incidents.json"
    file.write_text(content)
    shown = take_in(file, *more)

    assert shown.returncode == 2
    assert said in shown.stderr
    assert "Traceback" not in shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 1


def test_nobody_there_is_said(take_in: Any, tmp_path: Path, free_port: int) -> None:
    assert "does not answer" in take_in(f"http://127.0.0.1:{free_port}/").stderr
    assert "No such file" in take_in(tmp_path / "none.json").stderr
