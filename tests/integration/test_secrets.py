"""No key that Brownout was given is found in anything it writes, shows or is called."""

import asyncio
import base64
import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from pyarrow import parquet
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

import storage.probes
import storage.results
from dashboard import data
from dashboard.server import DATABASE_VARIABLE
from publish.api.routes import routes
from publish.metrics.collecting import Collecting
from publish.source import Source
from storage.database import open_database
from tests.integration.echo import MODES, echoing
from tests.integration.leaks import around, new_core, signs, words

# A check of one's own that breaks down over what it was given.
LEAKY = """
async def run(context, options):
    raise RuntimeError("leaked " + context.provider.key.get_secret_value())
"""


def kept_files(house: Path) -> list[Path]:
    """The database with its log, and what waits for it."""
    found = [*house.glob("brownout.db*"), *house.glob("brownout.db*/*")]
    return [file for file in found if file.is_file()]


KINDS = (
    "key", "header", "provider header", "query", "userinfo", "user", "form", "json", "basic",
    "file", "path", "access key", "temporary token", "application", "command",
)  # fmt: skip


@pytest.fixture
def cores() -> dict[str, str]:
    return {kind: new_core() for kind in KINDS}


def _config(port: int, cores: Mapping[str, str]) -> str:
    here = f"127.0.0.1:{port}"
    lines = ["reference: []", "checks: [leaky.py]", "providers:"]
    for mode in MODES:
        lines += [
            f"  {mode.replace('_', '-')}:",
            "    like: openai",
            f"    base_url: http://us:pw%2F{cores['userinfo']}@{here}/{mode}/${{MARKER_TENANT_TOKEN}}/v1",
            "    key: ${MARKER_KEY}",
            "    model: m",
            "    every: 20s",
            "    headers: { x-team: '${MARKER_TEAM}' }",
            f"  aws-{mode.replace('_', '-')}:",
            "    like: bedrock",
            f"    base_url: http://{here}/{mode}",
            "    credentials:",
            "      access_key_id: AKIDEXAMPLE",
            f"      secret_access_key: s/+{cores['access key']}",
            f"      session_token: t/+{cores['temporary token']}",
            "    model: m",
            "    every: 20s",
            "    edge: false",
            f"  azure-{mode.replace('_', '-')}:",
            "    like: azure-openai",
            f"    base_url: http://{here}/{mode}",
            "    credentials:",
            "      tenant_id: t",
            "      client_id: c",
            f"      client_secret: s/+{cores['application']}",
            f"      authority: http://{here}/{mode}",
            "    model: m",
            "    every: 20s",
            "    edge: false",
        ]
    lines += ["  other: { every: 20s }", "probes:"]
    lines += ["  - { name: leaky, provider: text, check: leaky, every: 20s }"]
    for mode in MODES:
        basic = base64.b64encode(f"us:{cores['basic']}".encode()).decode()
        options = {
            "header": f"headers: {{ x-key: '{cores['header']}' }}",
            "query": "",
            "form": "body: grant_type=client_credentials&client_id=c&client_secret="
            f"{quote('s/+' + cores['form'], safe='')}",
            "json": f'json: {{ client_id: c, client_secret: "s/\\"{cores["json"]}" }}',
            "basic": f"headers: {{ authorization: Basic {basic} }}",
            "file": "headers: { authorization: 'Bearer ${file:token}' }",
            "command": "headers: { authorization: 'Bearer ${command:cat given}' }",
            "user": "",
            "path": "",
        }
        for kind, option in options.items():
            user = f"k{cores['user']}@" if kind == "user" else ""
            path = "${MARKER_TENANT_TOKEN}" if kind == "path" else "x"
            query = f"?q=1&token={cores['query']}" if kind == "query" else ""
            lines += [
                f"  - name: {mode} {kind}",
                "    provider: other",
                "    check: http",
                f"    surface: {'oauth' if kind in ('form', 'json') else 'dependency'}",
                f"    url: http://{user}{here}/{mode}/{path}{query}",
                f"    method: {'POST' if kind in ('form', 'json') else 'GET'}",
                *([f"    {option}"] if option else []),
                "    expect: { status: 200, json: { data: nothing }, headers: { x-seen: 'no' } }",
            ]
    return "\n".join(lines)


