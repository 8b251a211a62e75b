"""`brownout pick`: one word for a script to use, the reason for people."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., "CompletedProcess[str]"]


def test_it_prints_the_first_of_the_order_where_it_cannot_tell(
    brownout: Run, tmp_path: Path
) -> None:
    ran = brownout("pick", "--order", "openai, anthropic", "--database", tmp_path / "none.db")

    assert ran.stdout == "openai\n"
    assert "cannot be read" in ran.stderr
    assert ran.returncode == 1


def test_its_json_says_so_too(brownout: Run, tmp_path: Path) -> None:
    ran = brownout("pick", "--order", "a,b", "--json", "--database", tmp_path / "none.db")

    told = json.loads(ran.stdout)
    assert (told["use"], told["is_fail_open"]) == ("a", True)


def test_a_question_that_is_none_is_told_so(brownout: Run) -> None:
    nobody = brownout("pick", "--order", " , ")
    never = brownout("pick", "--order", "a", "--max-ttft", "soon")

    assert (nobody.returncode, never.returncode) == (2, 2)
    assert "names nothing" in nobody.stderr
    assert "not a duration" in never.stderr
