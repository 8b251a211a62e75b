"""Variables in values: `${VAR}`, `${VAR:-default}`, `${file:path}`, `${command:program}`, `$$`."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath

from monitor.mistakes import Mistake, Path, shorten
from monitor.node import Node
from monitor.secret_commands import COMMANDS, CommandFailed
from probes.held_secrets import is_secret_name

# A secret is short; a path given by mistake may be a log or a device.
FILE_LIMIT_BYTES = 64 * 1024

_REFERENCE = re.compile(r"\$(?:(?P<escape>\$)|\{(?P<inside>[^{}]*)\}|(?P<broken>\{))")
# As a shell writes it; where nothing but a variable was meant, and not in a prompt or a pattern.
_BARE = re.compile(r"(?:^|://)\$[A-Z][A-Z0-9_]{2,}(?=$|/|:\d)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Interpolation:
    """Fills the variables of a tree in, after parsing, so no value can change the structure.

    `mistakes` collects what could not be filled in. A provider's `key` is different: without
    its variable the value is null and `unset_keys` maps the provider to that variable's name.
    `secrets` are what files held, what commands gave, and variables by whose name it is one;
    `asks_commands` is whether there were any. A section `of_others` is read by another process:
    what that one alone has set stands there as it was written.
    """

    def __init__(
        self, environ: Mapping[str, str], folder: FilePath, of_others: str | None = None
    ) -> None:
        self.mistakes: list[Mistake] = []
        self.unset_keys: dict[str, str] = {}
        self.secrets: set[str] = set()
        self.asks_commands = False
        self._environ = environ
        self._folder = folder
        self._of_others = of_others

    def fill(self, node: Node, path: Path = ()) -> Node:
        """Return a copy of the tree with its variables filled in."""
        if isinstance(node.value, dict):
            filled = {key: self.fill(child, (*path, key)) for key, child in node.value.items()}
            return replace(node, value=filled)
        if isinstance(node.value, list):
            items = [self.fill(child, (*path, i)) for i, child in enumerate(node.value)]
            return replace(node, value=items)
        if isinstance(node.value, str) and "$" in node.value:
            return self._scalar(node, node.value, path)
        return node

    def _scalar(self, node: Node, text: str, path: Path) -> Node:
        values: list[str] = []

        def substitute(match: re.Match[str]) -> str:
            if match["escape"]:
                return "$"
            if match["broken"]:
                raise _Unfilled("`${` is never closed", "close it with `}`, or write `$${`")
            value = self._look_up(match["inside"])
            values.append(value)
            return value

        try:
            if _BARE.search(text):
                mend = "write `${NAME}`, or `$$NAME` where the dollar sign is meant"
                raise _Unfilled("a variable needs braces", mend)
            filled = _REFERENCE.sub(substitute, text)
        except _Unfilled as unfilled:
            if isinstance(unfilled, _Unset) and _is_provider_key(path):
                self.unset_keys[str(path[1])] = unfilled.name
                return replace(node, value=None)
            if isinstance(unfilled, _Unset) and path[:1] == (self._of_others,):
                return node
            self.mistakes.append(Mistake(unfilled.what, path, node.place, unfilled.mend))
            return replace(node, value=None, is_wrong=True)
        return replace(node, value=filled, filled=(filled, *filter(None, values)) if values else ())

    def _look_up(self, inside: str) -> str:
        if inside.startswith("file:"):
            secret = self._read_secret(inside.removeprefix("file:"))
            self.secrets.add(secret)
            return secret
        if inside.startswith("command:"):
            self.asks_commands = True
            try:
                secret = COMMANDS.ask(inside.removeprefix("command:"), self._folder)
            except CommandFailed as failed:
                mend = "try it in a terminal, as the user and in the folder of this file"
                raise _Unfilled(str(failed), mend) from None
            self.secrets.add(secret)
            return secret
        name, has_default, default = inside.partition(":-")
        if not _NAME.fullmatch(name):
            raise _Unfilled(
                f"`${{{shorten(inside)}}}` names no variable",
                "write `${NAME}`, `${NAME:-default}`, `${file:/path}`, `${command:program}`, or "
                "`$$` for a dollar sign",
            )
        value = self._environ.get(name, "")
        if value:
            if is_secret_name(name):
                self.secrets.add(value)
            return value
        if has_default:
            return default
        raise _Unset(name)

    def _read_secret(self, file: str) -> str:
        name = shorten(file)
        try:
            path = self._folder / FilePath(file).expanduser()
            if not path.is_file():
                raise _Unfilled(f"there is no file `{name}`", "create it, or correct the path")
            with path.open("rb") as stream:
                content = stream.read(FILE_LIMIT_BYTES + 1)
            text = content.decode()
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "its name or content is not text"
            raise _Unfilled(f"the file `{name}` cannot be read: {reason}", "") from None
        if len(content) > FILE_LIMIT_BYTES:
            what = f"the file `{name}` is larger than 64 KiB"
            raise _Unfilled(what, "name one that holds nothing but the value")
        return text.strip()


class _Unfilled(Exception):
    def __init__(self, what: str, mend: str) -> None:
        self.what = what
        self.mend = mend


class _Unset(_Unfilled):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"the environment variable {name} is empty or not set",
            f"set it, or give a default: `${{{name}:-default}}`",
        )


def _is_provider_key(path: Path) -> bool:
    return len(path) == 3 and path[0] == "providers" and path[2] == "key"
