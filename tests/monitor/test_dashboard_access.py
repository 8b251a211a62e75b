"""Who reaches the pages: closed to other machines until somebody says who may look."""

from pathlib import Path

import pytest

from monitor.dashboard_access import (
    FollowedAccess,
    Reach,
    access_of,
    check_reach,
    login_secrets,
    settings_at,
)
from monitor.dashboard_settings import DashboardSettings, read_dashboard_settings
from monitor.mistake import Mistake
from monitor.mistakes import ConfigError
from publish.access import WRITE_VARIABLE, Account, Role

LOGIN = """
dashboard:
  url: https://status.example.com
  login: {issuer: "https://login.example.com/", client_id: us, client_secret: "${OIDC_SECRET}"}
  operators: [ana@example.com]
"""
ENVIRON = {"OIDC_SECRET": "hush-hush-9"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "probes.yaml"


def settings(path: Path, text: str) -> DashboardSettings:
    path.write_text(text)
    return read_dashboard_settings(path, ENVIRON)


def everybody(text: DashboardSettings, host: str, said: str = "", *, is_open: bool = False) -> Role:
    reach = Reach(host, without_login=is_open)
    return access_of(text, reach, {WRITE_VARIABLE: said}).everybody


@pytest.mark.parametrize(
    ("host", "said", "is_open", "role"),
    [
        ("127.0.0.1", "", False, Role.OPERATOR),
        ("::1", "", False, Role.OPERATOR),
        ("localhost", "perhaps", False, Role.VIEWER),
        ("127.0.0.1", "false", False, Role.VIEWER),
        ("0.0.0.0", "", False, Role.NOBODY),
        ("0.0.0.0", "true", False, Role.NOBODY),
        ("dashboard.example", "", True, Role.VIEWER),
        ("0.0.0.0", "true", True, Role.OPERATOR),
    ],
)
def test_without_a_login_people_of_this_machine_may_write_and_others_need_leave(
    host: str, said: str, is_open: bool, role: Role
) -> None:
    assert everybody(DashboardSettings(), host, said, is_open=is_open) is role


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "dashboard.example"])
def test_pages_are_not_shown_to_other_machines_unless_somebody_said_who_may_look(
    path: Path, host: str
) -> None:
    with pytest.raises(Mistake, match=f"reach the pages at {host}.*--without-login"):
        check_reach(DashboardSettings(), Reach(host), path)

    check_reach(DashboardSettings(), Reach(host, without_login=True), path)
    check_reach(settings(path, "dashboard: {public: read-only}"), Reach(host), path)
    check_reach(settings(path, LOGIN), Reach(host), path)
    check_reach(DashboardSettings(), Reach("127.0.0.1"), path)


def test_an_address_for_others_counts_though_a_proxy_stands_before_it(path: Path) -> None:
    proxied = settings(path, "dashboard: {url: https://status.example.com}")

    with pytest.raises(Mistake, match=r"at https://status\.example\.com"):
        check_reach(proxied, Reach("127.0.0.1"), path)
    assert everybody(proxied, "127.0.0.1") is Role.NOBODY


def test_public_pages_are_read_only_for_others_and_with_a_login_for_all_without_one(
    path: Path,
) -> None:
    public = settings(path, "dashboard: {public: read-only}")
    assert everybody(public, "0.0.0.0", "true") is Role.PUBLIC
    assert everybody(public, "127.0.0.1") is Role.OPERATOR

    both = settings(path, LOGIN + "  public: read-only\n")
    assert everybody(both, "127.0.0.1", "true") is Role.PUBLIC
    assert everybody(settings(path, LOGIN), "127.0.0.1", "true") is Role.NOBODY


def test_the_login_becomes_what_streamlit_asks_for(path: Path) -> None:
    secrets = login_secrets(settings(path, LOGIN))

    assert secrets is not None
    cookie_secret = secrets.pop("cookie_secret")
    assert secrets == {
        "redirect_uri": "https://status.example.com/oauth2callback",
        "client_id": "us",
        "client_secret": "hush-hush-9",
        "server_metadata_url": "https://login.example.com/.well-known/openid-configuration",
        "client_kwargs": {"scope": "openid email profile", "prompt": "select_account"},
    }
    # It lives as long as the client's secret, and gives it away to nobody.
    again = login_secrets(settings(path, LOGIN))
    assert again is not None
    assert again["cookie_secret"] == cookie_secret
    assert len(cookie_secret) == 64
    assert login_secrets(DashboardSettings()) is None


def test_nothing_but_the_section_is_read_so_no_check_runs_and_no_key_is_needed(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "bomb.py").write_text("raise SystemExit('it ran')")
    text = "checks: [./bomb.py]\nproviders: {a: {base_url: '${UNSET}'}}\ndashboard: {edit: true}\n"

    assert settings(path, text).edit


def test_its_mistakes_are_told_with_their_place_and_never_the_secret(path: Path) -> None:
    text = LOGIN.replace("client_secret", "client_secrt").replace("${OIDC_SECRET}", "hush-hush-9")

    with pytest.raises(ConfigError) as told:
        settings(path, text)

    assert ":4:" in str(told.value)
    assert "did you mean `client_secret`?" in str(told.value)
    assert "hush" not in str(told.value)


def test_an_edit_changes_who_is_what_and_a_broken_one_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.dashboard_access._LOOK_EVERY_S", 0.0)
    access = FollowedAccess(path, settings(path, LOGIN), Reach("127.0.0.1"), ENVIRON)
    ben = Account("Ben", "ben@example.com")
    assert access().role_of(ben) is Role.NOBODY

    path.write_text(LOGIN + "  viewers: ['*@example.com']\n")
    assert access().role_of(ben) is Role.VIEWER

    for broken in (LOGIN + "  viewers: everybody\n", "dashboard: [", "providers: {}"):
        path.write_text(broken)
        assert access().role_of(ben) is Role.VIEWER

    path.write_text(LOGIN + "  operators_: [ben@example.com]\n")
    assert access().role_of(ben) is Role.VIEWER
    path.write_text(LOGIN)
    assert access().role_of(ben) is Role.NOBODY


def test_strangers_behind_a_proxy_do_not_become_people_of_this_machine_by_an_edit(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.dashboard_access._LOOK_EVERY_S", 0.0)
    public = settings(path, "dashboard: {url: https://status.example.com, public: read-only}")
    access = FollowedAccess(path, public, Reach("127.0.0.1"), {})
    assert access().everybody is Role.PUBLIC

    path.write_text("dashboard: {}")
    assert access().everybody is Role.NOBODY


def test_a_file_that_nobody_named_may_be_missing(path: Path) -> None:
    assert settings_at(path, is_named=False) == DashboardSettings()
    with pytest.raises(Mistake, match="there is no such file"):
        settings_at(path, is_named=True)
