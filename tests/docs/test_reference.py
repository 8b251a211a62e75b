"""The reference says all that there is to say, and the site holds together without a network."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from pydantic import BaseModel

import probes.canaries
import probes.checks
from docs import generate
from docs.generate.linking import relinked, with_unlisted
from monitor import cli
from monitor.checks import load_check
from monitor.settings import ProbeSettings, ProviderSettings, RootSettings
from probes import plugins
from probes.catalog import load_catalog
from probes.result import Fault, Outcome, Surface

ROOT = Path(__file__).parents[2]


def _keys(*models: type[BaseModel]) -> set[str]:
    """All keys that people may write, of these sections and of those inside them."""
    found: set[str] = set()
    for model in models:
        schema = model.model_json_schema()
        for each in (schema, *schema.get("$defs", {}).values()):
            found |= set(each.get("properties", {}))
    return found


def _told(page: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


def test_every_key_of_the_configuration_has_its_line_and_its_meaning() -> None:
    page = generate.render("configuration")

    assert not _keys(RootSettings, ProviderSettings, ProbeSettings) - _told(page)
    assert "### alerts.targets.NAME" in page
    assert "| `raw` | `forever` or a duration | `30d` | Single results" in page
    rows = re.findall(r"^\| `.+ \|$", page, re.MULTILINE)
    assert not [row for row in rows if row.endswith("|  |")], "a key without a meaning"


def test_every_check_has_a_chapter_with_its_options() -> None:
    page = generate.render("checks")

    for word in plugins.names(probes.checks):
        assert f"\n## {word}\n" in page
        assert not _keys(load_check(word).Options) - _told(page)


def test_every_outcome_is_told_under_its_fault() -> None:
    page = generate.render("outcomes")

    chapters = dict(
        zip(*[iter(re.split(r"^## (\w+)$", page, flags=re.MULTILINE)[1:])] * 2, strict=True)
    )
    for outcome in Outcome:
        assert re.search(rf"\n\| `{outcome}` \| (yes)? \| \w.+ \|\n", chapters[outcome.fault])
    assert set(Fault) <= set(chapters)
    assert all(f"| `{surface}` |" in chapters["Surfaces"] for surface in Surface)
    assert "| `wrong_answer` | yes |" in chapters["provider"]


def test_every_command_is_told_as_its_parser_takes_it() -> None:
    page = generate.render("commands")

    for file in cli.COMMANDS.glob("[!_]*.py"):
        assert f"\n## brownout {file.stem.rstrip('_').replace('_', '-')}\n" in page
    assert "### brownout db backup" in page
    assert "| `--max-ttft" in page


def test_metrics_are_told_with_their_labels() -> None:
    page = generate.render("metrics")

    assert (
        "| `brownout_provider_state` | `brownout.provider.state` | gauge | `provider` `state` |"
        in page
    )
    unlabelled = re.findall(r"^\| `(\w+)` \| \S+ \| \w+ \|  \|", page, re.MULTILINE)
    assert unlabelled == ["brownout_stale"]


def test_every_provider_canary_and_address_is_told() -> None:
    assert not [
        each for each in load_catalog() if f"\n({each})=\n" not in generate.render("providers")
    ]
    canaries = generate.render("canaries")
    assert not [each for each in plugins.names(probes.canaries) if f"\n## {each}\n" not in canaries]
    api = generate.render("api")
    assert "## GET /api/v1/failover" in api
    assert not re.findall(r"\(#shape-(\w+)\)", api) or all(
        f"(shape-{name})=" in api for name in re.findall(r"\(#shape-(\w+)\)", api)
    )


@pytest.mark.parametrize(
    ("stands_at", "shown_at", "link", "right"),
    [
        ("CONTRIBUTING.md", "docs/project/contributing.md", "docs/api.md#x", "../api.md#x"),
        ("CONTRIBUTING.md", "docs/project/contributing.md", "CHANGELOG.md", "changelog.md"),
        ("docs/how-to/a.md", "docs/how-to/a.md", "../../benchmarks/README.md",
         "../project/benchmarks.md"),
        ("docs/a.md", "docs/a.md", "api.md", "api.md"),
        ("docs/a.md", "docs/a.md", "https://example.com/CHANGELOG.md",
         "https://example.com/CHANGELOG.md"),
    ],
)  # fmt: skip
def test_links_lead_to_where_a_page_stands_in_the_site(
    stands_at: str, shown_at: str, link: str, right: str
) -> None:
    assert relinked(f"see [it]({link}).", stands_at, shown_at) == f"see [it]({right})."


def test_a_page_that_nobody_listed_is_found(tmp_path: Path) -> None:
    for name in ("index", "listed", "how-to/new"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.md").touch()

    assert with_unlisted("listed\nUNLISTED\n", tmp_path) == "listed\nhow-to/new\n"


class _Links(HTMLParser):
    """What a page loads, what it links to, and the places in it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.places |= {value for name in ("id", "name") if (value := said.get(name))}
        address = said.get("src") or said.get("href")
        if address:
            (self.linked if tag == "a" else self.loaded).append(address)


def _site(folder: Path) -> dict[Path, _Links]:
    """Every page of the site, built as `make docs` does: a warning fails it."""
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going",
         "-b", "html", "-d", folder / "state", ROOT / "docs", folder / "html"],
        capture_output=True, text=True, timeout=300, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONSAFEPATH": "1"},
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    pages = {}
    for path in (folder / "html").rglob("*.html"):
        pages[path] = _Links()
        pages[path].feed(path.read_text(encoding="utf-8"))
    return pages


def test_the_site_holds_together_without_a_network(tmp_path: Path) -> None:
    site = _site(tmp_path)

    broken = []
    for path, page in site.items():
        for link in page.linked:
            address, _, place = link.partition("#")
            if re.match(r"[a-z]+:", address):
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            places = site[target].places if target in site else {place}
            if not target.exists() or (place and place not in places):
                broken.append(f"{path.name}: {link}")
    assert len(site) > 50
    assert not broken

    outside = re.compile(r"(?:[a-z]+:)?//")
    assert not [each for page in site.values() for each in page.loaded if outside.match(each)]
    for sheet in tmp_path.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", sheet.read_text("utf-8")), (
            sheet
        )
