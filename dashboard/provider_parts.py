"""The parts of the Provider page: each draws what one question asks of a provider."""

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from dashboard import access, charts, data, details, provider_charts, provider_data, provider_page
from dashboard.live_chart import live_chart
from dashboard.markup import section
from probes.result import Surface
from publish import words
from publish.card import Card

_A_DAY = 24


def overview(card: Card, window: str) -> None:
    """Draw the surfaces, availability, time to first token and incidents."""
    view = data.provider_view(card.provider, window)
    span = _span(view)
    st.html(section("Surfaces", f"What is tried, and how it went over the last {span}."))
    st.html(details.surfaces(view.surfaces, data.status().at_ms))
    _chart(
        "availability", "Availability", "Runs by how they ended; incidents are marked above.",
        f"Availability of {card.title} over the last {span}", view,
        lambda: charts.availability(
            view.buckets, view.shaded, view.start_ms, view.end_ms, view.step_ms
        ),
    )  # fmt: skip
    _first_token(card, view)
    st.html(section("Incidents", f"Those that touch the last {span}, newest first."))
    st.html(details.incident_list(view.incidents, data.status().at_ms, view.planned))


def speed(card: Card, window: str) -> None:
    """Draw time to first token, where the time goes, and the usual week."""
    view, sampled = (
        data.provider_view(card.provider, window),
        provider_data.sampled(card.provider, window),
    )
    _first_token(card, view)
    surface = next(
        (s for s in (Surface.API, Surface.EDGE) if any(r.surface is s for r in sampled.runs)),
        Surface.EDGE,
    )
    what = "completions" if surface is Surface.API else "the edge"
    _chart(
        "phases", "Where the time goes",
        f"Of {what}: the median of each stretch of an exchange. {_kept(sampled)}",
        f"Phases of {card.title} over the last {_span(view)}", sampled,
        lambda: provider_charts.phases(sampled, surface),
    )  # fmt: skip
    st.html(provider_page.phases(sampled))
    week = provider_data.week(card.provider)
    of = "Time to first token" if week.is_first_token else "Time of a whole answer of the edge"
    if week.seen >= _A_DAY:
        under = f"{of}, median of the last {week.weeks} weeks; hours are UTC."
        _chart("week", "The week by hour", under, f"{of} of {card.title} by hour of the week",
               week, lambda: provider_charts.week(week))  # fmt: skip
    else:
        st.html(section("The week by hour", "Shown once a day was watched."))


def failures(card: Card, window: str) -> None:
    """Draw how runs failed over time and in all, and the newest of them."""
    view = data.provider_view(card.provider, window)
    _chart(
        "failures", "How runs failed", "Runs by outcome; incidents are shaded.",
        f"Failures of {card.title} over the last {_span(view)}", view,
        lambda: provider_charts.failures(view),
    )  # fmt: skip
    st.html(section("Kinds of failure", f"Over the last {_span(view)}, the most frequent first."))
    st.html(provider_page.failures(view.buckets))
    st.html(section("Last failures", "Newest first; times in UTC. Replies are shown as text."))
    st.html(details.results(data.last_results(card.provider, only_failures=True)))


def quality(card: Card, window: str) -> None:
    """Draw how right the answers were over time, and by task."""
    view, sampled = (
        data.provider_view(card.provider, window),
        provider_data.sampled(card.provider, window),
    )
    _chart(
        "quality", "Mean score of answers", "Of all that were graded; incidents are shaded.",
        f"Quality of {card.title} over the last {_span(view)}", view,
        lambda: provider_charts.quality(view),
    )  # fmt: skip
    st.html(section("By task", f"The worst first. {_kept(sampled)}"))
    st.html(provider_page.tasks(sampled))


def cost(card: Card, window: str) -> None:
    """Draw what probing costs, and how much of our allowance is left."""
    view, sampled = (
        data.provider_view(card.provider, window),
        provider_data.sampled(card.provider, window),
    )
    st.html(provider_page.allowance(sampled))
    if any(run.headroom is not None for run in sampled.runs):
        _chart(
            "allowance", "Allowance left",
            f"Share of our scarcest rate limit at each run, as its headers tell. {_kept(sampled)}",
            f"Rate limit headroom of {card.title} over the last {_span(view)}", sampled,
            lambda: provider_charts.allowance(sampled),
        )  # fmt: skip
    names = _names(view)
    if any(bucket.cost_microusd for bucket in view.buckets):
        _chart(
            "cost", "What probing costs", "US dollars, at the prices that are known.",
            f"Cost of probing {card.title} over the last {_span(view)}", view,
            lambda: provider_charts.cost(view, names),
        )  # fmt: skip
    st.html(section("Cost by probe", f"Over the last {_span(view)}."))
    st.html(provider_page.costs(view.buckets, names, view.start_ms, view.end_ms))


PARTS: dict[str, Callable[[Card, str], None]] = {
    "Overview": overview,
    "Speed": speed,
    "Failures": failures,
    "Quality": quality,
    "Cost": cost,
}
"""What one may look at, by its word in the address."""

_OURS = frozenset({"Quality", "Cost"})


def shown() -> dict[str, Callable[[Card, str], None]]:
    """Return those of the parts that whoever looks may see: answers and costs are our own."""
    if access.may_see_evidence():
        return PARTS
    return {word: part for word, part in PARTS.items() if word not in _OURS}


def _span(view: data.ProviderView) -> str:
    return words.duration(view.end_ms - view.start_ms)


def _names(view: data.ProviderView) -> dict[str, str]:
    return {
        probe.name: " · ".join(filter(None, (probe.name, probe.model, probe.region)))
        for surface in view.surfaces
        for probe in surface.probes
    }


def _kept(found: provider_data.Sampled) -> str:
    if found.kept_from_ms > found.start_ms:
        return f"Single runs are kept since {words.utc(found.kept_from_ms)}."
    return "From single runs, evenly picked."


def _first_token(card: Card, view: data.ProviderView) -> None:
    _chart(
        "first_token", "Time to first token", "How long an answer takes to begin.",
        f"Time to first token of {card.title} over the last {_span(view)}", view,
        lambda: charts.first_token(
            view.buckets, view.points, view.usual_ttft_ms, view.shaded,
            view.start_ms, view.end_ms, view.step_ms,
        ),
    )  # fmt: skip


def _chart(
    name: str, title: str, under: str, alt: str, source: object, draw: Callable[[], go.Figure]
) -> None:
    with st.container(border=True, key=f"bo_{name}", gap="small"):
        st.html(section(title, under))
        live_chart(name, alt, [source], draw)
