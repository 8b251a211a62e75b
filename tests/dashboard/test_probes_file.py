"""The file behind the editor: written whole or not at all, and over nobody's work."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import probes_file
from dashboard.probes_file import NotSaved

TEXT = "# A comment that stays.\nproviders:\n  aurora: {}\nprobes:\n" + (
    "  - {name: one, provider: aurora, check: tcp, host: 127.0.0.1, port: 1}\n"
)
MORE = TEXT + "  - {name: two, provider: aurora, check: tcp, host: 127.0.0.1, port: 2}\n"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "probes.yaml"
    path.write_text(TEXT)
    path.chmod(0o640)
    probes_file.adopt(path)
    yield path
    probes_file.adopt(None)


def test_what_is_saved_stands_there_with_its_comments_and_rights(path: Path) -> None:
    saved = probes_file.save(MORE, probes_file.read(), "Ana")

    assert path.read_text() == MORE == saved.text
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["probes.yaml"]
    probes_file.save(TEXT, saved, "Ana")
    assert path.read_text() == TEXT


def test_a_broken_text_is_never_saved(path: Path) -> None:
    with pytest.raises(NotSaved, match=r"it has a mistake: .*probes\.yaml:5:\d+: probes\[0\]"):
        probes_file.save(TEXT.replace("check: tcp", "check: tpc"), probes_file.read(), "Ana")

    assert path.read_text() == TEXT


def test_what_somebody_else_changed_meanwhile_is_not_written_over(path: Path) -> None:
    opened = probes_file.read()
    path.write_text(MORE)

    with pytest.raises(NotSaved, match="somebody else has changed the file"):
        probes_file.save(TEXT.replace("one", "uno"), opened, "Ana")

    assert path.read_text() == MORE


def test_lines_keep_their_ends_and_a_link_stays_one(path: Path, tmp_path: Path) -> None:
    windows = tmp_path / "windows.yaml"
    windows.write_bytes(TEXT.replace("\n", "\r\n").encode())
    path.unlink()
    path.symlink_to(windows)

    opened = probes_file.read()
    assert "\r" not in opened.text
    probes_file.save(MORE, opened, "Ana")

    assert path.is_symlink()
    assert windows.read_bytes() == MORE.replace("\n", "\r\n").encode()


def test_a_file_that_holds_a_secret_is_shown_to_nobody(path: Path) -> None:
    path.write_text(TEXT.replace("aurora: {}", "aurora: {key: hunter22}"))

    with pytest.raises(NotSaved) as told:
        probes_file.read()

    assert "probes.yaml:3:" in str(told.value)
    assert "hunter22" not in str(told.value)


def test_what_cannot_be_read_or_written_is_told(path: Path) -> None:
    opened = probes_file.read()
    path.unlink()
    with pytest.raises(NotSaved, match="cannot be read: No such file"):
        probes_file.save(MORE, opened, "Ana")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(NotSaved, match="not UTF-8"):
        probes_file.read()
    probes_file.adopt(None)
    with pytest.raises(NotSaved, match="--config"):
        probes_file.read()
