"""Write a Python file with a check of one's own, to begin with."""

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
    parser.add_argument("what", choices=["check"], help="what to write")
    parser.add_argument("name", help="its name, as `check:` will have it: `queue_length`")


def main(args: argparse.Namespace) -> int:
    """Write the file beside where the command runs; an existing one is never overwritten."""
    import probes.checks
    from monitor.mistake import Mistake
    from probes import plugins

    name = args.name.removesuffix(".py")
    if not name.isidentifier() or not name.islower():
        example = "use small letters, digits and underscores, as in `queue_length`"
        raise Mistake(f"`{args.name}` does not do as the name of a check; {example}")
    if name in plugins.names(probes.checks):
        raise Mistake(f"`{name}` is the name of a check that Brownout brings along; choose another")
    file = Path(f"{name}.py")
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(TEMPLATE)
    except FileExistsError:
        raise Mistake(f"{file} is there already; delete it, or choose another name") from None
    except OSError as error:
        raise Mistake(f"{file} cannot be written: {error.strerror}") from None
    print(NEXT_STEPS.substitute(file=file, name=name), end="")
    return 0
