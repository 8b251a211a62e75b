"""A node tree through a pydantic model: the section, or mistakes with place and mend."""

from collections.abc import Collection
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.mistakes import Mistake, Path
from monitor.node import Node
from monitor.wording import wording
from probes.plugins import did_you_mean

ModelT = TypeVar("ModelT", bound=BaseModel)

# More known keys than this tell nobody which one was meant.
LISTED = 16

# What stands under these is never repeated: somebody may have written the secret itself there.
_SECRET_KEYS = frozenset(
    {"key", "credentials", "headers", "body", "json", "apprise", "webhook", "pagerduty", "secret"}
    | {"alertmanager", "client_secret"}
)


def validate(
    model: type[ModelT],
    node: Node,
    path: Path,
    mistakes: list[Mistake],
    *,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    also_known: Collection[str] = (),
) -> ModelT | None:
    """Return the section that `node` holds, or None after appending its mistakes.

    `only` and `without` leave keys of the mapping to somebody else. `also_known` are keys that
    are known here though not to `model`, for the suggestion after a misspelt one.
    """
    plain = node.plain()
    if isinstance(plain, dict):
        plain = {
            key: value
            for key, value in plain.items()
            if key not in without and (only is None or key in only)
        }
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    found = [_Found(detail, node, path) for detail in details]
    known = [*_keys(model), *also_known]
    mistakes += [
        each.mistake(model, known) for each in _without_union_noise(found) if not each.node.is_wrong
    ]
    return None


class _Found:
    """One error of pydantic, or those of all branches of one union, walked to their node.

    `loc` also holds what is not in the file: tags and names of union branches. They are
    skipped; `fork` is the path at which the first of them stood. `key` is the key that is
    missing or unknown.
    """

    def __init__(self, detail: ErrorDetails, root: Node, path: Path) -> None:
        self.details = [detail]
        self.node = root
        self.place = root.place
        self.root = path
        self.below: Path = ()
        self.fork: Path | None = None
        self.key: str | None = None
        loc = detail["loc"]
        if detail["type"] in ("missing", "extra_forbidden"):
            *loc, self.key = loc  # type: ignore[assignment]
        for part in loc:
            child = dict(self.node.children()).get(part)
            if child is not None:
                keys, self.node = self.node.keys, child
                self.below = (*self.below, part)
                self.place = keys.get(str(part), child.place) if loc[-1] == "[key]" else child.place
            elif part != "[key]" and self.fork is None:
                self.fork = self.below

    @property
    def depth(self) -> int:
        """How far into the file the error reaches."""
        return len(self.below) + (self.key is not None)

    def mistake(self, model: type[BaseModel], known: Collection[str]) -> Mistake:
        path = (*self.root, *self.below)
        if self.key is None:
            is_secret = not _SECRET_KEYS.isdisjoint(path)
            text = wording(self.details, self.node, is_secret=is_secret)
            what, _, mend = text.partition("; ")
            # A rule between two keys is told where the one it begins with stands.
            first = text.partition(" ")[0]
            if first in self.node.keys:
                return Mistake(what, (*path, first), self.node.keys[first], mend)
            return Mistake(what, path, self.place, mend)
        path = (*path, self.key)
        if self.details[0]["type"] == "missing":
            return Mistake("is missing", path, self.place, f"add `{self.key}: …` here")
        place = self.node.keys.get(self.key, self.place)
        nearest = set(_keys_below(model, self.below) if self.below else known)
        suggestion = did_you_mean(self.key, sorted(nearest)).removeprefix("; ")
        if suggestion.startswith("known are") and len(nearest) > LISTED:
            suggestion = "remove it"
        return Mistake("no such key", path, place, suggestion or "remove it")


def _without_union_noise(found: list[_Found]) -> list[_Found]:
    """Keep, of all branches of a union, the complaints of those that fitted best.

    A mapping that misses one key of the mapping branch should hear of that key, not also
    that it is no number. Where no branch fitted at all, their complaints become one.
    """
    deepest: dict[Path, int] = {}
    for each in found:
        if each.fork is not None:
            deepest[each.fork] = max(each.depth, deepest.get(each.fork, 0))
    kept: list[_Found] = []
    at_fork: dict[Path, _Found] = {}
    for each in found:
        if each.fork is not None and each.depth < deepest[each.fork]:
            continue
        if each.fork is not None and each.depth == len(each.fork):
            if each.fork in at_fork:
                at_fork[each.fork].details += each.details
                continue
            at_fork[each.fork] = each
        kept.append(each)
    return kept


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _keys_below(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys known to the models that may stand at `path` under `model`."""
    models = [model]
    for part in path:
        annotations: list[Any] = []
        for each in models:
            fields = {field.alias or name: field for name, field in each.model_fields.items()}
            if part in fields:
                annotations.append(fields[str(part)].annotation)
        models = [found for each in annotations for found in _models_in(each)] or models
    return [key for each in models for key in _keys(each)]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in _models_in(each)]
