"""Who may reach the dashboard and do what there: by probes.yaml, the address, and the flags."""

import hashlib
import hmac
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.dashboard_settings import DashboardSettings, LoginSettings, read_dashboard_settings
from monitor.edits import Edits
from monitor.mistake import Mistake
from monitor.mistakes import ConfigError
from publish.access import WRITE_VARIABLE, Access, Role

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Reach:
    """Where pages are served: at `host`, with or without the leave to do so without a login."""

    host: str
    without_login: bool = False

    def is_local(self, settings: DashboardSettings) -> bool:
        """Return whether none but people of this machine reach the pages."""
        named = urlsplit(settings.url).hostname if settings.url else None
        return is_loopback(self.host) and (named is None or is_loopback(named))


def is_loopback(host: str) -> bool:
    """Return whether a name or address leads to this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def access_of(
    settings: DashboardSettings,
    reach: Reach,
    environ: Mapping[str, str],
    *,
    may_be_local: bool = True,
) -> Access:
    """Return the rules that follow; pages that others reach already may not become local ones."""
    said = environ.get(WRITE_VARIABLE, "").strip().lower()
    may_write = said in {"true", "1", "yes", "on"} if said else None
    is_local = may_be_local and reach.is_local(settings)
    if settings.login is not None or (settings.public and not is_local):
        everybody = Role.PUBLIC if settings.public else Role.NOBODY
    elif is_local:
        everybody = Role.VIEWER if may_write is False else Role.OPERATOR
    elif reach.without_login:
        everybody = Role.OPERATOR if may_write else Role.VIEWER
    else:
        everybody = Role.NOBODY
    return Access(
        has_login=settings.login is not None,
        operators=tuple(settings.operators),
        viewers=tuple(settings.viewers),
        everybody=everybody,
        may_edit=settings.edit,
    )


def check_reach(settings: DashboardSettings, reach: Reach, path: Path) -> None:
    """Refuse to show the pages to others unless somebody said who may look.

    Raises:
        Mistake: with the ways to say so.
    """
    if settings.login or settings.public or reach.without_login or reach.is_local(settings):
        return
    where = reach.host if not is_loopback(reach.host) else settings.url
    raise Mistake(
        f"others would reach the pages at {where}, and nobody said who may look: write `login:` or "
        f"`public: read-only` under `dashboard:` in {path}, or start with --without-login "
        "(docs/access.md)"
    )


class FollowedAccess:
    """The rules as probes.yaml has them now; a broken edit keeps those that were in force."""

    def __init__(
        self, path: Path, settings: DashboardSettings, reach: Reach, environ: Mapping[str, str]
    ) -> None:
        self._path = path
        self._reach = reach
        self._environ = environ
        self._edits = Edits([path])
        self._looked_at_s = time.monotonic()
        # Whatever the file says later, a proxy that stands before us goes on to lead others here.
        self._was_local = reach.is_local(settings)
        self._access = access_of(settings, reach, environ)

    def __call__(self) -> Access:
        """Return them, looking after the file at most once a second."""
        now_s = time.monotonic()
        if now_s - self._looked_at_s >= _LOOK_EVERY_S:
            self._looked_at_s = now_s
            if self._edits.happened():
                self._read()
        return self._access

    def _read(self) -> None:
        try:
            settings = read_dashboard_settings(self._path, self._environ)
        except ConfigError as error:
            log.error("who may do what stays as it was:\n%s", error)
            return
        access = access_of(settings, self._reach, self._environ, may_be_local=self._was_local)
        # Streamlit knows the login that it was started with.
        if access.has_login != self._access.has_login:
            log.warning("a login that was added or removed is in force after a restart")
            return
        self._access = access


def settings_at(path: Path, *, is_named: bool) -> DashboardSettings:
    """Return what the file says of the dashboard; where nobody `is_named` it, it may be missing.

    Raises:
        Mistake: where it cannot be read or says something wrong.
    """
    if not is_named and not path.exists():
        return DashboardSettings()
    try:
        return read_dashboard_settings(path, os.environ)
    except ConfigError as error:
        raise Mistake(str(error)) from error


def login_secrets(settings: DashboardSettings) -> dict[str, Any] | None:
    """Return the section `auth` of Streamlit's secrets, None without a login.

    Source: the documentation of `st.login`.
    """
    login = settings.login
    if login is None:
        return None
    return {
        "redirect_uri": f"{settings.url}/oauth2callback",
        "cookie_secret": _cookie_secret(login),
        "client_id": login.client_id,
        "client_secret": login.client_secret.get_secret_value(),
        "server_metadata_url": f"{login.issuer}/.well-known/openid-configuration",
        "client_kwargs": {"scope": "openid email profile", "prompt": login.prompt},
    }


def _cookie_secret(login: LoginSettings) -> str:
    # One secret is enough to keep: this one is as good as it, and survives a restart.
    secret = login.client_secret.get_secret_value().encode()
    about = f"brownout session cookies of {login.client_id} at {login.issuer}"
    return hmac.new(secret, about.encode(), hashlib.sha256).hexdigest()
