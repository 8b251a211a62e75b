"""Where a database is looked for."""

import sys
from pathlib import Path

import pytest

from storage.errors import DatabaseError
from storage.location import default_database_path, resolve, spool_folder

linux_only = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="XDG is Linux's")


@linux_only
def test_the_default_follows_xdg_data_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_database_path() == Path("/data/brownout/brownout.db")
    assert default_database_path("brownout-demo") == Path("/data/brownout-demo/brownout-demo.db")


@linux_only
@pytest.mark.parametrize("value", [None, "", "relative/is/invalid"])
def test_the_default_is_in_the_home_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    if value is None:
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_DATA_HOME", value)
    assert default_database_path() == tmp_path / ".local/share/brownout/brownout.db"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("platform", "place"), [("darwin", "Library/Application Support")])
def test_macos_has_a_place_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, place: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_database_path() == tmp_path / place / "brownout" / "brownout.db"


def test_windows_has_a_place_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert default_database_path() == tmp_path / "brownout" / "brownout.db"


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "50% off? #1" / "my data.db"
    url = resolve(path)
    assert url.database == str(path)
    assert path.parent.is_dir()


def test_a_path_may_start_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert resolve("~/kept/brownout.db").database == str(tmp_path / "kept/brownout.db")


def test_postgresql_uses_the_driver_we_support() -> None:
    for scheme in ("postgresql", "postgres", "postgresql+psycopg", "postgresql+asyncpg"):
        assert resolve(f"{scheme}://user@host/db").drivername == "postgresql+psycopg"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(DatabaseError, match="would be lost at exit: name a file"):
        resolve(url)


def test_a_folder_that_cannot_be_made_says_which_and_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match=r"cannot make the folder .*file/data .*--database"):
        resolve(tmp_path / "file" / "data" / "brownout.db")


def test_a_misspelt_url_is_refused() -> None:
    with pytest.raises(DatabaseError, match="cannot be read: write it like postgresql://"):
        resolve("post gres://host")


def test_a_spool_lies_beside_a_file_else_in_the_data_directory_or_where_it_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("BROWNOUT_SPOOL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    file, server = tmp_path / "b.db", "postgresql://me:{}@host:5432/db"
    assert spool_folder(file) == spool_folder(f"sqlite:///{file}") == tmp_path / "b.db-spool"

    one = spool_folder(server.format("secret"))
    assert one == spool_folder(server.format("another"))
    assert one != spool_folder("postgresql://me@host:5432/other")

    monkeypatch.setenv("BROWNOUT_SPOOL", str(tmp_path / "elsewhere"))
    assert spool_folder(file) == spool_folder(f"sqlite:///{file}") != spool_folder(server)
    assert {spool_folder(file).parent, spool_folder(server).parent} == {tmp_path / "elsewhere"}
    assert list(tmp_path.iterdir()) == []
