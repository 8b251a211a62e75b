"""The section `dashboard:` of probes.yaml: where pages are reached, and by whom."""

import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from monitor.config_text import read_text
from monitor.field_types import HeaderValue, HttpUrl, Switch
from monitor.interpolation import Interpolation
from monitor.located_yaml import read_yaml
from monitor.mistakes import ConfigError, Mistake
from monitor.validation import validate
from probes.spec import StrictModel

SECTION = "dashboard"


def _who(text: str) -> str:
    if text != "*" and not re.fullmatch(r"(\*|[^\s@*]+)@[^\s@*]+", text):
        raise ValueError("nobody's address; write `ana@example.com`, `*@example.com` or `*`")
    return text


def _base(url: str) -> str:
    parts = urlsplit(url)
    if parts.path or parts.query or parts.fragment:
        raise ValueError("has a path; write it like `https://status.example.com`")
    return url


Who = Annotated[str, AfterValidator(_who)]


class LoginSettings(StrictModel):
    """Logins through an OpenID Connect provider."""

    issuer: HttpUrl
    """Its address, below which `/.well-known/openid-configuration` stands."""
    client_id: Annotated[str, Field(min_length=1)]
    """What it calls this dashboard."""
    client_secret: HeaderValue
    """The secret that goes with it: `${VARIABLE}` or `${file:/run/secrets/it}`."""
    prompt: Annotated[str, Field(min_length=1)] = "select_account"
    """What it is asked to do first (OpenID Connect Core, 3.1.2.1); some know `login` alone."""


class DashboardSettings(StrictModel):
    """Where people reach the pages, and who may do what there."""

    url: Annotated[HttpUrl, AfterValidator(_base)] | None = None
    """Where people reach the pages, such as `https://status.example.com`."""
    login: LoginSettings | None = None
    """How they log in."""
    operators: list[Who] = Field(default_factory=list)
    """Who may say what they know and run probes, by address; `*@example.com` is a whole domain."""
    viewers: list[Who] = Field(default_factory=list)
    """Who may look, by address; `*` is everybody who can log in."""
    public: Literal["read-only"] | None = None
    """`read-only` shows how providers are to everybody, without a login."""
    edit: Switch = False
    """Whether operators may change and try probes on the pages, with the keys that are here."""

    @model_validator(mode="after")
    def _can_be_logged_into(self) -> Self:
        if self.login is not None and self.url is None:
            raise ValueError("login leads back to an address; add `url:` beside it")
        if self.login is not None and not (self.operators or self.viewers):
            raise ValueError("login lets nobody in; name `operators:` or `viewers:` beside it")
        for key in ("operators", "viewers"):
            if getattr(self, key) and self.login is None:
                raise ValueError(f"{key} are known by their login; add `login:` beside it")
        return self


def read_dashboard_settings(path: FilePath, environ: Mapping[str, str]) -> DashboardSettings:
    """Return what the file says of the dashboard, whatever else stands in it.

    Nothing but this section is looked at: whoever draws needs no provider's key, and runs no
    check of anybody's own.

    Raises:
        ConfigError: where it cannot be read or this section is wrong.
    """
    mistakes: list[Mistake] = []
    root = read_yaml(read_text(path), mistakes)
    if mistakes:
        raise ConfigError(path, mistakes)
    node = root.child(SECTION) if root is not None else None
    if node is None or node.value is None:
        return DashboardSettings()
    variables = Interpolation(environ, path.parent)
    node = variables.fill(node, (SECTION,))
    mistakes += variables.mistakes
    settings = validate(DashboardSettings, node, (SECTION,), mistakes)
    if settings is None or mistakes:
        raise ConfigError(path, mistakes)
    return settings
