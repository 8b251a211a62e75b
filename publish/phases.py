"""The phases of an exchange by the names that people read, in the order in which they happen."""

from probes.result import Timings

_NAMES = {
    "dns_ms": "DNS",
    "connect_ms": "connect",
    "tls_ms": "TLS",
    "ttfb_ms": "first byte",
    "ttft_ms": "first token",
    "longest_gap_ms": "longest gap",
    "total_ms": "total",
}


def named(timings: Timings) -> list[tuple[str, float]]:
    """Return the phases that happened, with their durations in milliseconds."""
    return [
        (name, value)
        for field, name in _NAMES.items()
        if (value := getattr(timings, field)) is not None
    ]
