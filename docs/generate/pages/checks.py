"""The page on every kind of check."""

import probes.checks
from docs.generate import markdown
from docs.generate.settings import sections
from monitor.checks import load_check
from probes import plugins

TITLE = "Checks"

_INTRODUCTION = """\
What a probe does is its `check:`. Beside the keys below each takes those of
[every probe](configuration.md#probes): `name`, `provider`, `every`, `timeout`, `timeouts`,
`surface`, `enabled`. Limits such as `"< 800ms"` are quoted, because `>` means something in YAML.
How runs end is told in [Outcomes](outcomes.md). A check of your own is
[a Python file](../how-to/custom-check.md)."""


def content() -> str:
    """Return a chapter for each check with its options."""
    return markdown.blocks(_INTRODUCTION, *map(_chapter, plugins.names(probes.checks)))


def _chapter(word: str) -> str:
    check = load_check(word)
    told = []
    for number, section in enumerate(sections(check.Options)):
        if number:
            told.append(f"### {word}: {section.path}\n\n{section.about}")
        told.append(section.table())
    return markdown.blocks(
        f"## {word}",
        plugins.summary(check),  # type: ignore[arg-type]
        f"Surface: `{check.SURFACE}`.",
        *told,
    )
