"""The `credentials:` of a provider that is not let in by a key in a header alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import probes.credentials
from monitor.mistakes import Mistake, Path
from monitor.node import Node
from monitor.validation import validate
from probes import plugins
from probes.catalog import CatalogEntry
from probes.credentials import Credentials
from probes.spec import CredentialsSpec

KEY = "credentials"


def load_credentials(kind: str) -> Credentials:
    """Return the way of getting in of that name.

    Raises:
        probes.plugins.UnknownPlugin: where there is none.
    """
    return cast("Credentials", plugins.load(probes.credentials, kind))


def read_credentials(
    entry: CatalogEntry | None,
    provider: Node,
    path: Path,
    environ: Mapping[str, str],
    mistakes: list[Mistake],
) -> CredentialsSpec | None:
    """Return the settings over what `environ` holds, None after appending what is wrong.

    None too where the key alone lets one in.
    """
    node = provider.child(KEY)
    if entry is None or entry.credentials is None:
        if node is not None:
            what = "this provider is let in by its `key` alone"
            mistakes.append(Mistake(what, (*path, KEY), node.place, "write `key:` instead"))
        return None
    kind = load_credentials(entry.credentials)
    if node is None or node.value is None:
        node = Node(provider.place, {})
    # Halves of two credentials would not belong together.
    if node.value == {}:
        found = {
            setting: Node(node.place, value)
            for setting, variable in kind.VARIABLES.items()
            if (value := environ.get(variable, "").strip())
        }
        node = replace(node, value=found)
    settings = validate(kind.Settings, node, (*path, KEY), mistakes)
    return CredentialsSpec(kind=entry.credentials, settings=settings) if settings else None
