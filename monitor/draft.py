"""A probes.yaml as somebody types it on a page: checked like a saved one, but trusted less."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import TypeAlias

from monitor.config import Config, ConfigError, load_config
from monitor.config_text import FILE_LIMIT_BYTES
from monitor.located_yaml import read_yaml
from monitor.mistakes import Mistake, Path, Place
from monitor.node import Node
from probes.held_secrets import is_secret_name
from probes.redact import Redactor

# The rest of the file says where alerts and reports go, which code runs, and who may do what.
EDITABLE = frozenset({"providers", "probes"})

_SECRET = re.compile(r"(.+_)?(key|secret|token|password|webhook|apprise|pagerduty)")
_REFERENCE = re.compile(r"\$\{((?:file|command):[^{}]*|BROWNOUT_\w*)")
_ANY_REFERENCE = re.compile(r"\$\{[^{}]*\}")
# Files that a probe writes.
_FILES = frozenset({"store"})
_NO_SECRETS = Redactor()

Written: TypeAlias = "str | list[Written] | dict[str, Written] | None"


def check_draft(path: FilePath, saved: str, typed: str, environ: Mapping[str, str]) -> Config:
    """Return what `typed` would mean as the file at `path`, of which the text is `saved`.

    Whoever types may be trusted with probes, but not with the machine: no further file is read
    and no further code loaded than what `saved` names, and no section but `EDITABLE` differs.

    Raises:
        ConfigError: with every mistake, in the words of `brownout validate`.
    """
    mistakes: list[Mistake] = []
    if len(typed.encode(errors="replace")) > FILE_LIMIT_BYTES:
        raise ConfigError(path, [Mistake("larger than 256 KiB, so it is no probes.yaml")])
    root = read_yaml(typed, mistakes)
    if root is not None:
        before = read_yaml(saved, []) or Node(root.place, {})
        mistakes += _out_of_bounds(before, root)
        mistakes += literal_secrets(root)
    if mistakes:
        raise ConfigError(path, mistakes)
    return load_config(path, environ, typed)


def secrets_in(text: str) -> list[Mistake]:
    """Return the places where a text seems to hold a secret itself, so that nobody may be shown it.

    Raises nothing: of what is no YAML, what looks like a key anywhere is told of.
    """
    mistakes: list[Mistake] = []
    root = read_yaml(text, mistakes)
    found = literal_secrets(root) if root is not None else []
    told = {mistake.place.line for mistake in found if mistake.place}
    for number, line in enumerate(text.splitlines(), 1):
        if number not in told and _looks_like_one(line):
            what = "something that looks like a key stands here"
            found.append(Mistake(what, place=Place(number, 1), mend="take it out"))
    return found


def _looks_like_one(text: str) -> bool:
    text = "".join(each for each in _ANY_REFERENCE.sub("", text) if each.isprintable())
    # In pieces that overlap, because what is cleaned is cut.
    pieces = (text[start : start + 1000] for start in range(0, len(text), 800))
    return any(_NO_SECRETS.clean(piece) != piece for piece in pieces)


def literal_secrets(root: Node) -> list[Mistake]:
    """Return a mistake for each value that seems to be a secret itself, and not a variable."""
    return [
        Mistake(
            "holds a secret itself",
            path,
            node.place,
            "set it in the environment and write `${VARIABLE}` here",
        )
        for path, node in _scalars(root)
        if isinstance(node.value, str) and _is_secret(path, node.value)
    ]


def _is_secret(path: Path, value: str) -> bool:
    name = str(path[-1]) if path else ""
    is_header = "headers" in path[:-1] and is_secret_name(name)
    is_named = _SECRET.fullmatch(name.lower()) is not None and "expect" not in path
    is_target = any(part in ("webhook", "apprise", "pagerduty") for part in path)
    if value and "${" not in value and (is_header or is_named or is_target):
        return True
    return _looks_like_one(value)


def _out_of_bounds(before: Node, root: Node) -> Iterator[Mistake]:
    if not isinstance(root.value, dict) or not isinstance(before.value, dict):
        return
    for key in (before.value.keys() | root.value.keys()) - EDITABLE:
        if _written(before.value.get(key)) != _written(root.value.get(key)):
            what = "cannot be changed from here"
            mend = "edit the file on the machine that Brownout runs on"
            yield Mistake(what, (key,), root.keys.get(key, root.place), mend)
    known = {name for _, node in _scalars(before) for name in _references(node)}
    files = {(path[-1], node.raw) for path, node in _scalars(before) if path}
    for path, node in _scalars(root):
        if path[-1:] and path[-1] in _FILES and (path[-1], node.raw) not in files:
            what = "is a file that the saved text does not name"
            yield Mistake(what, path, node.place, "name it on the machine that Brownout runs on")
        for name in _references(node):
            if name not in known:
                what = f"`${{{name[:40]}}}` is read from here only where the file names it already"
                yield Mistake(what, path, node.place, "use another variable")


def _references(node: Node) -> list[str]:
    return _REFERENCE.findall(node.raw or "")


def _scalars(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    children = list(node.children())
    if not children:
        yield path, node
    for key, child in children:
        yield from _scalars(child, (*path, key))


def _written(node: Node | None) -> Written:
    if node is None:
        return None
    if isinstance(node.value, dict):
        return {key: _written(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_written(child) for child in node.value]
    return node.raw
