"""The sections of probes.yaml, each to what it stands for, with all their mistakes."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path as FilePath

from monitor.addresses import Addresses
from monitor.checks import Checks
from monitor.credential_specs import KEY as CREDENTIALS
from monitor.credential_specs import read_credentials
from monitor.mistakes import Mistake, Path, Place, shorten
from monitor.node import Node
from monitor.pace import Level
from monitor.probe_specs import BROUGHT_WORDS, read_brought, read_probe
from monitor.provider_specs import is_another, known_entry, provider_spec, read_provider
from monitor.settings import PROVIDER_ID, RootSettings
from monitor.validation import validate
from monitor.variants import read_variants
from probes import plugins
from probes.catalog import CatalogEntry, load_catalog
from probes.spec import ProbeSpec, ProviderSpec


class Sections:
    """Reads the file section by section, going on after a mistake to find the next.

    `unset_keys` maps a provider to the variable of its key that is not set. `settings` is
    None after a mistake in the file's smaller sections.
    """

    def __init__(
        self,
        root: Node,
        environ: Mapping[str, str],
        unset_keys: Mapping[str, str],
        folder: FilePath,
    ) -> None:
        self.mistakes: list[Mistake] = []
        self.providers: dict[str, ProviderSpec] = {}
        self.probes: dict[str, ProbeSpec] = {}
        self.budgets_usd: dict[str, float] = {}
        self._root = root
        self._environ = environ
        self._unset_keys = unset_keys
        self._catalog: dict[str, CatalogEntry] = load_catalog()
        self._levels: dict[str, Level] = {}
        self._places: dict[str, Place] = {}
        self._mentioned: set[object] = set()
        sections = ("providers", "probes")
        self.settings = validate(
            RootSettings, root, (), self.mistakes, without=sections, also_known=sections
        )
        self.checks = Checks(root, folder, self.mistakes)
        self._read()

    def _read(self) -> None:
        declared = self._entries("providers", dict)
        for provider_id, node in declared:
            self._add_provider(str(provider_id), node)
        for index, node in self._entries("probes", list):
            self._add_probe(int(index), node, [str(key) for key, _ in declared])
        self._check_named([str(key) for key, _ in declared])
        self._check_receivers()
        for provider_id, level in self._levels.items():
            has_probe = any(each.provider.id == provider_id for each in self.probes.values())
            is_idle = self.providers[provider_id].wire is None and not has_probe
            if is_idle and provider_id not in self._mentioned:
                what = "nothing of it is watched: it is not in the catalog and has no probe"
                nearest = plugins.did_you_mean(provider_id, list(self._catalog))
                mend = "say what it is `like`, or write a probe for it"
                if nearest.startswith("; did"):
                    mend = nearest.removeprefix("; ")
                place = self._place_of_id(provider_id)
                self.mistakes.append(Mistake(what, level.path, place, mend))
        if isinstance(self._root.value, dict) and not declared and not self.mistakes:
            what = "no provider is watched"
            mend = "name one under `providers:`, such as `openai:`"
            self.mistakes.append(Mistake(what, place=self._root.place, mend=mend))

    def _check_named(self, declared: list[str]) -> None:
        """Refuse providers that maintenance or alerts name and that do not stand in the file."""
        if self.settings is None:
            return
        places: list[Path] = [
            ("maintenance", index, "provider")
            for index, each in enumerate(self.settings.maintenance)
            if each.provider is not None
        ]
        places += [
            ("alerts", "targets", name, "providers", index)
            for name, target in self.settings.alerts.targets.items()
            for index, _ in enumerate(target.providers)
        ]
        for path in places:
            node = self._root.at(path)
            if node is not None and node.value not in declared:
                what = f"no provider `{shorten(node.raw or '')}` stands here"
                mend = plugins.did_you_mean(str(node.value), declared).removeprefix("; ")
                self.mistakes.append(Mistake(what, path, node.place, mend))

    def _check_receivers(self) -> None:
        """Refuse to send reports to targets that do not stand in the file or take no files."""
        if self.settings is None:
            return
        targets = self.settings.alerts.targets
        for number, report in enumerate(self.settings.reports):
            for place, name in enumerate(report.send):
                if name in targets and targets[name].takes_reports:
                    continue
                path: Path = ("reports", number, "send", place)
                node = self._root.at(path)
                what = f"`{shorten(name)}` takes no files, as an `apprise` or a `webhook` does"
                mend = "write it under `alerts:`, `targets:`"
                if name not in targets:
                    what = f"no target `{shorten(name)}` stands under `alerts:`"
                    mend = plugins.did_you_mean(name, list(targets)).removeprefix("; ") or mend
                self.mistakes.append(Mistake(what, path, node.place if node else None, mend))

    def _entries(self, section: str, kind: type) -> list[tuple[str | int, Node]]:
        node = self._root.child(section)
        if node is None or node.value is None or node.is_wrong:
            return []
        if isinstance(node.value, kind):
            return list(node.children())
        what = "must be a list" if kind is list else "must be settings of the form `key: value`"
        mend = "begin each entry with `- name:`" if kind is list else "write `openai:` below it"
        self.mistakes.append(Mistake(what, (section,), node.place, mend))
        return []

    def _place_of_id(self, provider_id: str) -> Place | None:
        providers = self._root.child("providers")
        return providers.keys[provider_id] if providers else None

    def _add_provider(self, provider_id: str, node: Node) -> None:
        path: Path = ("providers", provider_id)
        if not PROVIDER_ID.fullmatch(provider_id):
            what = "a provider's id is made of lower-case letters, digits, `-`, `_` and `.`"
            self.mistakes.append(Mistake(what, path, self._place_of_id(provider_id)))
        if node.value is None:
            node = replace(node, value={})
        settings = read_provider(
            provider_id, node, self._catalog, self.mistakes, without=(*BROUGHT_WORDS, CREDENTIALS)
        )
        brought = list(read_brought(node, path, self.mistakes))
        if settings is None or not settings.enabled:
            return
        spec = provider_spec(
            provider_id, settings, self._catalog, self._environ, self._unset_keys.get(provider_id)
        )
        entry = known_entry(provider_id, settings, self._catalog)
        # What the environment holds is for the known host alone.
        environ = {} if is_another(settings) else self._environ
        credentials = read_credentials(entry, node, path, environ, self.mistakes)
        if credentials and node.child(CREDENTIALS):
            # What is written goes before a key that the environment happens to hold.
            spec = replace(spec, key=settings.key)
        spec = replace(spec, credentials=credentials)
        addresses = Addresses.of(entry, settings, environ) if entry else None
        level = self._levels[provider_id] = Level(settings, node, path)
        self.providers[provider_id] = addresses.locate(spec) if addresses else spec
        if settings.daily_budget_usd is not None:
            self.budgets_usd[provider_id] = settings.daily_budget_usd
        known = {"login": spec.oauth, "official": spec.official}
        if spec.wire is None:
            self._refuse_brought(level, {word for word, found in known.items() if found})
            brought = [each for each in brought if known.get(each.brought.word)]
        usual_s = {
            "canary": entry.canary_every_s if entry else None,
            "official": spec.official.every_s if spec.official else None,
        }
        variants = list(read_variants(spec, settings, addresses, node, path, self.mistakes))
        for each in brought:
            # Without a key anywhere, asking with the key is what the edge probe does already.
            is_edge_again = each.brought.word == "auth" and not (spec.key or spec.key_env)
            # A login is looked at where one is known, or somebody says where it is.
            word = each.brought.word
            is_nowhere = word in known and not (known[word] or node.child(word))
            if not is_edge_again and not is_nowhere:
                probes = each.specs(variants, level, usual_s, self.mistakes)
                self.probes.update((probe.name, probe) for probe in probes)

    def _refuse_brought(self, level: Level, known: Collection[str]) -> None:
        for word in sorted({*BROUGHT_WORDS} - {*known}):
            if (node := level.node.child(word)) is not None and node.value is not False:
                what = "this provider brings no such probe along, for its wire format is unknown"
                mend = "say which provider it works `like`, or write the probe under `probes:`"
                self.mistakes.append(Mistake(what, (*level.path, word), node.place, mend))

    def _add_probe(self, index: int, node: Node, declared: list[str]) -> None:
        path: Path = ("probes", index)
        written = read_probe(node, path, self.checks, self.mistakes)
        name, provider = node.child("name"), node.child("provider")
        if name is not None and isinstance(name.value, str):
            self._refuse_duplicate(name.value, name, path)
        if provider is not None and isinstance(provider.value, str):
            self._mentioned.add(provider.value)
            if provider.value not in declared:
                what = f"no provider `{shorten(provider.raw or '')}` stands under `providers:`"
                mend = plugins.did_you_mean(provider.value, declared).removeprefix("; ")
                self.mistakes.append(Mistake(what, (*path, "provider"), provider.place, mend))
        if written is None or not written.settings.enabled:
            return
        if level := self._levels.get(written.settings.provider):
            spec = written.spec(self.providers[written.settings.provider], level, self.mistakes)
            self.probes.setdefault(spec.name, spec)

    def _refuse_duplicate(self, text: str, node: Node, path: Path) -> None:
        shown = shorten(node.raw or "")
        if text in self._places:
            what = f"`{shown}` is already the name of the probe on line {self._places[text].line}"
        elif text in self.probes:
            what = f"`{shown}` is the name of a probe that its provider brings along"
        else:
            self._places[text] = node.place
            return
        mend = "give each probe a name of its own"
        self.mistakes.append(Mistake(what, (*path, "name"), node.place, mend))
