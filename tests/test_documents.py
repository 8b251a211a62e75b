"""What README and its like promise is true: links, paths, commands, flags, YAML, messages."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from monitor import cli
from monitor.config import load_config

ROOT = Path(__file__).parents[1]
ROOMS = ("probes/", "incidents/", "storage/", "publish/", "dashboard/", "monitor/", "simulator/")
FOLDERS = (*ROOMS, "tests/", "docs/", "benchmarks/", ".ci/", ".github/")
WRITTEN = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
WRITTEN += sorted(
    path
    for path in (ROOT / "docs").rglob("*.md")
    if path.parent.name not in ("reference", "project")  # made of the rest when the site is built
)
# What explains a folder.
BESIDE = sorted(ROOT.glob("[!.]*/README.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What a contributors' guide adds is no check of ours.
ADDED = "check: listed"
# Our own words where a document's YAML is another program's.
NOT_OURS = ("scrape_configs:",)
VARIABLES = {
    name: f"https://{name.lower().replace('_', '-')}.example.com"
    for path in WRITTEN
    for name in re.findall(r"\$\{([A-Z_]+)\}", path.read_text(encoding="utf-8"))
}


def _blocks(text: str, *languages: str) -> Iterator[str]:
    """Yield the fenced blocks in one of these languages, also those inside lists."""
    for indent, language, block in re.findall(
        r"^( *)```(\w+)\n(.*?)^\1```", text, re.MULTILINE | re.DOTALL
    ):
        if language in languages:
            yield "".join(line.removeprefix(indent) for line in block.splitlines(keepends=True))


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.strip().replace(" ", "-") for title in plain}


@pytest.mark.parametrize("document", [*WRITTEN, *BESIDE], ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    prose = re.sub(r"^( *)```.*?^\1```", "", text, flags=re.MULTILINE | re.DOTALL)
    links = {
        target
        for target in re.findall(r'\]\(([^)\s]+)[^)]*\)|(?:src|srcset)="([^"]+)"', prose)
        for target in target
        if target and "://" not in target
    }
    paths = {path for path in re.findall(r"`([\w./-]+)`", prose) if path.startswith(FOLDERS)}

    missing = [name for name in paths if not (ROOT / name).exists()]
    for link in links:
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            missing.append(link)
    assert not missing


def _commands() -> Iterator[tuple[str, str]]:
    """Yield each line of a shell that a document shows, and which document."""
    for path in (*WRITTEN, *BESIDE):
        text = path.read_text(encoding="utf-8")
        lines = [line for block in _blocks(text, "sh", "bash") for line in _lines(block)]
        for block in _blocks(text, "console"):
            lines += re.findall(r"^\$ (.+)$", block, re.MULTILINE)
        # In prose a command stands in code; what is in capitals there stands for something.
        lines += re.findall(r"`((?:\.venv/bin/)?brownout [a-z][^`]*)`", " ".join(text.split()))
        yield from ((line, path.name) for line in lines)


def _lines(block: str) -> list[str]:
    return block.replace("\\\n", " ").splitlines()


def _words(line: str) -> list[str]:
    """The words of the first command of a line, without what a shell does with it."""
    words = shlex.split(re.sub(r"\$\(|[|2]?[|>].*|&&.*|…", " ", line), comments=True)
    while words and re.fullmatch(r"[A-Za-z_]+=.*|\$|then|do", words[0]):
        words.pop(0)
    return [word for word in words if not word.startswith(("2>", ")"))]


OURS = sorted(
    {
        (tuple(words[1:]), document)
        for line, document in _commands()
        if "brownout" in line and (words := _words(line)) and Path(words[0]).name == "brownout"
    }
)


def test_the_documents_show_commands() -> None:
    assert len(OURS) > 50


@pytest.mark.parametrize(
    ("words", "document"),
    OURS,
    ids=lambda each: " ".join(each)[:50] if isinstance(each, tuple) else each,
)
def test_every_command_is_taken_with_its_arguments(
    words: tuple[str, ...], document: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = words[0]
    known = [path.stem.rstrip("_").replace("_", "-") for path in cli.COMMANDS.glob("[!_]*.py")]
    assert command in {*known, "COMMAND", "--help", "--version"}
    # By itself it may be no more than a name.
    if len(words) > 1 and command in known and "--help" not in words:
        try:
            cli.build_parser(load_only=command).parse_args([each.strip("[]") for each in words])
        except SystemExit:
            # What is in capitals stands for a value.
            assert re.search(r"invalid .*: '[A-Z]+'", capsys.readouterr().err), words


@pytest.mark.parametrize("target", sorted(set(re.findall(
    r"\bmake ([a-z]+)\b(?![- ]\w)", " ".join(f"`{line}`" for line, _ in _commands())
))))  # fmt: skip
def test_every_target_of_make_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def _configurations() -> Iterator[tuple[str, str]]:
    """Yield each example; a section alone comes with what its document has shown before."""
    for path in WRITTEN:
        shown = ""
        for number, block in enumerate(_blocks(path.read_text(encoding="utf-8"), "yaml")):
            if any(mark in block for mark in (ADDED, *NOT_OURS)):
                continue
            keys = set(re.findall(r"^(\w+):", block, re.MULTILINE))
            is_new = keys.isdisjoint(re.findall(r"^(\w+):", shown, re.MULTILINE))
            shown = shown + block if is_new and "providers" not in keys else block
            yield f"{path.name} {number}", shown


EXAMPLES = dict(_configurations())


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_yaml_of_the_documents_is_a_valid_configuration(example: str, tmp_path: Path) -> None:
    block = EXAMPLES[example]
    if "providers:\n" not in block:
        # A section shown by itself; names in it are of a file that has more.
        names = ", ".join(f"{name}: {{}}" for name in ("openai", "anthropic"))
        block += f"\nproviders: {{ {names} }}\n"
    for file in re.findall(r"\./(\w+\.py)", block):
        guide = (ROOT / "docs" / "how-to" / "custom-check.md").read_text(encoding="utf-8")
        (tmp_path / file).write_text(next(_blocks(guide, "python")), encoding="utf-8")
    path = tmp_path / "probes.yaml"
    path.write_text(block, encoding="utf-8")

    assert load_config(path, VARIABLES).providers


def test_a_mistake_in_the_yaml_of_the_readme_is_answered_as_it_says(tmp_path: Path) -> None:
    (example,) = _blocks(README, "yaml")
    url = "    url: https://search.example.com/health\n"
    assert url in example
    (tmp_path / "probes.yaml").write_text(example.replace(url, url + "    evry: 30s\n"))

    said = subprocess.run(
        [sys.executable, "-P", "-m", "monitor", "validate"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    (shown,) = _blocks(README, "console")
    assert f"$ brownout validate\n{said.stdout}{said.stderr}" == shown
    assert said.returncode == 2


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_the_python_of_the_documents_is_python(path: Path) -> None:
    for block in _blocks(path.read_text(encoding="utf-8"), "python"):
        compile(block, path.name, "exec")


def test_the_map_of_the_house_names_every_room_and_every_contract() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contracts = re.findall(r'\[\[tool\.importlinter\.contracts\]\]\nname = "(.+)"', settings)

    assert contracts
    assert set(contracts) == set(re.findall(r"^- ((?:[A-Z][a-z]+ )[\w ]+)$", told, re.MULTILINE))
    assert all(f"| `{room}` |" in told for room in ROOMS)


def test_every_variable_that_is_read_is_documented() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in (*WRITTEN, *BESIDE))
    # The dashboard's own spelling of the database, and what a parent tells its child.
    inner = {"BROWNOUT_DATABASE_URL", "BROWNOUT_DEMO_STORY", "BROWNOUT_SUPERVISED"}
    read = {
        name
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for name in re.findall(r"\bBROWNOUT_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }

    assert not {name for name in read - inner if name not in told}


def test_the_changelog_has_a_chapter_for_what_is_not_released() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.match(r"# Changelog\n.*?\n## Unreleased\n", changelog, re.DOTALL)


@pytest.mark.parametrize(
    ("tag", "complaint"),
    [("v99.0.0", "they must agree"), ("{version}", "has no chapter")],
)
def test_a_tag_that_is_not_the_version_releases_nothing(tag: str, complaint: str) -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    if f"## {version[1]}," in (ROOT / "CHANGELOG.md").read_text() and "{" in tag:
        pytest.skip("this version has its chapter")
    done = subprocess.run(
        ["bash", ROOT / ".ci" / "release", tag.format(version=f"v{version[1]}")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert complaint in done.stderr


def test_what_a_forge_reads_is_yaml_that_names_what_is_there() -> None:
    files = [*(ROOT / ".github").rglob("*.yml"), ROOT / ".pre-commit-config.yaml"]

    assert len(files) > 5
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert yaml.safe_load(text)
        for script in re.findall(r"\.ci/\w+", text):
            assert (ROOT / script).stat().st_mode & 0o111, script
        for tool in re.findall(r"\.venv/bin/([\w-]+)", text):
            assert Path(sys.executable).with_name(tool).exists(), tool
