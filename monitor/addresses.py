"""Addresses of which only the operator knows a part: a resource, a project, a region."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.settings import ProviderSettings
from probes.catalog import CatalogEntry
from probes.spec import ProviderSpec

# Variables are not checked like settings: other programs read them too.
_USABLE = {
    "endpoint": re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?"),
    "project": re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*"),
    "region": re.compile(r"[a-z0-9][a-z0-9-]*"),
}
_FORMS = {
    "endpoint": "an address like https://resource.openai.azure.com",
    "project": "the id of a project",
    "region": "a region like eu-west-1",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where one provider of the catalog is reached, in whichever region.

    `parts` are those that are known, by name, and `missing` maps the others to the variables
    that usually hold them.
    """

    entry: CatalogEntry
    parts: Mapping[str, str]
    missing: Mapping[str, str]

    @classmethod
    def of(
        cls, entry: CatalogEntry, settings: ProviderSettings, environ: Mapping[str, str]
    ) -> "Addresses":
        """Return what the settings, or else the environment, say of the entry's address."""
        parts, missing = {}, {}
        for name, part in entry.address.items():
            value = getattr(settings, name) or environ.get(part.env, "").strip() or part.default
            if not value:
                missing[name] = part.env
            elif _USABLE[name].fullmatch(value):
                parts[name] = value.rstrip("/")
            else:
                missing[name] = f"{part.env} to {_FORMS[name]}"
        if settings.region:
            parts["region"] = settings.region
        return cls(entry, parts, missing)

    def regions(self, spec: ProviderSpec) -> list[str] | None:
        """Return the regions that the provider may be asked in, or None where any may be named."""
        if "region" in self.entry.address:
            return None
        return sorted(self.entry.regions) if spec.base_url == self.entry.base_url else []

    def locate(self, spec: ProviderSpec, region: str | None = None) -> ProviderSpec:
        """Return the provider as it is reached in `region`, by default in its usual one.

        An address that is none of the catalog's stays as it is.
        """
        parts = {**self.parts, **({"region": region} if region else {})}
        here = parts.get("region")
        located = replace(spec, region=here)
        if spec.base_url != self.entry.base_url:
            return located
        template = self.entry.regions.get(here or "", self.entry.base_url or "")
        if absent := [env for name, env in self.missing.items() if f"{{{name}}}" in template]:
            return replace(located, base_url=None, address_env=absent[0])
        auth_path = spec.auth_path and _filled(spec.auth_path, parts)
        return replace(located, base_url=_filled(template, parts) or None, auth_path=auth_path)


def _filled(template: str, parts: Mapping[str, str]) -> str:
    for name, value in parts.items():
        template = template.replace(f"{{{name}}}", value)
    return template