@pytest.mark.long
def test_no_secret_is_found_in_what_brownout_keeps_shows_or_is_called(
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    cores: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = tmp_path / "house"
    house.mkdir()
    path, config = house / "brownout.db", house / "probes.yaml"
    (house / "token").write_text(f"t/{cores['file']}\n")
    (house / "given").write_text(f"g/{cores['command']}\n")
    (house / "leaky.py").write_text(LEAKY)
    environ = {
        "MARKER_KEY": f'sk-"/+{cores["key"]}',
        "MARKER_TENANT_TOKEN": cores["path"],
        "MARKER_TEAM": f"tm {cores['provider header']}",
        "BROWNOUT_CONFIG": str(config),
        "BROWNOUT_DATABASE": str(path),
    }
    found: dict[str, bytes] = {}

    with echoing() as port:
        config.write_text(_config(port, cores))
        database = open_database(path)
        worker = start("worker", **environ)

        def missing() -> set[str]:
            with database.read() as connection:
                watched = [p.name for w in storage.probes.watched(connection) for p in w.probes]
                return {*watched} - {*storage.results.latest(connection)} if watched else {"all"}

        eventually(lambda: not missing(), within_s=90)
        for command in ("check", "validate", "status"):
            for flags in ((), ("--json",)):
                said = brownout(command, *flags, **environ)
                assert said.stdout, said.stderr
                found[" ".join((command, *flags))] = (said.stdout + said.stderr).encode()
        # A mistaken edit is told everywhere, but not what a variable holds.
        wrong = "    every: ${MARKER_KEY}\n    evry: ${MARKER_KEY}\n"
        config.write_text(config.read_text().replace("    every: 20s\n", wrong, 1))
        eventually(lambda: b"evry" in brownout("status", "--json", **environ).stdout.encode())
        for command in ("check", "validate", "status"):
            for flags in ((), ("--json",)):
                said = brownout(command, *flags, **environ)
                found[f"{command} {flags} of a mistake"] = (said.stdout + said.stderr).encode()
        family = worker.family() | {0: Path(f"/proc/{worker.process.pid}/cmdline").read_bytes()}
        found["title"] = b"\n".join(family.values())
        monkeypatch.setenv(DATABASE_VARIABLE, str(path))
        data.database.cache_clear()
        clouds = (f"{cloud}-{mode}" for cloud in ("aws", "azure") for mode in MODES)
        for page in ("/", *MODES, "other", *clouds):
            found[f"page {page}"] = _page(page.replace("_", "-"))
        for address, said in _api(path):
            found[f"API {address}"] = said
        for file in kept_files(house):
            found[file.name] = file.read_bytes()
        # What the database cannot take is put on the disk beside it.
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            spools = [*(house / "brownout.db-spool").glob("*.spool")]
            eventually(lambda: any(file.read_bytes().strip(b"\0") for file in spools))
            for file in kept_files(house):
                found[f"{file.name} while locked"] = file.read_bytes()
        worker.stop()
        found["log"] = worker.said().encode()
        for file in kept_files(house):
            found[f"{file.name} at the end"] = file.read_bytes()
        data.database(str(path)).close()
        data.database.cache_clear()
        written = _written(brownout, tmp_path / "written", environ)
        found |= written
        with database.read() as connection:
            told = storage.results.recent(connection, limit=10_000)
        database.close()

    # The echoes came in: without them there would be nothing to hide.
    assert sum("[redacted]" in (result.detail or "") for result in told) > 3 * len(MODES)
    assert {"title", "log", "brownout.db", "page /", "check --json"} <= found.keys()
    assert any(file.endswith(".spool while locked") for file in found)
    assert sum(len(text) > 1000 for text in written.values()) >= len(WRITTEN)
    assert any("leaked [redacted]" in (result.detail or "") for result in told)
    kinds = {sign: kind for kind, core in cores.items() for sign in signs(core)}
    leaks = [
        f"{kinds[sign]} in {where}: {around(text, sign)!r}"
        for where, text in found.items()
        for sign in words(text) & kinds.keys()
    ]
    assert not leaks, "\n".join(leaks)


WRITTEN = ("report.json", "report.html", "export.csv", "export.parquet", "backup.db")


def _written(
    brownout: Callable[..., Any], folder: Path, environ: Mapping[str, str]
) -> dict[str, bytes]:
    """What is written for others: reports, exports, a backup and the public page."""
    folder.mkdir()
    for name in WRITTEN:
        what = name.partition(".")[0]
        words = {
            "report": ("report", "--from", "1d", "--output", folder / name),
            "export": ("export", folder / name),
            "backup": ("db", "backup", folder / name),
        }[what]
        said = brownout(*words, **environ)
        assert said.returncode == 0, said.stderr
    assert brownout("publish", folder / "site", **environ).returncode == 0
    found = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
    return {
        name: json.dumps(parquet.read_table(file).to_pylist()).encode()
        if file.suffix == ".parquet"
        else file.read_bytes()
        for name, file in found.items()
    }


ADDRESSES = ("/api/v1/status", "/api/v1/results?limit=1000", "/api/v1/incidents", "/metrics",
             "/api/v1/providers/text", "/api/v2/summary.json", "/feed.atom")  # fmt: skip


def _api(path: Path) -> Iterator[tuple[str, bytes]]:
    source = Source(data.status, lambda: data.database(str(path)))
    app = Starlette(routes=routes(source, Collecting(source, "0"), "0", {}))

    async def ask(address: str) -> bytes:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            answer = await client.get(address)
            assert answer.status_code == 200, (address, answer.text)
            return answer.content

    for address in ADDRESSES:
        yield address, asyncio.run(ask(address))


def _now() -> None:
    from dashboard.views import now

    now.render()


def _provider() -> None:
    from dashboard.views import provider

    provider.render()


def _page(name: str) -> bytes:
    """Return all that a page sends to the browser."""
    page = AppTest.from_function(_now if name == "/" else _provider, default_timeout=60)
    if name != "/":
        page.query_params["provider"] = name
    page.run()
    assert not page.exception, page.exception
    protos = [element.proto for element in page.main if element.proto is not None]
    return b"\n".join(proto.SerializeToString() for proto in protos)
