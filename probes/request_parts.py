"""The parts of a request that all wire formats share: its address, its headers and its body."""

import ipaddress
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, JsonValue, SecretStr

from probes.held_secrets import is_secret_like
from probes.spec import ProviderSpec

_DEFAULT_PORTS = {"http": 80, "https": 443}


def address(provider: ProviderSpec, path: str) -> str:
    """Return `path` under the provider's base URL; a full URL stands for itself.

    Raises:
        ValueError: where the provider has no base URL to put the path under.
    """
    if urlsplit(path).scheme in _DEFAULT_PORTS:
        return path
    if not provider.base_url:
        raise ValueError(f"provider `{provider.id}` has no `base_url`, which `{path}` needs")
    return f"{provider.base_url.rstrip('/')}/{path.lstrip('/')}"


def check_url(url: str) -> str:
    """Return an absolute address that may be asked for.

    Raises:
        ValueError: where it is none of http or https, or has no host.
    """
    parts = urlsplit(url)
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname or " " in url:
        raise ValueError("not a web address; write it like `https://api.example.com/health`")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("its port is no number up to 65535; correct it") from None
    return url


def check_host(host: str) -> str:
    """Return a name or address that may be connected to.

    Raises:
        ValueError: where it holds more than that, such as a scheme, a port or a path.
    """
    if not re.fullmatch(r"[\w.-]{1,253}", host):
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            example = "write it like `db.example.com`"
            raise ValueError(f"not a host name or address; {example}") from None
    return host


Host = Annotated[str, AfterValidator(check_host)]
"""A name or address that may be connected to."""


def tcp_url(host: str, port: int) -> str:
    """Return a host and a port as a URL."""
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port: what two URLs share that may share a secret.

    Raises:
        ValueError: where the port is no number.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(scheme)


def headers(provider: ProviderSpec, **more: str) -> dict[str, str]:
    """Return the provider's own headers over `more`; names in lower case, `_` means `-`."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    own = {name.lower(): value.get_secret_value() for name, value in provider.headers.items()}
    return named | own


def bearer(provider: ProviderSpec) -> dict[str, str]:
    """Return the key as a bearer token, or nothing where the provider has no key."""
    key = provider.key
    return {"authorization": f"Bearer {key.get_secret_value().strip()}"} if key else {}


def json_body(body: Mapping[str, object], extra: Mapping[str, object]) -> bytes:
    """Return `body` as JSON with `extra` merged into it: mappings deeply, null removes a key."""
    return json.dumps(_merge(body, extra)).encode()


def revealed_json(value: object) -> bytes:
    """Return as JSON what `SecretJson` holds."""
    return json.dumps(value, default=lambda secret: secret.get_secret_value()).encode()


def _hidden(value: JsonValue, name: str = "") -> Any:
    match value:
        case str() if is_secret_like(name, value):
            return SecretStr(value)
        case dict():
            return {key: _hidden(item, key) for key, item in value.items()}
        case list():
            return [_hidden(item, name) for item in value]
    return value


SecretJson = Annotated[JsonValue, AfterValidator(_hidden)]
"""JSON in which every text that may be a secret is held as one."""


def _merge(body: Mapping[str, object], extra: Mapping[str, object]) -> dict[str, object]:
    merged = dict(body)
    for key, value in extra.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            inner = merged.get(key)
            merged[key] = _merge(inner if isinstance(inner, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged
