"""The files of the contributors' guides, put where they belong, pass what the guides run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "contributing").glob("*.md"))
ROOMS = ("probes", "incidents", "storage", "publish", "dashboard", "monitor", "simulator")
# Of the tests that hold every plugin to its contract, these guides add to the following.
CONTRACTS = ("tests/probes/test_plugins.py", "tests/probes/providers/test_every_wire.py",
             "tests/publish/test_formats.py", "tests/test_layout.py")  # fmt: skip


def _files() -> dict[str, str]:
    """What the guides write, by its path: the first line of a block of Python names it."""
    blocks = [
        block
        for guide in GUIDES
        for block in re.findall(
            r"^```python\n(.*?)^```", guide.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
    ]
    named = (re.match(r"# (\S+\.py)\n(.*)", block, re.DOTALL) for block in blocks)
    return {found[1]: found[2] for found in named if found}


@pytest.fixture
def extended(tmp_path: Path) -> Path:
    """A copy of the tree with everything in it that the guides add."""
    copy = tmp_path / "extended"
    without = shutil.ignore_patterns("__pycache__", "e2e")
    copy.mkdir()
    for folder in (*ROOMS, "benchmarks", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=without)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for path, content in _files().items():
        assert not (copy / path).exists(), f"{path} is there already: the guide adds nothing"
        (copy / path).write_text(content, encoding="utf-8")
    return copy


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_guide_brings_a_plugin_and_its_test() -> None:
    added = _files()
    plugins = [path for path in added if not path.startswith("tests/")]

    assert len(plugins) == 5
    for path in plugins:
        folder, name = path.rsplit("/", 1)
        assert f"tests/{folder}/test_{name}" in added


def test_what_the_guides_add_passes_its_tests_and_keeps_the_house_in_order(extended: Path) -> None:
    written = list(_files())
    words = [Path(path).stem for path in written if not path.startswith("tests/")]
    own = [path for path in written if path.startswith("tests/")]

    _run(
        extended, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
        *own, *CONTRACTS, "-k", " or ".join((*words, "no_two", "junk")),
    )  # fmt: skip
    _run(extended, "-m", "ruff", "check", "--quiet", *written)
    _run(extended, "-m", "ruff", "format", "--check", "--quiet", *written)
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    _run(extended, "-c", lint)
