"""A value of a YAML file with its place, before it means anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from monitor.mistakes import Place

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"


@dataclass(slots=True)
class Node:
    """One value of the file: a scalar, a list of nodes, or a mapping of keys to nodes.

    `raw` is a scalar as it was written, before variables were filled in, and None for the
    rest; `filled` holds what came out of the variables, which no message may repeat.
    `keys` are the places of a mapping's keys. `size` counts the nodes and `depth` the levels
    from here down, aliases expanded. `is_wrong` marks a value that a mistake has been told
    about, so that nothing more is said of it.
    """

    place: Place
    value: "str | int | float | bool | list[Node] | dict[str, Node] | None" = None
    raw: str | None = None
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1
    depth: int = 1
    filled: tuple[str, ...] = ()
    is_wrong: bool = False

    def plain(self) -> Plain:
        """Return the value without places, as pydantic reads it."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def place_of(self, key: str | int) -> Place:
        """Return where the value under `key` stands, or this node where it has none."""
        return dict(self.children()).get(key, self).place

    def child(self, key: str) -> "Node | None":
        """Return the value under `key`, or None where this is no mapping or lacks it."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def at(self, path: Sequence[str | int]) -> "Node | None":
        """Return the value at the end of `path`, or None where there is none."""
        node: Node | None = self
        for key in path:
            node = dict(node.children()).get(key) if node is not None else None
        return node

    def children(self) -> "Iterator[tuple[str | int, Node]]":
        """Yield the nodes one level down, with the key or index of each."""
        if isinstance(self.value, dict):
            yield from self.value.items()
        elif isinstance(self.value, list):
            yield from enumerate(self.value)
