"""The page on canary tasks, each with a question that it asks."""

import random
from typing import cast

import probes.canaries
from docs.generate import markdown
from probes import plugins
from probes.canaries import Task

TITLE = "Canaries"

_INTRODUCTION = """\
A canary is a small prompt with a known right answer. Each opens with a fresh nonce, so that no
cache can answer it. A probe of `check: canary` asks one `task:`, or takes them in turn."""

_SHOWN_CHARS = 320


def content() -> str:
    """Return each task with an example of it."""
    return markdown.blocks(_INTRODUCTION, *map(_chapter, plugins.names(probes.canaries)))


def _chapter(word: str) -> str:
    task = plugins.load(probes.canaries, word)
    canary = cast("Task", task).make(random.Random(1))
    return markdown.blocks(
        f"## {word}",
        plugins.summary(task),
        f"```text\n{_short(canary.prompt)}\n```",
        f"Right is: `{_short(' '.join(canary.expected.split()))}`. Tokens at most: "
        f"{canary.max_tokens}.",
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]} …"
