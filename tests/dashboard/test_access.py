"""Who looks at a page, and what they may do: asked anew for every page and every action."""

import os
from typing import Any

import pytest
from streamlit import App
from streamlit.testing.v1 import AppTest

from dashboard import access, app, probes_file, server
from dashboard.provider_parts import PARTS
from dashboard.server import Gate
from incidents.amendments import Action, Amendment
from probes.result import Outcome
from publish.access import Access, Role
from storage import amendments

RULES = Access(
    has_login=True, operators=("ana@example.com",), viewers=("*@example.com",), may_edit=True
)


def _script() -> None:
    import streamlit as st

    from dashboard import access

    st.text(f"{access.role().name} {access.login_name()} {access.may_edit()}")


def _told(monkeypatch: pytest.MonkeyPatch, rules: Access = RULES, **user: Any) -> str:
    monkeypatch.setattr(access, "_rules", lambda: rules)
    page = AppTest.from_function(_script)
    page.user = {"is_logged_in": bool(user), **user}
    return str(page.run().text[0].value)


def test_a_login_is_known_by_an_address_that_its_issuer_vouches_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana = {"name": "Ana", "email": "ana@example.com"}
    assert _told(monkeypatch, **ana) == "OPERATOR Ana (ana@example.com) True"
    assert _told(monkeypatch, **ana, email_verified=True).startswith("OPERATOR")
    for unverified in (False, "false", "False"):
        assert _told(monkeypatch, **ana, email_verified=unverified) == "NOBODY Ana False"
    assert _told(monkeypatch, name="ana@example.com", sub="1") == "NOBODY ana@example.com False"
    assert _told(monkeypatch, email="ben@example.com") == "VIEWER ben@example.com False"
    assert _told(monkeypatch) == "NOBODY None False"


def test_editing_takes_an_operator_and_the_leave_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    local = Access(everybody=Role.OPERATOR)
    assert _told(monkeypatch, local) == "OPERATOR None False"
    assert _told(monkeypatch, Access(everybody=Role.VIEWER, may_edit=True)).endswith("False")


def _titles(monkeypatch: pytest.MonkeyPatch, everybody: Role) -> tuple[list[str], AppTest]:
    rules = Access(has_login=True, operators=("ana@example.com",), everybody=everybody)
    monkeypatch.setattr(access, "_rules", lambda: rules)
    page = AppTest.from_file(app.__file__, default_timeout=30)
    page.user = {"is_logged_in": False}
    page.run()
    assert not page.exception
    return [each.label for each in page.button], page


def test_without_a_role_there_is_nothing_but_the_login(
    trouble: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    buttons, page = _titles(monkeypatch, Role.NOBODY)

    shown = "\n".join(element.value for element in page.html)
    assert buttons == ["Log in"]
    assert "Log in to see how your AI providers are" in shown
    assert "Borealis" not in shown


def test_the_public_sees_how_providers_are_and_may_log_in(
    trouble: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble.worker(config_error="probes.yaml:3:1: a secret path")
    buttons, page = _titles(monkeypatch, Role.PUBLIC)

    shown = "\n".join(element.value for element in page.html)
    assert "Borealis" in shown
    assert "a secret path" not in shown
    assert "Log in" in buttons


def test_served_pages_go_by_the_rules_of_their_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(server.DATABASE_VARIABLE, "before")
    monkeypatch.setattr(access, "_rules", access._rules)
    monkeypatch.setattr(probes_file, "_path", None)
    served: list[dict[str, Any]] = []
    monkeypatch.setattr(server, "check_address", lambda host, port: None)
    monkeypatch.setattr(App, "run", lambda self, config: served.append(config))
    monkeypatch.setattr("sys.argv", ["before"])

    server.run("127.0.0.1", 8501, "somewhere.db", gate=Gate(access=lambda: RULES))

    assert served[0]["server.address"] == "127.0.0.1"
    assert access.rules() is RULES


def test_where_nobody_said_so_pages_may_not_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(server.WRITE_VARIABLE, raising=False)

    assert not access.may_write()
    assert server.WRITE_VARIABLE not in os.environ


def test_nobody_has_to_log_in_where_no_login_is_configured() -> None:
    assert access.login_name() is None


def _provider() -> None:
    from dashboard.views import provider

    provider.render()


def _incident() -> None:
    from dashboard.views import incident

    incident.render()


@pytest.mark.parametrize("page", [_provider, _incident])
def test_the_public_reads_no_word_of_theirs_and_no_name_of_ours(
    trouble: Any, monkeypatch: pytest.MonkeyPatch, page: Any
) -> None:
    trouble.runs("borealis", 3, outcome=Outcome.OVERLOADED, detail="organisation org-ours",
                 started_at_ms=trouble.now_ms - 100)  # fmt: skip
    for action in (Action.ACKNOWLEDGE, Action.NOTE):
        said = Amendment(incident="borealis-1", action=action, at_ms=trouble.now_ms,
                         by="Ana (ana@example.com)", reason="our proxy")  # fmt: skip
        with trouble.database.transaction() as connection:
            amendments.add(connection, said)

    def shown(role: Role) -> str:
        monkeypatch.setattr(access, "_rules", lambda: Access(everybody=role))
        app = AppTest.from_function(page, default_timeout=30)
        app.query_params["provider"] = "borealis"
        app.query_params["incident"] = "borealis-1"
        app.run()
        assert not app.exception
        return "\n".join(each.value for each in [*app.html, *app.code])

    secrets = ("ana@example.com", "org-ours", "req-0")
    assert any(word in shown(Role.VIEWER) for word in secrets)
    told = shown(Role.PUBLIC)
    assert "Borealis" in told
    assert [word for word in (*secrets, "our proxy", "req-") if word in told] == []


@pytest.mark.parametrize("part", sorted(PARTS))
def test_the_public_sees_neither_answers_nor_costs_by_any_address(
    trouble: Any, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    trouble.runs("borealis", 3, cost_microusd=123_456, detail="organisation org-ours",
                 started_at_ms=trouble.now_ms - 100)  # fmt: skip
    monkeypatch.setattr(access, "_rules", lambda: Access(everybody=Role.PUBLIC))
    app = AppTest.from_function(_provider, default_timeout=30)
    app.query_params["provider"], app.query_params["part"] = "borealis", part
    app.run()

    told = "\n".join(each.value for each in app.html)
    assert not app.exception
    assert "Borealis" in told
    assert [word for word in ("org-ours", "req-", "0.12", "Cost") if word in told] == []
