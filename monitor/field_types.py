"""Kinds of values that sections of probes.yaml take, each with what is wrong about others."""

import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr


def _plain_bool(value: object) -> object:
    # A variable gives text; but `on` and `yes`, which are text in YAML 1.2, are refused.
    return {"true": True, "false": False}.get(value, [value]) if isinstance(value, str) else value


def _http_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        is_usable = False
    if not is_usable or re.search(r"\s", url):
        raise ValueError("not a web address; write it like `https://api.example.com/v1`")
    return url.rstrip("/")


def _sendable(secret: SecretStr) -> SecretStr:
    # What cannot stand in an HTTP header is a mistake of copying: a line break, a "smart" quote.
    text = secret.get_secret_value()
    if not text.isascii() or not text.isprintable():
        raise ValueError("holds a line break or a letter that no HTTP header can carry")
    return secret


def _header_name(name: str) -> str:
    # RFC 9110, 5.6.2: a token.
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        raise ValueError("not a header's name; write it like `X-Team`")
    return name


def _probe_name(name: str) -> str:
    if not name.isprintable() or name != name.strip():
        raise ValueError("a name has neither line breaks nor spaces around it")
    return name


def _tcp_target(target: str) -> str:
    try:
        parts = urlsplit(target)
        is_usable = parts.scheme == "tcp" and bool(parts.hostname) and parts.port is not None
    except ValueError:
        is_usable = False
    if not is_usable or parts.path:
        raise ValueError("not a reference target; write it like `tcp://1.1.1.1:443`")
    return target


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("no time zone; write it like `Europe/Berlin`") from None
    return name


Switch = Annotated[bool, BeforeValidator(_plain_bool)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
HeaderValue = Annotated[SecretStr, AfterValidator(_sendable)]
TcpTarget = Annotated[str, AfterValidator(_tcp_target)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
ProbeName = Annotated[str, AfterValidator(_probe_name), Field(min_length=1, max_length=100)]
VANTAGE_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
Vantage = Annotated[str, Field(pattern=VANTAGE_NAME.pattern)]
Region = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Usd = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
