"""What is built and released runs where there is no checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("probes", "incidents", "storage", "publish", "dashboard", "monitor", "simulator")
ENVIRONMENT = {**os.environ, "PYTHONSAFEPATH": "1"}


def _run(*command: object, cwd: Path) -> None:
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The folder with a source distribution and the wheel that was built from it."""
    source = tmp_path / "source"
    source.mkdir()
    without = shutil.ignore_patterns("__pycache__", "node_modules", "reference", "project")
    for path in ROOT.iterdir():
        if path.name in (*ROOMS, "docs", "benchmarks", "tests", ".ci", ".github"):
            shutil.copytree(path, source / path.name, ignore=without)
        elif path.is_file() and path.name != ".git":
            shutil.copy(path, source)
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", source / "dist", cwd=source)
    return source / "dist"


def _holds_every_file_of_every_room(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    files = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert not files - held
    assert {name.split("/")[0] for name in held if "dist-info" not in name} == set(ROOMS)


def _holds_what_is_needed_to_build_test_and_read_it(source: Path) -> None:
    with tarfile.open(source) as archive:
        held = {name.split("/", 1)[-1] for name in archive.getnames()}

    assert {
        "LICENSE", "CHANGELOG.md", "Makefile", "requirements.lock", "probes.yaml",
        "docs/tutorial.md", "docs/now-light.png", "docs/conf.py", "docs/generate/__init__.py",
        "tests/conftest.py", "tests/monitor/bad_configs/tab.yaml", "benchmarks/README.md",
        ".ci/try_wheel.py", ".github/workflows/release.yml",
    } <= held  # fmt: skip


def test_what_is_built_is_whole_and_runs_outside_of_the_checkout(
    built: Path, tmp_path: Path
) -> None:
    (source,), (wheel,) = built.glob("*.tar.gz"), built.glob("*.whl")
    _holds_what_is_needed_to_build_test_and_read_it(source)
    _holds_every_file_of_every_room(wheel)

    environment = tmp_path / "environment"
    _run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    python = environment / "bin" / "python"
    (packages,) = environment.glob("lib/python*/site-packages")
    # The packages of this environment, but not what is installed editable in it.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    _run(
        sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps",
        "--no-index", "--ignore-installed", "--disable-pip-version-check", wheel, cwd=tmp_path,
    )  # fmt: skip

    _run(sys.executable, ROOT / ".ci" / "try_wheel.py", environment / "bin", cwd=tmp_path)
