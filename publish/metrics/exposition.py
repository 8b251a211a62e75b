"""Metrics in the text format of Prometheus, version 0.0.4.

Names become what OpenTelemetry's rules make of them for Prometheus (dots to underscores, the
unit and `_total` behind), so that both roads lead to one name. Source:
prometheus.io/docs/instrumenting/exposition_formats and opentelemetry.io/docs/specs/otel/
compatibility/prometheus_and_openmetrics.
"""

from collections.abc import Iterable, Iterator

from publish.metrics.family import Family, Histogram, Kind, Labels

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_UNITS = {"s": "_seconds", "1": "_ratio", "USD": "_usd"}


def exposition(families: Iterable[Family]) -> str:
    """Return the metrics as text; those without a sample are left out."""
    lines = [line for family in families if family.samples for line in _lines(family)]
    return "\n".join([*lines, ""])


def prometheus_name(family: Family) -> str:
    """Return what Prometheus calls a metric."""
    name = family.name.replace(".", "_") + _UNITS.get(family.unit, "")
    return name + "_total" if family.kind is Kind.COUNTER else name


def _lines(family: Family) -> Iterator[str]:
    name = prometheus_name(family)
    about = family.about.replace("\\", r"\\").replace("\n", r"\n")
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {family.kind}"
    for key, value in family.samples.items():
        if isinstance(value, Histogram):
            yield from _histogram(name, key, value)
        else:
            yield f"{name}{_labels(key)} {_number(value)}"


def _histogram(name: str, key: Labels, value: Histogram) -> Iterator[str]:
    bounds = [*map(_number, value.bounds), "+Inf"]
    for bound, count in zip(bounds, value.cumulative, strict=True):
        yield f"{name}_bucket{_labels((*key, ('le', bound)))} {count}"
    yield f"{name}_sum{_labels(key)} {_number(value.total)}"
    yield f"{name}_count{_labels(key)} {value.cumulative[-1]}"


def _labels(key: Labels) -> str:
    said = ",".join(f'{name.replace(".", "_")}="{_escaped(value)}"' for name, value in key)
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return f"{value:.15g}"
