"""The page on outcomes: what each means and whose fault it is."""

import ast
import inspect

from docs.generate import markdown
from probes.result import Fault, Outcome, Surface

TITLE = "Outcomes and faults"

_INTRODUCTION = """\
Each run of a probe ends in one outcome, and each outcome is somebody's fault. Only the provider's
own faults lower its uptime and open incidents. *Served* means that uptime counts the run as up,
however wrong or slow its answer was."""

_WHOSE = {
    Fault.NONE: "Nobody's",
    Fault.PROVIDER: "The provider's: lowers its uptime (where not served) and may open an incident",
    Fault.ACCOUNT: "Ours, as its customer: told loudly and apart, in no uptime",
    Fault.NETWORK: "Our network's: in no uptime, the provider shows as unknown",
    Fault.MONITOR: "Brownout's own, or its operator's: in no uptime",
}


def content() -> str:
    """Return the outcomes by fault, and the surfaces."""
    meanings, parts = meanings_of(Outcome), meanings_of(Surface)
    told = []
    for fault, whose in _WHOSE.items():
        rows = [
            (f"`{each}`", "yes" if each.is_answered else "", meanings[each.name])
            for each in Outcome
            if each.fault is fault
        ]
        told.append(f"## {fault}\n\n{whose}.")
        told.append(markdown.table(("outcome", "served", "meaning"), rows))
    surfaces = [
        (f"`{each}`", parts[each.name], "yes" if each.is_judged else "no") for each in Surface
    ]
    return markdown.blocks(
        _INTRODUCTION,
        *told,
        "## Surfaces\n\nThe parts of a provider that probes exercise.",
        markdown.table(("surface", "meaning", "judged"), surfaces),
    )


def meanings_of(kind: type) -> dict[str, str]:
    """Return what the source says under each member of an enumeration, by the member's name."""
    (tree,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for member, said in zip(tree.body, tree.body[1:], strict=False):
        match member, said:
            case (
                ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = text
    return found
