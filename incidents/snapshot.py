"""What a judge remembers, to JSON and back, so that a killed process goes on where it was."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from incidents.watches import SNAPSHOT_VERSION, Memory

_ADAPTER = TypeAdapter(Memory)
_REMEDY = "rebuild it from the results with `brownout replay`"


def dump(memory: Memory) -> dict[str, Any]:
    """Return `memory` as plain data that survives JSON unchanged."""
    plain: dict[str, Any] = _ADAPTER.dump_python(memory, mode="json")
    return plain


def load(snapshot: object) -> Memory:
    """Return the memory that `dump` wrote.

    Raises ValueError where it is of another version or damaged.
    """
    version = snapshot.get("version") if isinstance(snapshot, dict) else None
    if version != SNAPSHOT_VERSION:
        raise ValueError(
            f"the judge's snapshot is of version {version}, this program writes version "
            f"{SNAPSHOT_VERSION}: {_REMEDY}"
        )
    try:
        return _ADAPTER.validate_python(snapshot)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(
            f"the judge's snapshot is damaged at {place} ({first['msg']}): {_REMEDY}"
        ) from None
