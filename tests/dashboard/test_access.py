"""Whether pages may write: by default only where none but this machine reaches them."""

import os
from typing import Any

import pytest
from streamlit import App

from dashboard import access, server


@pytest.mark.parametrize(
    ("host", "told", "may"),
    [
        ("127.0.0.1", None, True),
        ("::1", None, True),
        ("localhost", None, True),
        ("0.0.0.0", None, False),
        ("dashboard.example", None, False),
        ("0.0.0.0", "true", True),
        ("127.0.0.1", "false", False),
        ("127.0.0.1", "perhaps", False),
    ],
)
def test_pages_write_on_loopback_unless_the_operator_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, host: str, told: str | None, may: bool
) -> None:
    monkeypatch.setenv(server.DATABASE_VARIABLE, "before")
    monkeypatch.setenv(server.WRITE_VARIABLE, told or "")
    if told is None:
        monkeypatch.delenv(server.WRITE_VARIABLE)
    served: list[dict[str, Any]] = []
    monkeypatch.setattr(server, "check_address", lambda host, port: None)
    monkeypatch.setattr(App, "run", lambda self, config: served.append(config))
    monkeypatch.setattr("sys.argv", ["before"])

    server.run(host, 8501, "somewhere.db")

    assert served[0]["server.address"] == host
    assert access.may_write() is may


def test_where_nobody_said_so_pages_may_not_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(server.WRITE_VARIABLE, raising=False)

    assert not access.may_write()
    assert server.WRITE_VARIABLE not in os.environ


def test_nobody_has_to_log_in_where_no_login_is_configured() -> None:
    assert access.login_name() is None
