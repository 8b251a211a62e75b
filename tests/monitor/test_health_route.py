"""`/healthz`: the reasons why not are for those who may look."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from monitor.health_route import HealthRoute
from storage.database import open_database


@pytest.mark.parametrize("tells_why", [True, False])
def test_reasons_are_told_to_those_who_may_look(tmp_path: Path, tells_why: bool) -> None:
    path = tmp_path / "no" / "folder.db"
    path.parent.write_text("a file where a folder should be")
    route = HealthRoute(lambda: open_database(path), tmp_path, tells_why=lambda: tells_why)

    async def ask() -> Any:
        transport = httpx.ASGITransport(app=Starlette(routes=route.routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get("/healthz")

    answer = asyncio.run(ask())

    assert answer.status_code == 503
    assert (str(tmp_path) in answer.text) is tells_why
    assert answer.json()["reasons"]
