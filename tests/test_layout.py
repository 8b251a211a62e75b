"""The house keeps its shape: captions, names, and a test beside every plugin."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("probes", "incidents", "storage", "publish", "dashboard", "monitor", "simulator")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
HOMELESS = {"utils", "helpers", "common", "misc", "base", "manager"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_opens_with_a_one_sentence_caption(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path.name == "__init__.py" and not source:
        pytest.skip("an empty package marker")

    caption = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")[0]

    assert caption, "no module docstring"
    assert caption.endswith((".", "?")), f"not a sentence: {caption!r}"


def test_no_module_is_a_junk_room() -> None:
    assert not [path for path in MODULES if path.stem in HOMELESS]


def test_no_file_of_the_dashboard_shadows_a_room_or_a_library() -> None:
    # Streamlit puts the script's own folder first on the import path.
    stems = {path.stem for path in (ROOT / "dashboard").glob("*.py")}

    assert not stems & {*ROOMS, "streamlit", "plotly", "pydantic", "typing", "html", "http"}


def test_no_test_folder_is_a_package() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_the_lock_names_only_packages_and_hashes() -> None:
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        content = line.split("#")[0].strip()
        assert "://" not in content, f"an address in the lock: {line}"
        assert not content.startswith(("-e", "--index", "--extra-index", "--find-links")), line


def test_every_package_of_the_lock_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = [line for line in text.splitlines() if line and line[0] not in "# "]

    assert packages
    assert all(line.endswith("\\") for line in packages)


@pytest.mark.parametrize("command", ["demo", "run", "test"])
def test_make_alone_lists_its_targets(command: str) -> None:
    printed = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert f"make {command} " in printed


HEAVY = ("streamlit", "plotly", "sqlalchemy", "sqlmodel", "alembic", "httpx", "rich", "pydantic")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, monitor.cli\n"
        "try: monitor.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print('LOADED', *sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True
    ).stdout

    loaded = set(printed.split("LOADED")[1].split())
    assert not loaded & set(HEAVY)
