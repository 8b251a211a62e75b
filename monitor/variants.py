"""Models and regions of one provider, each watched apart without repeating the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.addresses import Addresses
from monitor.mistakes import Mistake, Path
from monitor.node import Node
from monitor.settings import ProviderSettings
from probes import plugins
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
    addresses: Addresses | None,
    node: Node,
    path: Path,
    mistakes: list[Mistake],
) -> Iterator[Variant]:
    """Yield a variant for each region and model, after appending what is wrong with them."""
    for one, several in (("model", "models"), ("region", "regions")):
        if getattr(settings, one) and getattr(settings, several):
            what = f"`{one}` and `{several}` exclude each other"
            place = node.place_of(several)
            mistakes.append(Mistake(what, (*path, several), place, "leave one out"))
    known = addresses.regions(spec) if addresses else []
    listed = node.child("regions") or node
    named = [(settings.region, (*path, "region"), node.place_of("region"))]
    named += [
        (region, (*path, "regions", index), listed.place_of(index))
        for index, region in enumerate(settings.regions or ())
    ]
    for region, where, place in named:
        if region and known is not None and region not in known:
            what = f"`{region}` is no known region of {spec.name}"
            mend = plugins.did_you_mean(region, known).removeprefix("; ")
            otherwise = "write a provider of its own for it, with its `base_url`"
            mistakes.append(Mistake(what, where, place, mend or otherwise))
    regions: list[str | None] = [*(settings.regions or (None,))]
    for here in regions:
        there = addresses.locate(spec, here) if addresses else spec
        for model in settings.models or (None,):
            yield Variant(_asking(there, model, settings) if model else there, here, model)


def _asking(spec: ProviderSpec, model: str, settings: ProviderSettings) -> ProviderSpec:
    price = spec.price if settings.price is not None else spec.prices.get(model)
    return replace(spec, model=model, price=price)
