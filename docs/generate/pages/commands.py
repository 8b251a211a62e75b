"""The page on the command line, taken from the very parser that reads it."""

import argparse
from collections.abc import Iterator

from docs.generate import markdown
from monitor import cli

TITLE = "The command line"

_INTRODUCTION = """\
`brownout COMMAND --help` says the same. Exit codes: 0 all is well, 1 the answer is bad news (a
provider is in trouble, a check failed), 2 the question was wrong (a mistake in the file, an unknown
name), 130 after Ctrl-C. With `--json`, a command prints for programs."""


def content() -> str:
    """Return a chapter for each command."""
    return markdown.blocks(_INTRODUCTION, *map(_chapter, _commands(cli.build_parser())))


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    return dict(commands.choices)


def _chapter(word: str) -> str:
    parser = _commands(cli.build_parser(load_only=word))[word]
    return markdown.blocks(f"## brownout {word}", *_told(parser, parser.description or ""))


def _told(parser: argparse.ArgumentParser, about: str) -> Iterator[str]:
    yield about
    yield f"```text\n{_usage(parser)}\n```"
    rows, below = [], []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        if isinstance(action, argparse._SubParsersAction):
            helps = {each.dest: each.help or "" for each in action._choices_actions}
            below += [(each, helps.get(name, "")) for name, each in action.choices.items()]
            continue
        rows.append((f"`{_name(action)}`", _about(parser, action)))
    yield markdown.table(("argument", "meaning"), rows)
    for inner, said in below:
        yield f"### {inner.prog}"
        yield from _told(inner, inner.description or markdown.cell(said).capitalize() + ".")


def _usage(parser: argparse.ArgumentParser) -> str:
    return " ".join(parser.format_usage().removeprefix("usage:").split())


def _name(action: argparse.Action) -> str:
    (value,) = [action.metavar] if isinstance(action.metavar, str) else [None]
    if action.choices and not value:
        value = "{" + ",".join(map(str, action.choices)) + "}"
    if not action.option_strings:
        return value or action.dest
    value = "" if action.nargs == 0 else f" {value or action.dest.upper()}"
    return ", ".join(action.option_strings) + value


def _about(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    said = {**vars(action), "prog": parser.prog}
    return (action.help or "") % said
