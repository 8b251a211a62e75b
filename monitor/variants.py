"""Models and regions of one provider, each watched apart without repeating the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.mistakes import Mistake, Path
from monitor.node import Node
from monitor.settings import ProviderSettings
from probes import plugins
from probes.catalog import CatalogEntry
from probes.spec import ProviderSpec

# A login is one for all regions, and no model takes part in it or in a key's check.
_KNOWS_REGIONS = frozenset({"edge", "auth", "canary"})
_KNOWS_MODELS = frozenset({"canary"})


@dataclass(frozen=True, slots=True)
class Variant:
    """A provider asked in one region and for one model; None where it has but one of them."""

    provider: ProviderSpec
    region: str | None
    model: str | None

    def probe_name(self, word: str) -> str:
        """Return the name of the probe that is brought along as `word`, told apart by what it can.

        Probes that look at the same thing in two variants have the same name.
        """
        region = self.region if word in _KNOWS_REGIONS else None
        model = self.model if word in _KNOWS_MODELS else None
        return "/".join(part for part in (self.provider.id, region, word, model) if part)


def read_variants(
    spec: ProviderSpec,
    settings: ProviderSettings,
    entry: CatalogEntry | None,
    node: Node,
    path: Path,
    mistakes: list[Mistake],
) -> Iterator[Variant]:
    """Yield a variant for each region and model, after appending what is wrong with them."""
    if settings.model and settings.models:
        what = "`model` and `models` exclude each other"
        mistakes.append(Mistake(what, (*path, "models"), node.place_of("models"), "leave one out"))
    known = entry.regions if entry and spec.base_url == entry.base_url else {}
    for index, region in enumerate(settings.regions or ()):
        if region not in known:
            what = f"`{region}` is no known region of {spec.name}"
            mend = plugins.did_you_mean(region, sorted(known)).removeprefix("; ")
            listed = node.child("regions") or node
            mistakes.append(
                Mistake(
                    what,
                    (*path, "regions", index),
                    listed.place_of(index),
                    mend or "write a provider of its own for it, with its `base_url`",
                )
            )
    regions: list[str | None] = [*(settings.regions or (None,))]
    for here in regions:
        there = replace(spec, base_url=known.get(here, spec.base_url)) if here else spec
        for model in settings.models or (None,):
            yield Variant(_asking(there, model, settings) if model else there, here, model)


def _asking(spec: ProviderSpec, model: str, settings: ProviderSettings) -> ProviderSpec:
    # What the catalog knows of a price holds for its own model alone.
    is_priced = settings.price is not None or model == spec.model
    return replace(spec, model=model, price=spec.price if is_priced else None)
