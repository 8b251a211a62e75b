"""Settings and catalog to the providers that are watched."""

from collections.abc import Collection, Mapping

from pydantic import SecretStr

import probes.providers
from monitor.mistakes import Mistake, shorten
from monitor.node import Node
from monitor.settings import ProviderSettings
from monitor.validation import validate
from probes import plugins
from probes.catalog import CatalogEntry
from probes.spec import Price, ProviderSpec


def read_provider(
    provider_id: str,
    node: Node,
    catalog: Mapping[str, CatalogEntry],
    mistakes: list[Mistake],
    *,
    without: Collection[str],
) -> ProviderSettings | None:
    """Return the settings of one provider, or None after appending its mistakes.

    The keys in `without` are read elsewhere.
    """
    path = ("providers", provider_id)
    count = len(mistakes)
    settings = validate(ProviderSettings, node, path, mistakes, without=without, also_known=without)
    for key, kind, known in (
        ("like", "provider of the catalog", sorted(catalog)),
        ("wire", "wire format", plugins.names(probes.providers)),
    ):
        named = node.child(key)
        if named is not None and isinstance(named.value, str) and named.value not in known:
            mend = plugins.did_you_mean(named.value, known).removeprefix("; ")
            what = f"`{shorten(named.raw or '')}` is no {kind}"
            mistakes.append(Mistake(what, (*path, key), named.place, mend))
    return settings if len(mistakes) == count else None


def known_entry(
    provider_id: str, settings: ProviderSettings, catalog: Mapping[str, CatalogEntry]
) -> CatalogEntry | None:
    """Return what the catalog knows of the provider, or of the one that it works like."""
    return catalog.get(settings.like or provider_id)


def provider_spec(
    provider_id: str,
    settings: ProviderSettings,
    catalog: Mapping[str, CatalogEntry],
    environ: Mapping[str, str],
    key_variable: str | None,
) -> ProviderSpec:
    """Return the provider, its settings over what the catalog knows.

    `key_variable` is the variable that the settings name for the key but that is not set.
    """
    entry = known_entry(provider_id, settings, catalog)
    # Another host that works like a known one is another service: the known one's key must
    # never be sent there, and its models, prices and pages say nothing about it.
    same = entry if entry and not is_another(settings) else None
    known = same.provider() if same else None
    key, key_env = settings.key, key_variable
    if key is None and key_env is None and known is not None and known.key_env is not None:
        key_env = known.key_env
        key = SecretStr(found) if (found := environ.get(key_env, "").strip()) else None
    model = settings.model or (known.model if known else None)
    prices = known.prices if known else {}
    price = Price(**settings.price.model_dump()) if settings.price else prices.get(model or "")
    return ProviderSpec(
        id=provider_id,
        name=settings.name or (known.name if known and not settings.like else provider_id),
        wire=settings.wire or (entry.wire if entry else None),
        base_url=settings.base_url or (known.base_url if known else None),
        key=key,
        key_env=key_env,
        model=model,
        price=price,
        prices=prices,
        headers=dict(settings.headers),
        request={**(known.request if known else {}), **settings.request},
        auth_path=settings.auth_path or (known.auth_path if known else None),
        keyless_status=settings.keyless_status
        or _keyless_status(known, has_key=bool(key or key_env)),
        status_page=settings.status_page or (known.status_page if known else None),
        oauth=known.oauth if known else None,
        official=known.official if known else None,
        request_id_header=known.request_id_header if known else None,
        errors=known.errors if known else {},
    )


def is_another(settings: ProviderSettings) -> bool:
    """Return whether the provider is another host, which but works like a known one."""
    return bool(settings.like and settings.base_url)


def _keyless_status(known: ProviderSpec | None, *, has_key: bool) -> int:
    # A server of one's own asks for a key only if it was given one.
    if known is not None and known.key_env is not None:
        return known.keyless_status
    return 401 if has_key else 200
