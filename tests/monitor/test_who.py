"""Who is at the keyboard: a name, or a sentence on how to give one."""

import pytest

from monitor.mistake import Mistake
from monitor.who import login_name


def test_the_login_name_is_that_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ana")

    assert login_name() == "ana"


@pytest.mark.parametrize("error", [OSError, KeyError])
def test_a_machine_that_does_not_know_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def unknown() -> str:
        raise error

    monkeypatch.setattr("getpass.getuser", unknown)

    with pytest.raises(Mistake, match="say it with `--by NAME`"):
        login_name()
