"""The page on the providers that are known, and what is known of each."""

from collections.abc import Iterator

import probes.providers
from docs.generate import markdown
from probes import plugins
from probes.catalog import CatalogEntry, load_catalog

TITLE = "Providers"

_INTRODUCTION = """\
A provider of this catalog needs no more than its id in `probes.yaml`; `like: ID` takes what is
known of one for another that works alike. `brownout providers ID` tells all facts of one with the
source of each and when it was read. Whatever else speaks one of the wire formats below is
[a few lines](../how-to/self-hosted.md)."""


def content() -> str:
    """Return a table of all, then what an operator of each should know."""
    catalog = load_catalog()
    rows = [
        (f"[`{each.id}`](#{each.id})", each.name, markdown.code(each.wire or ""), _set(each),
         markdown.code(each.model or ""), _brings(each))
        for each in catalog.values()
    ]  # fmt: skip
    wires = [
        (f"`{word}`", plugins.summary(plugins.load(probes.providers, word)))
        for word in plugins.names(probes.providers)
    ]
    columns = ("id", "provider", "wire", "set", "canary's model", "beside its API")
    return markdown.blocks(
        _INTRODUCTION,
        markdown.table(columns, rows),
        "## Wire formats",
        markdown.table(("wire", ""), wires),
        *map(_chapter, catalog.values()),
    )


def _set(entry: CatalogEntry) -> str:
    variables = [part.env for part in entry.address.values() if not part.default]
    variables += [entry.key_env] if entry.key_env else []
    return " ".join(map(markdown.code, variables))


def _brings(entry: CatalogEntry) -> str:
    said = {"login": entry.oauth, "status page": entry.official}
    return ", ".join(word for word, there in said.items() if there)


def _chapter(entry: CatalogEntry) -> str:
    facts = list(_facts(entry))
    checked = max(source.checked for source in entry.sources)
    return markdown.blocks(
        f"({entry.id})=\n## {entry.name}",
        entry.note or "",
        markdown.table(("", ""), facts),
        f"Read from: {'; '.join(dict.fromkeys(source.source for source in entry.sources))}. "
        f"Last checked on {checked}.",
    )


def _facts(entry: CatalogEntry) -> Iterator[tuple[str, str]]:
    if entry.base_url:
        yield "address", markdown.code(entry.base_url)
    if entry.regions:
        yield "`region`", " ".join(map(markdown.code, entry.regions))
    if entry.price:
        price = f"{entry.price.input_usd:g} / {entry.price.output_usd:g}"
        yield "US dollars per million tokens in / out", price
    others = [model for model in entry.prices if model != entry.model]
    if others:
        yield "further models with a price", " ".join(map(markdown.code, others))
    if entry.status_page:
        yield "its status page", markdown.code(entry.status_page)
    if entry.request_id:
        yield "id of a request", markdown.code(entry.request_id)
    for said, outcome in entry.errors.items():
        yield f"HTTP {said}", f"[`{outcome}`](outcomes.md)"
