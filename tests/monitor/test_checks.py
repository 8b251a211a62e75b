"""A configuration may bring checks of its own, in files or from installed packages."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config import Config, ConfigError, load_config
from probes.custom import CustomCheck
from probes.runner import run_probe
from probes.transport import Transport

CHECK = """
from probes.result import Observation
from probes.spec import StrictModel


class Options(StrictModel):
    limit: int
    \"\"\"How much.\"\"\"


async def run(context, options):
    return Observation()
"""
CONFIG = """\
checks: [./{file}]
providers: {{ lab: }}
probes:
  - {{ name: queue, provider: lab, check: {word}, limit: {limit} }}
"""


def load(folder: Path, file: str = "queue_length.py", **said: object) -> Config:
    path = folder / "probes.yaml"
    text = CONFIG.format(**{"file": file, "word": Path(file).stem, "limit": 7, **said})
    path.write_text(text.replace("{ lab: }", "{ lab: {} }"))
    return load_config(path, {})


def mistakes(folder: Path, **said: object) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load(folder, **said)  # type: ignore[arg-type]
    return [line.replace(f"{folder}/", "") for line in str(refused.value).splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "queue_length.py").write_text(CHECK)
    return tmp_path


def test_a_file_beside_the_configuration_is_a_check_with_typed_options(folder: Path) -> None:
    config = load(folder)

    (probe,) = config.probes
    assert isinstance(probe.custom, CustomCheck)
    assert probe.options.limit == 7  # type: ignore[attr-defined]
    assert config.check_files == (folder / "queue_length.py",)


def test_its_keys_are_checked_like_those_of_ours(folder: Path) -> None:
    assert mistakes(folder, limit="many") == [
        "probes.yaml:4:63: probes[0].limit: must be a whole number, not `many`"
    ]
    assert mistakes(folder, limit="7, limt: 8") == [
        "probes.yaml:4:66: probes[0].limt: no such key; did you mean `limit`?"
    ]


def test_a_broken_file_is_told_once_with_its_line(folder: Path) -> None:
    (folder / "queue_length.py").write_text("x = 1\ny = x.z\n")

    assert mistakes(folder) == [
        "probes.yaml:1:10: checks[0]: queue_length.py:2: AttributeError: "
        "'int' object has no attribute 'z'"
    ]


def test_a_name_that_is_taken_is_refused(folder: Path) -> None:
    (folder / "http.py").write_text(CHECK)
    (told, *_) = mistakes(folder, file="http.py")

    assert "`http` is the name of a check that Brownout brings along; rename the file" in told


def test_a_misspelt_word_is_answered_with_the_name_of_the_file(folder: Path) -> None:
    (told,) = mistakes(folder, word="queue_lenght")

    assert "no such check `queue_lenght`; did you mean `queue_length`?" in told


def test_a_file_that_nobody_named_is_told_with_the_line_to_add(folder: Path) -> None:
    (folder / "depth.py").write_text(CHECK)

    assert mistakes(folder, word="depth") == [
        "probes.yaml:4:42: probes[0].check: no such check `depth`; "
        "list its file: `checks: [./depth.py]`"
    ]


def test_a_module_that_is_missing_is_told_with_where_to_install_it(folder: Path) -> None:
    (folder / "depth.py").write_text("import no_such_module\n")

    (told, *_) = mistakes(folder, file="depth.py")

    assert "depth.py:1: ModuleNotFoundError: No module named 'no_such_module'; install it" in told
    assert f"{sys.executable} -m pip install" in told


def test_what_a_check_says_of_itself_may_be_a_mistake_too(folder: Path) -> None:
    said = "\n\ndef waiting_for(provider, options):\n    return options.nothing\n"
    (folder / "queue_length.py").write_text(CHECK + said)
    (told,) = mistakes(folder)

    assert told.startswith("probes.yaml:4:42: probes[0].check: queue_length.py:16: AttributeError")


def test_a_probe_that_blocks_holds_up_no_other_of_the_same_file(folder: Path) -> None:
    waits = "    if options.limit == 1:\n        time.sleep(3)\n    return Observation()\n"
    text = CHECK.replace("    return Observation()\n", waits)
    (folder / "queue_length.py").write_text(f"import time\n{text}")
    more = "7 }\n  - { name: stuck, provider: lab, check: queue_length, limit: 1, timeout: 100ms"
    config = load(folder, limit=more)

    async def run(name: str) -> str:
        (spec,) = [probe for probe in config.probes if probe.name == name]
        result = await run_probe(spec, transport=Transport(), vantage="here")
        return result.detail or result.outcome

    assert "blocks, and did not end" in asyncio.run(run("stuck"))
    assert asyncio.run(run("queue")) == "ok"
    assert "still blocked since an earlier run" in asyncio.run(run("stuck"))


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed package that offers a check."""
    site = tmp_path / "site"
    info = site / "lab_checks-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lab-checks\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[brownout.checks]\nlab-queue = lab_checks\n")
    (site / "lab_checks.py").write_text(CHECK)
    monkeypatch.syspath_prepend(str(site))
    yield site
    sys.modules.pop("lab_checks", None)


@pytest.mark.usefixtures("package")
def test_an_installed_package_may_offer_a_check(folder: Path) -> None:
    (probe,) = load(folder, word="lab-queue").probes

    assert isinstance(probe.custom, CustomCheck)
    assert probe.check == "lab-queue"


def test_one_that_does_not_import_is_a_mistake(folder: Path, package: Path) -> None:
    (package / "lab_checks.py").write_text("import nothing_of_that_name\n")
    (told,) = mistakes(folder, word="lab-queue")

    assert "check `lab-queue` of lab_checks: ModuleNotFoundError: No module named" in told


def test_a_validator_of_its_options_may_be_wrong_too(folder: Path) -> None:
    wrong = "    @field_validator('limit')\n    def check(cls, limit):\n        return 1 / 0\n\n"
    text = CHECK.replace("\n\nasync def run", f"\n{wrong}\nasync def run")
    (folder / "queue_length.py").write_text(f"from pydantic import field_validator\n{text}")

    (told,) = mistakes(folder)
    assert told.startswith("probes.yaml:4:5: probes[0]: queue_length.py:13: ZeroDivisionError")
