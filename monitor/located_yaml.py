"""YAML text to a tree of nodes that know their line and column, within bounds of size."""

import math
import re
from typing import cast

import yaml

from monitor.mistakes import Mistake, Path, Place
from monitor.node import Node
from monitor.yaml_wording import syntax_mistake

# A real file has five levels and few aliases. These bounds stop a file that expands without end
# through its aliases, or nests until Python's stack runs out.
MAX_ALIASED = 20_000
MAX_DEPTH = 40

# Longer ones are text: no float can hold them, and no setting means them.
_INT = re.compile(r"[-+]?[0-9]{1,300}")
_BASED_INT = re.compile(r"0o[0-7]{1,64}|0x[0-9a-fA-F]{1,64}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_STANDARD_TAGS = "tag:yaml.org,2002:"


def read_yaml(text: str, mistakes: list[Mistake]) -> Node | None:
    """Return the tree of the text's only document, or None where there is none.

    What is wrong is appended to `mistakes`; after a syntax error the tree is None.
    """
    loader = yaml.SafeLoader("")
    try:
        loader = yaml.SafeLoader(text)
        return _Composer(loader, mistakes).document()
    except _Refused as refused:
        mistakes.append(refused.mistake)
    except yaml.MarkedYAMLError as error:
        mistakes.append(syntax_mistake(error, text))
    except yaml.reader.ReaderError as error:
        index = int(error.position)
        what = f"the character U+{ord(text[index]):04X} is not allowed in YAML"
        mistakes.append(Mistake(what, place=place_at(text, index), mend="remove it"))
    except (ValueError, OverflowError):
        place = Place(loader.line + 1, loader.column + 1)
        mistakes.append(Mistake("this escape stands for no character", place=place))
    return None


def place_at(text: str, index: int) -> Place:
    """Return the line and column of a character, with lines as YAML 1.1 breaks them."""
    lines = _LINE_BREAK.split(text[:index])
    return Place(len(lines), len(lines[-1]) + 1)


def resolve(text: str) -> str | int | float | bool | None:
    """Return what a plain scalar means under YAML 1.2: `on`, `no` and `60:30` are text."""
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _BASED_INT.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


class _Refused(Exception):
    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake


class _Composer:
    """Builds the tree from the parser's events, which arrive one by one, so bounds hold early."""

    def __init__(self, loader: yaml.SafeLoader, mistakes: list[Mistake]) -> None:
        self._loader = loader
        self._mistakes = mistakes
        self._anchors: dict[str, Node] = {}
        self._aliased = 0

    def document(self) -> Node | None:
        root = None
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise _refused(event, (), "a second document begins", "remove this `---`")
                root = self._node(self._next(), ())
        return root

    def _next(self) -> yaml.Event:
        event: yaml.Event = self._loader.get_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.ScalarEvent) and _SURROGATE.search(event.value):
            raise _refused(event, (), "this escape stands for half a character", "write it whole")
        return event

    def _node(self, event: yaml.Event, path: Path) -> Node:
        if isinstance(event, yaml.AliasEvent):
            node = self._anchors.get(event.anchor or "")
            if node is None:
                what = f"no finished anchor `&{event.anchor}` stands above this alias"
                raise _refused(event, path, what, "define the anchor first")
        else:
            node = self._fresh(event, path)
        self._aliased += node.size if isinstance(event, yaml.AliasEvent) else 0
        if self._aliased > MAX_ALIASED:
            what = f"the aliases up to here stand for more than {MAX_ALIASED:,} values"
            raise _refused(event, path, what, "use fewer aliases of aliases")
        if len(path) + node.depth > MAX_DEPTH:
            raise _too_deep(event, path)
        return node

    def _fresh(self, event: yaml.Event, path: Path) -> Node:
        if len(path) >= MAX_DEPTH:
            raise _too_deep(event, path)
        self._check_tag(event, path)
        node = Node(_place(event))
        if isinstance(event, yaml.ScalarEvent):
            node.raw = event.value
            is_plain = event.style is None and event.tag is None
            node.value = resolve(event.value) if is_plain else event.value
        elif isinstance(event, yaml.SequenceStartEvent):
            self._fill_list(node, path)
        else:
            self._fill_mapping(node, path)
        node.size += sum(child.size for _, child in node.children())
        node.depth += max((child.depth for _, child in node.children()), default=0)
        if anchor := getattr(event, "anchor", None):
            self._anchors[anchor] = node
        return node

    def _fill_list(self, node: Node, path: Path) -> None:
        items: list[Node] = []
        node.value = items
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))

    def _fill_mapping(self, node: Node, path: Path) -> None:
        entries: dict[str, Node] = {}
        node.value = entries
        merged: list[Node] = []
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _refused(event, path, "a key must be plain text", "quote it")
            key: str = event.value
            if key == "<<" and event.style is None:
                merged += self._merged(path)
                continue
            place = _place(event)
            child = self._node(self._next(), (*path, key))
            if key in entries:
                what = f"the key stands here twice, first on line {node.keys[key].line}"
                self._mistakes.append(Mistake(what, (*path, key), place, "remove one of them"))
                continue
            entries[key], node.keys[key] = child, place
        for source in merged:
            assert isinstance(source.value, dict)
            for key in source.value.keys() - entries.keys():
                entries[key], node.keys[key] = source.value[key], source.keys[key]

    def _merged(self, path: Path) -> list[Node]:
        event = self._next()
        node = self._node(event, (*path, "<<"))
        sources = node.value if isinstance(node.value, list) else [node]
        if not all(isinstance(source.value, dict) for source in sources):
            raise _refused(event, (*path, "<<"), "only mappings can be merged", "name an anchor")
        return sources

    def _check_tag(self, event: yaml.Event, path: Path) -> None:
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", f"{_STANDARD_TAGS}str"):
            shown = tag.replace(_STANDARD_TAGS, "!!")
            raise _refused(event, path, f"the tag `{shown}` is not read here", "leave it out")


def _place(event: yaml.Event) -> Place:
    mark = cast("yaml.Mark", event.start_mark)  # the parser marks every event
    return Place(mark.line + 1, mark.column + 1)


def _refused(event: yaml.Event, path: Path, what: str, mend: str) -> _Refused:
    return _Refused(Mistake(what, path, _place(event), mend))


def _too_deep(event: yaml.Event, path: Path) -> _Refused:
    return _refused(event, path[:3], f"nested deeper than {MAX_DEPTH} levels", "flatten it")
