"""Which secrets a probe holds, so that none of them is found in what it reports."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel, SecretStr

from probes.spec import ProbeSpec

_NAME = re.compile(
    r"authori[sz]ation|cookie|token|key|secret|passw|signature|assertion|credential|session",
    re.IGNORECASE,
)
# What everybody sends is no secret, and would blot out half of every report.
_HARMLESS_HEADERS = frozenset(
    {"accept", "accept-language", "cache-control", "content-type", "user-agent"}
    | {"anthropic-version", "anthropic-beta", "openai-beta"}
)
_SEPARATORS = re.compile(r"[\s;,&=]+")
_SHORTEST_PART, _SHORTEST_TOKEN = 8, 20


def secrets_of(spec: ProbeSpec) -> list[str]:
    """Return every secret the probe holds: its own, its key, and what hides in its settings."""
    provider = spec.provider
    held: list[object] = [spec.secrets, provider.key, provider.headers]
    held += [provider.base_url, spec.options]
    held += [provider.credentials.settings] if provider.credentials else []
    return list(dict.fromkeys(secret for value in held for secret in _secrets_in(value)))


def is_secret_name(name: str) -> bool:
    """Return whether what bears this name is a secret, whatever it looks like."""
    return bool(_NAME.search(name))


def is_secret_like(name: str, value: str) -> bool:
    """Return whether a text is a secret by its name, or looks like a token."""
    is_token = len(value) >= _SHORTEST_TOKEN and not re.search(r"\s", value)
    return is_secret_name(name) or is_token


def _secrets_in(value: object) -> Iterator[str]:
    match value:
        case SecretStr():
            yield from _parts_of(value.get_secret_value())
        case BaseModel():
            for name in type(value).model_fields:
                yield from _secrets_in(getattr(value, name))
        case Mapping():
            for name, item in value.items():
                if str(name).lower() not in _HARMLESS_HEADERS:
                    yield from _secrets_in(item)
        case list() | tuple():
            for item in value:
                yield from _secrets_in(item)
        case str() if "://" in value or value.startswith("/"):
            yield from _secrets_in_url(value)


def _parts_of(secret: str) -> Iterator[str]:
    """A header or a body is rarely echoed whole: `Bearer x`, `a=1&client_secret=x`."""
    yield secret
    for part in _SEPARATORS.split(secret):
        if len(part) >= _SHORTEST_PART and any(char.isdigit() for char in part):
            yield part
    yield from _named_in(parse_qsl(secret))
    if secret.lstrip().startswith("{"):
        try:
            document = json.loads(secret)
        except (ValueError, RecursionError):
            return
        yield from _named_in((name, item) for name, item in document.items())


def _secrets_in_url(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        yield from _named_in(parse_qsl(parts.query))
        # A name alone is how some services take a token.
        login = parts.password or parts.username
        if login:
            yield from (login, unquote(login))
    except ValueError:
        return


def _named_in(pairs: Iterable[tuple[str, object]]) -> Iterator[str]:
    for name, value in pairs:
        if isinstance(value, str) and is_secret_like(name, value):
            yield value
