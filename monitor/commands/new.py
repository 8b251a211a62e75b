"""Write a file to begin with: a `probes.yaml`, or a check of one's own in Python."""

import argparse
import string
from pathlib import Path

NEEDS = ()

TEMPLATE = '''\
"""Asks how long our queue is."""

from probes.checks import Context
from probes.exchange import Request
from probes.result import Expectation, Observation, Outcome
from probes.spec import StrictModel


class Options(StrictModel):
    """The keys that a probe of this kind takes in probes.yaml."""

    url: str
    """The address that answers with a number."""
    at_most: int = 100
    """How long the queue may be."""


async def run(context: Context, options: Options) -> Observation:
    """Look once. A target that fails is an outcome; an exception is a bug of this file."""
    request = Request(method="GET", url=options.url)
    exchange = await context.transport.exchange(request, deadlines=context.deadlines)
    length = int(exchange.body)
    short_enough = Expectation(
        name="queue length",
        expected=f"at most {options.at_most}",
        got=str(length),
        held=length <= options.at_most,
    )
    return Observation(
        outcome=Outcome.OK if short_enough.held else Outcome.WRONG_ANSWER,
        detail=None if short_enough.held else f"{length} wait in the queue",
        timings=exchange.timings,
        http_status=exchange.status,
        expectations=(short_enough,),
    )
'''

CONFIG = """\
# What Brownout watches. It runs without a single key: it then sees whether each API is there and
# answers in time. Export the variable beside a provider, and its key and its answers are watched
# too; `brownout validate` tells what that costs, and `brownout providers` who else is known.
#
# Edits take effect while Brownout runs. `brownout schema --output probes.schema.json` and this
# line let an editor complete and check the file:
# yaml-language-server: $schema=./probes.schema.json

providers:
  openai: # OPENAI_API_KEY
  anthropic: # ANTHROPIC_API_KEY
  gemini: # GEMINI_API_KEY

# Whom to tell of trouble:
# alerts:
#   targets:
#     team: { apprise: "${SLACK_URL}" }
"""

NEXT_STEPS = string.Template("""\
Wrote $file. To run it, add to probes.yaml:

checks: [./$file]
providers:
  our-queue: {}
probes:
  - name: our queue
    provider: our-queue
    check: $name
    url: http://127.0.0.1:8080/queue/length

Then try it while you edit it: brownout check our-queue --watch
""")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout new`."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    kinds.add_parser("config", help="a `probes.yaml` with three providers")
    check = kinds.add_parser("check", help="a Python file with a check of one's own")
    check.add_argument("name", help="its name, as `check:` will have it: `queue_length`")


def main(args: argparse.Namespace) -> int:
    """Write the file beside where the command runs; an existing one is never overwritten."""
    if args.what == "config":
        _write(Path("probes.yaml"), CONFIG)
        print("Wrote probes.yaml. Look at it, then: brownout validate, brownout up")
        return 0
    name = _checked(args.name.removesuffix(".py"))
    file = Path(f"{name}.py")
    _write(file, TEMPLATE)
    print(NEXT_STEPS.substitute(file=file, name=name), end="")
    return 0


def _checked(name: str) -> str:
    import probes.checks
    from monitor.mistake import Mistake
    from probes import plugins

    if not name.isidentifier() or not name.islower():
        example = "use small letters, digits and underscores, as in `queue_length`"
        raise Mistake(f"`{name}` does not do as the name of a check; {example}")
    if name in plugins.names(probes.checks):
        raise Mistake(f"`{name}` is the name of a check that Brownout brings along; choose another")
    return name


def _write(file: Path, content: str) -> None:
    from monitor.mistake import Mistake

    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(content)
    except FileExistsError:
        raise Mistake(f"{file} is there already, and nothing is overwritten") from None
    except OSError as error:
        raise Mistake(f"{file} cannot be written: {error.strerror}") from None
