"""A mistake is one line that an editor can jump to."""

from pathlib import Path

from monitor.mistakes import ConfigError, Mistake, Place, render_path

FILE = Path("probes.yaml")


def test_a_mistake_reads_file_line_column_path_what_and_mend() -> None:
    mistake = Mistake("no such key", ("probes", 0, "evry"), Place(12, 9), "did you mean `every`?")
    assert mistake.render(FILE) == (
        "probes.yaml:12:9: probes[0].evry: no such key; did you mean `every`?"
    )


def test_a_key_that_would_blur_the_path_is_quoted() -> None:
    assert render_path(("providers", "a.b c", "key")) == 'providers."a.b c".key'


def test_nothing_in_the_file_reaches_the_terminal_as_a_command() -> None:
    assert "\x1b" not in Mistake("bad \x1b[31m", ("a\x1b",), Place(1, 1)).render(FILE)


def test_mistakes_are_told_once_and_in_the_order_of_the_file() -> None:
    later, earlier = Mistake("b", place=Place(3, 1)), Mistake("a", place=Place(2, 9))
    error = ConfigError(FILE, [later, earlier, later])
    assert error.mistakes == (earlier, later)
