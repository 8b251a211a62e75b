"""How much of what is watched an incident hits, and what still works beside it."""

from collections.abc import Iterable, Mapping, Sequence

from incidents import wording
from incidents.lifecycle import Reach
from incidents.watches import ProbeWatch

# Whoever has less than this part of the bad results of the worst one had them by chance.
_BY_CHANCE = 0.25


def hit(bad: Mapping[str, int]) -> set[str]:
    """Return those of some sources that have more than a chance share of the bad results."""
    most = max(bad.values(), default=0)
    return {source for source, count in bad.items() if count >= _BY_CHANCE * most}


def reach(troubled: Sequence[ProbeWatch], well: Sequence[ProbeWatch]) -> Reach:
    """Return how much of it is hit, given the probes that are and those that are well.

    Those that nobody has looked at since are in neither.
    """
    several = len(troubled) + len(well)
    if not troubled or several < 2:
        return Reach()
    alone = _alone(troubled, well) if well else wording.EVERYWHERE
    extent = alone or wording.some_probes(len(troubled), several)
    seen, vantages = _vantages(troubled), _vantages([*troubled, *well])
    if len(vantages) > 1:
        extent = wording.seen_from(extent, sorted(seen), len(vantages))
    return Reach(extent, tuple(_names(well, troubled)))


def _alone(troubled: Sequence[ProbeWatch], well: Sequence[ProbeWatch]) -> str:
    """Name the one trait that tells those in trouble from those that are well, if there is one."""
    for trait, name in (("region", wording.one_region), ("model", wording.one_model)):
        values = {getattr(watch, trait) for watch in troubled}
        others = {getattr(watch, trait) for watch in well} - {None}
        if len(values) == 1 and None not in values and others and not values & others:
            return name(values.pop())
    surfaces = {watch.surface for watch in troubled}
    if len(surfaces) == 1 and not surfaces & {watch.surface for watch in well}:
        return wording.one_surface(surfaces.pop())
    if {watch.probe for watch in troubled} >= {watch.probe for watch in well}:
        return wording.EVERYWHERE
    return ""


def _names(well: Sequence[ProbeWatch], troubled: Sequence[ProbeWatch]) -> Iterable[str]:
    """Name what is well by what sets it apart: its model, its region, or what it looks at."""
    beside = _vantages(troubled)
    near = [watch for watch in well if watch.vantage in beside]
    if not near:
        return [wording.all_from(name) for name in sorted(_vantages(well))]
    surfaces = {watch.surface for watch in troubled}
    return dict.fromkeys(
        (watch.model or watch.region or watch.probe)
        if watch.surface in surfaces
        else wording.runs([watch.surface])
        for watch in near
    )


def _vantages(watches: Iterable[ProbeWatch]) -> set[str]:
    return {watch.vantage for watch in watches}
