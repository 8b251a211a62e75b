"""List the providers that are known, or tell all that is known of one."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from probes.catalog import CatalogEntry

NEEDS = ("json",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout providers`."""
    parser.add_argument("id", nargs="?", metavar="ID", help="one of them: `openai`")


def main(args: argparse.Namespace) -> int:
    """Print the catalog, or one entry of it with the source of each fact."""
    from monitor.mistake import Mistake
    from probes import plugins
    from probes.catalog import load_catalog

    catalog = load_catalog()
    if args.id is None:
        if args.json:
            print(json.dumps([_as_json(entry) for entry in catalog.values()], indent=2))
        else:
            _print_all(list(catalog.values()))
        return 0
    if args.id not in catalog:
        near = plugins.did_you_mean(args.id, sorted(catalog))
        raise Mistake(f"`{args.id}` is not in the catalog{near}")
    if args.json:
        print(json.dumps(_as_json(catalog[args.id]), indent=2))
    else:
        _print_one(catalog[args.id])
    return 0


def _as_json(entry: "CatalogEntry") -> dict[str, Any]:
    """Return the entry as the catalog's file has it."""
    from monitor.duration import render_duration

    priced = {"price", "prices"}
    said = entry.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=priced)
    if entry.price is not None:
        said["price"] = asdict(entry.price)
    if entry.prices:
        said["prices"] = {model: asdict(price) for model, price in entry.prices.items()}
    for part, name in ((said, "canary_every"), (said.get("official", {}), "every")):
        if name in part:
            part[name] = render_duration(part[name])
    return said


def _print_all(entries: "list[CatalogEntry]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("provider", no_wrap=True)
    table.add_column("set", no_wrap=True)
    table.add_column("canary model", overflow="fold")
    for entry in entries:
        variables = [*(part.env for part in entry.address.values() if not part.default)]
        variables += [entry.key_env] if entry.key_env else []
        table.add_row(entry.id, "\n".join(variables), entry.model or "")
    console = Console(highlight=False)
    console.print(table)
    console.print("`brownout providers ID` tells all that is known of one, and whence.")


def _print_one(entry: "CatalogEntry") -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    said = _as_json(entry)
    sources = said.pop("sources")
    unknown = said.pop("unknown", [])
    note = said.pop("note", None)
    console.print(Text.assemble((entry.name, "bold"), f"  {said.pop('id')}"))
    said.pop("name")
    if note:
        console.print(note)
    console.print()
    width = max(map(len, said))
    of = {fact: source for source in sources for fact in source["facts"]}
    for fact, value in said.items():
        lines = _lines(value)
        whence = f"  [{of[fact]['source']}, {of[fact]['checked']}]"
        for number, line in enumerate(lines):
            label = fact if number == 0 else ""
            text = Text.assemble((f"{label:<{width}}  ", "dim"), line)
            if number == len(lines) - 1:
                text.append(whence, "dim")
            console.print(text, soft_wrap=True)
    if unknown:
        console.print(Text(f"{'not known':<{width}}  {', '.join(unknown)}", "dim"))


def _lines(value: object) -> list[str]:
    match value:
        case dict():
            return [f"{key}: {_short(item)}" for key, item in value.items()]
        case list():
            return [_short(item) for item in value]
        case _:
            return [_short(value)]


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
