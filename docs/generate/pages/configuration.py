"""The page on all keys of probes.yaml."""

from collections.abc import Iterable

import probes.credentials
from docs.generate import markdown
from docs.generate.settings import Section, sections
from monitor.credential_specs import load_credentials
from monitor.duration import render_duration
from monitor.probe_specs import BROUGHT, EVERY_S
from monitor.settings import ProbeSettings, ProviderSettings, RootSettings
from probes import plugins

TITLE = "probes.yaml"

_INTRODUCTION = """\
`brownout validate` checks a file and tells every mistake with its place. `brownout schema` prints
the same as a JSON Schema, by which editors complete and check; the first line of a file names it:

```yaml
# yaml-language-server: $schema=./probes.schema.json
```

A duration is written `250ms`, `30s`, `5m`, `1h30m` or `2d`; a bare number means seconds. In any
text, `${NAME}` stands for an environment variable, `${NAME:-else}` for one with a default, and
`${file:/run/secrets/key}` for what a file holds. A key that is not known is a mistake. A saved
edit takes effect while Brownout runs; one with a mistake changes nothing, and the page says so."""


def content() -> str:
    """Return every section with its keys."""
    return markdown.blocks(
        _INTRODUCTION,
        "## The file\n\nBeside `providers:` and `probes:`, which have chapters of their own:",
        *_told(sections(RootSettings)),
        "## providers.ID",
        *_told(sections(ProviderSettings, "providers.ID")),
        _brought(),
        *_credentials(),
        "## probes[]\n\nBeside these keys a probe takes those of its [check](checks.md).",
        *_told(each for each in sections(ProbeSettings, "probes[]") if each.path == "probes[]"),
    )


def _told(found: Iterable[Section]) -> Iterable[str]:
    for number, section in enumerate(found):
        if number:
            yield f"### {section.path}"
        yield section.about
        yield section.table()


def _brought() -> str:
    rows = [(f"`{each.word}`", f"`{each.check}`", f"`{each.surface}`") for each in BROUGHT]
    return markdown.blocks(
        "### Probes that a known provider brings along",
        "Each is set under its word (`openai: { canary: { every: 5m } }`, with the keys of its "
        f"check) or left out by `false`. They run every {render_duration(EVERY_S)}, where the "
        "catalog has no other cadence.",
        markdown.table(("key", "check", "surface"), rows),
    )


def _credentials() -> Iterable[str]:
    yield "### providers.ID.credentials"
    yield "For a provider that a key in a header does not let in; without it, the environment does."
    for word in plugins.names(probes.credentials):
        way = load_credentials(word)
        yield f"#### {word}\n\n{plugins.summary(way)}"  # type: ignore[arg-type]
        variables = way.VARIABLES
        for section in sections(way.Settings):
            rows = [
                (f"`{key.name}`", markdown.code(variables.get(key.name, "")), key.about)
                for key in section.keys
            ]
            yield markdown.table(("key", "variable", "meaning"), rows)
