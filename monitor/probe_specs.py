"""Settings to probes: those that people write, and those that a known provider brings along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.checks import Checks, load_check
from monitor.mistakes import Mistake, Path, shorten
from monitor.node import Node
from monitor.pace import Level, pace
from monitor.settings import PaceSettings, ProbeSettings
from monitor.validation import validate
from monitor.variants import Variant
from probes import plugins
from probes.checks import Check
from probes.custom import BadCheck, CustomCheck, apart
from probes.result import Surface
from probes.spec import ProbeSpec, ProviderSpec, StrictModel

EVERY_S = 60.0

PACE_KEYS = tuple(PaceSettings.model_fields)
PROBE_KEYS = tuple(ProbeSettings.model_fields)


@dataclass(frozen=True, slots=True)
class Brought:
    """A probe that a known provider brings along, under the word it is set by."""

    word: str
    check: str
    surface: Surface
    options: dict[str, str | bool] = field(default_factory=dict)


BROUGHT = (
    Brought("edge", "auth", Surface.EDGE, {"keyless": True}),
    Brought("auth", "auth", Surface.AUTH),
    Brought("canary", "canary", Surface.API),
    Brought("login", "oauth", Surface.OAUTH),
    Brought("official", "official", Surface.OFFICIAL),
)
BROUGHT_WORDS = tuple(brought.word for brought in BROUGHT)


def option_keys(check: Check) -> list[str]:
    """Return the keys that a probe of this kind takes beside those of every probe."""
    fields = check.Options.model_fields.items()
    return [info.alias or name for name, info in fields if name not in PROBE_KEYS]


@dataclass(frozen=True, slots=True)
class BroughtProbe:
    """A probe that a provider brings along, checked for itself but not yet tied to it."""

    brought: Brought
    level: Level
    check: Check
    options: StrictModel

    def specs(
        self,
        variants: Sequence[Variant],
        provider_level: Level,
        usual_s: Mapping[str, float | None],
        mistakes: list[Mistake],
    ) -> Iterator[ProbeSpec]:
        """Yield the probe for each variant of its provider that it can tell apart.

        `usual_s` are cadences in seconds, by word, where they differ from that of most.
        """
        word = self.brought.word
        default_s = usual_s.get(word) or EVERY_S
        every_s, deadlines = pace((self.level, provider_level), default_s, mistakes)
        seen: set[str] = set()
        for variant in variants:
            name = variant.probe_name(word)
            if name not in seen:
                seen.add(name)
                yield ProbeSpec(
                    name=name,
                    provider=variant.provider,
                    surface=self.brought.surface,
                    check=self.brought.check,
                    options=self.options,
                    every_s=every_s,
                    deadlines=deadlines,
                    waiting_for=self.check.waiting_for(variant.provider, self.options),
                )


def read_brought(
    provider: Node, provider_path: Path, mistakes: list[Mistake]
) -> Iterator[BroughtProbe]:
    """Yield the probes that a provider brings along and that are not turned off."""
    for brought in BROUGHT:
        path = (*provider_path, brought.word)
        node = provider.child(brought.word)
        if node is None or node.value is None:
            node = Node(provider.place, {})
        elif node.value is False:
            continue
        elif not isinstance(node.value, dict):
            what = "must be settings of the form `key: value`, or `false` to leave the probe out"
            mistakes.append(Mistake(what, path, node.place))
            continue
        check = load_check(brought.check)
        keys = option_keys(check)
        settings = validate(PaceSettings, node, path, mistakes, without=keys, also_known=keys)
        options = _options(check, _with_defaults(node, brought.options), path, mistakes)
        if settings is not None and options is not None and settings.enabled:
            yield BroughtProbe(brought, Level(settings, node, path), check, options)


@dataclass(frozen=True, slots=True)
class Written:
    """A probe of the `probes:` list, checked for itself but not yet tied to its provider."""

    level: Level
    settings: ProbeSettings
    check: Check
    options: StrictModel

    def spec(
        self, provider: ProviderSpec, provider_level: Level, mistakes: list[Mistake]
    ) -> ProbeSpec:
        """Return the probe, tied to its provider."""
        every_s, deadlines = pace((self.level, provider_level), EVERY_S, mistakes)
        check = self._check_for(provider, mistakes)
        return ProbeSpec(
            custom=check if isinstance(check, CustomCheck) else None,
            name=self.settings.name,
            provider=provider,
            surface=self.settings.surface or self.check.SURFACE,
            check=self.settings.check,
            options=self.options,
            every_s=every_s,
            deadlines=deadlines,
            waiting_for=check.waiting_for(provider, self.options) if check else None,
        )

    def _check_for(self, provider: ProviderSpec, mistakes: list[Mistake]) -> Check | None:
        if not isinstance(self.check, CustomCheck):
            return self.check
        try:
            return self.check.of_probe(self.settings.name, provider, self.options)
        except BadCheck as error:
            path = (*self.level.path, "check")
            mistakes.append(Mistake(str(error), path, self.level.node.place_of("check")))
            return None


def read_probe(node: Node, path: Path, checks: Checks, mistakes: list[Mistake]) -> Written | None:
    """Return one entry of `probes:`, or None after appending its mistakes."""
    known = checks.words
    named = node.child("check")
    check = None
    forgotten: set[str] = set()
    if named is not None and isinstance(named.value, str) and not named.is_wrong:
        if named.value in known:
            check = checks.find(named.value, (*path, "check"), named.place, mistakes)
            if check is None:
                return None
        else:
            what = f"no such check `{shorten(named.raw or '')}`"
            mend = plugins.did_you_mean(named.value, known).removeprefix("; ")
            if checks.is_forgotten(named.value):
                mend = f"list its file: `checks: [./{named.value}.py]`"
                forgotten = {*node.keys} - {*PROBE_KEYS}
            mistakes.append(Mistake(what, (*path, "check"), named.place, mend))
    # Without its kind nobody can say which option is wrong, only which one no kind has.
    kinds = [check] if check else checks.loaded
    keys = [*(key for kind in kinds for key in option_keys(kind)), *forgotten]
    settings = validate(ProbeSettings, node, path, mistakes, without=keys, also_known=keys)
    options = _options(check, node, path, mistakes) if check else None
    if settings is None or check is None or options is None:
        return None
    return Written(Level(settings, node, path), settings, check, options)


def _options(check: Check, node: Node, path: Path, mistakes: list[Mistake]) -> StrictModel | None:
    if not isinstance(node.value, dict):
        return None

    def read() -> StrictModel | None:
        return validate(check.Options, node, path, mistakes, only=option_keys(check))

    if not isinstance(check, CustomCheck):
        return read()
    try:
        return apart(check.file, read)  # its validators are its own
    except BadCheck as error:
        mistakes.append(Mistake(str(error), path, node.place))
        return None


def _with_defaults(node: Node, defaults: dict[str, str | bool]) -> Node:
    assert isinstance(node.value, dict)
    nodes = {key: Node(node.place, value) for key, value in defaults.items()}
    return replace(node, value={**nodes, **node.value})
