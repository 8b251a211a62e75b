"""What README and its like promise is true: links, paths, commands, YAML, messages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.config import load_config

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
ROOMS = ("probes/", "incidents/", "storage/", "publish/", "dashboard/", "monitor/", "simulator/")


def _blocks(language: str) -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = {
        target.split("#")[0]
        for target in re.findall(r'\]\(([^)]+)\)|(?:src|srcset)="([^"]+)"', text)
        for target in target
        if target and "://" not in target
    }
    paths = {
        path
        for path in re.findall(r"`([\w./-]+)`", text)
        if path.startswith((*ROOMS, "tests/", "docs/"))
    }

    missing = [name for name in links if not (document.parent / name).exists()]
    missing += [name for name in paths if not (ROOT / name).exists()]
    assert not missing


def test_the_readme_lists_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [path.stem for path in (ROOT / "monitor" / "commands").glob("[!_]*.py")]

    assert commands
    words = [name.replace("_", "-") for name in commands]
    assert not [word for word in words if f"`brownout {word}" not in readme]


def test_the_yaml_of_the_readme_is_a_valid_configuration(tmp_path: Path) -> None:
    (example,) = _blocks("yaml")
    path = tmp_path / "probes.yaml"
    path.write_text(example, encoding="utf-8")

    config = load_config(path, {"VLLM_KEY": "a-key-for-this-test"})

    names = {probe.name: probe for probe in config.probes}
    assert names["search index"].provider.id == "our-search"
    assert names["our-vllm/canary"].waiting_for is None


def test_a_mistake_in_that_yaml_is_answered_as_the_readme_says(tmp_path: Path) -> None:
    (example,) = _blocks("yaml")
    url = "    url: https://search.example.com/health\n"
    assert url in example
    mistaken = example.replace(url, url + "    evry: 30s\n")
    (tmp_path / "probes.yaml").write_text(mistaken, encoding="utf-8")

    said = subprocess.run(
        [sys.executable, "-P", "-m", "monitor", "validate"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    (shown,) = _blocks("console")
    assert f"$ brownout validate\n{said.stdout}{said.stderr}" == shown
    assert said.returncode == 2


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_the_python_of_the_documents_is_python(path: Path) -> None:
    for block in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        compile(block, path.name, "exec")
