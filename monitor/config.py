"""probes.yaml to a Config, or every mistake in it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from pydantic import SecretStr

from incidents.rules import Rules
from monitor.alerts import alerts_of
from monitor.budget import DailyBudget
from monitor.config_sections import Sections
from monitor.config_text import read_text
from monitor.dashboard_settings import SECTION
from monitor.interpolation import Interpolation
from monitor.located_yaml import read_yaml
from monitor.maintenance import MaintenanceSettings
from monitor.mistakes import ConfigError, Mistake, Place
from monitor.reports import ReportSettings
from monitor.retention import RetentionSettings
from monitor.secret_commands import KEPT_S
from monitor.settings import PublishSettings
from probes.checks import Usage
from probes.runner import check_of
from probes.spec import ProbeSpec, ProviderSpec
from publish.alerts.target import Alerts

__all__ = ["Config", "ConfigError", "load_config"]

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What is watched, from where, and by which rules it is judged.

    `probes` holds those that wait for something too; disabled ones are left out.
    `check_files` are the Python files of custom checks. `good_for_s` is for how long its secrets
    are, where commands give them, None where they are for good.
    """

    path: FilePath
    vantage: str
    providers: dict[str, ProviderSpec]
    probes: tuple[ProbeSpec, ...]
    rules: Rules
    reference: tuple[str, ...]
    check_files: tuple[FilePath, ...] = ()
    good_for_s: float | None = None
    budget: DailyBudget = field(default_factory=DailyBudget)
    maintenance: tuple[MaintenanceSettings, ...] = ()
    alerts: Alerts = field(default_factory=Alerts)
    publish: PublishSettings | None = None
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    reports: tuple[ReportSettings, ...] = ()

    def cost_per_day_microusd(self, probe: ProbeSpec) -> int | None:
        """Return what a probe costs a day at most, in micro-dollars, or None without a price.

        A waiting probe is told as if it ran. Looking again on suspicion comes on top.
        """
        usage = check_of(probe).usage(probe.provider, probe.options)
        return _cost_per_day(probe, usage)

    def likely_cost_per_day_microusd(self, probe: ProbeSpec) -> int | None:
        """Return what a probe costs a day where all goes well, as far as anybody can say."""
        usage = check_of(probe).usage(probe.provider, probe.options)
        return _cost_per_day(probe, usage and (usage.likely or usage))


def _cost_per_day(probe: ProbeSpec, usage: Usage | None) -> int | None:
    if usage is None:
        return 0
    price = probe.provider.price
    if price is None:
        return None
    run = price.microusd(usage.input_tokens, usage.output_tokens)
    return round(run * DAY_S / probe.every_s)


def load_config(
    path: FilePath | str, environ: Mapping[str, str], text: str | None = None
) -> Config:
    """Read probes.yaml, fill in its variables from `environ`, and check all of it.

    A `text` is read as if it stood in the file.

    Raises:
        ConfigError: with every mistake in the file, or the reason that it cannot be read.
    """
    path = FilePath(path)
    mistakes: list[Mistake] = []
    root = read_yaml(read_text(path) if text is None else text, mistakes)
    if root is None:
        if not mistakes:
            what = "the file is empty"
            mistakes.append(Mistake(what, place=Place(1, 1), mend="begin with `providers:`"))
        raise ConfigError(path, mistakes)
    variables = Interpolation(environ, path.parent, of_others=SECTION)
    root = variables.fill(root)
    mistakes += variables.mistakes
    sections = Sections(root, environ, variables.unset_keys, path.parent)
    mistakes += sections.mistakes
    check_files = tuple(sections.checks.files)
    if sections.settings is None or mistakes:
        raise ConfigError(path, mistakes, check_files)
    # Into whichever setting it went, a path of a URL even, a secret may come back in an answer.
    secrets = tuple(map(SecretStr, sorted(variables.secrets)))
    return Config(
        path=path,
        vantage=sections.settings.vantage,
        providers=sections.providers,
        probes=tuple(replace(probe, secrets=secrets) for probe in sections.probes.values()),
        rules=sections.settings.incidents,
        reference=tuple(sections.settings.reference),
        check_files=check_files,
        good_for_s=KEPT_S if variables.asks_commands else None,
        maintenance=tuple(sections.settings.maintenance),
        alerts=alerts_of(
            sections.settings.alerts,
            environ,
            reports_to=(name for each in sections.settings.reports for name in each.send),
        ),
        publish=sections.settings.publish,
        retention=sections.settings.retention,
        reports=tuple(sections.settings.reports),
        budget=DailyBudget(
            total_usd=sections.settings.daily_budget_usd, by_provider_usd=sections.budgets_usd
        ),
    )
