"""Incidents: one of them with all that is known of it and what people say, or a list of all."""

import streamlit as st

from dashboard import (
    access,
    bystanders,
    cards,
    data,
    details,
    incident_charts,
    incident_data,
    incident_forms,
    incident_page,
    maintenance_form,
    writing,
)
from dashboard.calm import REFRESH, calmly
from dashboard.downloads import download_button
from dashboard.incident_data import IncidentView
from dashboard.live_chart import live_chart
from dashboard.markup import notice, section
from dashboard.theme import LOOKS
from incidents.amended import Amended
from incidents.incident import State
from publish import words
from publish.evidence_bundle import evidence_bundle, exchanges
from publish.incident_report import IncidentReport
from publish.post_mortem import post_mortem
from publish.ticket import ticket

TITLE = "Incidents"
ICON = "crisis_alert"
ORDER = 1

_RUNS = 6


@calmly
def render() -> None:
    """Draw the incident that the address names, or the list of all."""
    asked = st.query_params.get("incident")
    view = incident_data.incident_view(asked) if asked else None
    if view is not None:
        _one(view)
        return
    if asked:
        st.html(
            notice(
                LOOKS[State.UNKNOWN],
                f"There is no incident {asked[:40]}",
                "It may have been judged under other rules. These are the ones that there are.",
            )
        )
    _list()


@st.fragment(run_every=REFRESH)
@calmly
def _list() -> None:
    status = data.status()
    for told in cards.notices(status):
        st.html(told)
    found = incident_data.incident_list()
    going = sum(1 for each in found if each.incident.is_open)
    said = f"{words.count(going, 'incident')} going on." if going else "None goes on."
    st.html(section("Incidents", f"{said} Those that go on come first, then the newest."))
    titles = {card.provider: card.title for card in status.cards}
    titles |= {each.incident.provider: each.incident.provider for each in found} | titles
    st.html(details.incident_list(found, status.at_ms, titles=titles))


def _one(view: IncidentView) -> None:
    incident_id = view.report.incident.id
    every = REFRESH if view.report.incident.is_open else None
    st.fragment(calmly(_top), run_every=every)(incident_id)
    writing.show_refusal()
    _actions(view)
    st.fragment(calmly(_middle), run_every=every)(incident_id)
    st.fragment(calmly(_evidence), run_every=every)(incident_id)
    incident_forms.notes(view.report)
    incident_forms.correct(view.report, _others(view))
    maintenance_form.planned_work(view.report.incident.provider, view.report.at_ms, asks_name=False)


def _top(incident_id: str) -> None:
    view = incident_data.incident_view(incident_id)
    if view is None:
        return
    status = data.status()
    if status.is_stale:
        st.html(cards.verdict(status))
    st.html(incident_page.header(view.report))


def _actions(view: IncidentView) -> None:
    report = view.report
    name = f"{report.incident.provider}-{report.incident.id}"
    evidence = access.may_see_evidence()

    def newest() -> IncidentReport:
        # Asked for long after the page was drawn, and outside of its script.
        found = incident_data.view_with(report.incident.id, evidence=evidence)
        return report if found is None else found.report

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        writing.ask_name()
        incident_forms.acknowledge(report)
        download_button(
            "Evidence for their support", lambda: evidence_bundle(newest()), f"evidence-{name}.zip",
            "application/zip", icon=":material/folder_zip:",
        )  # fmt: skip
        download_button(
            "Post-mortem draft", lambda: post_mortem(newest()).encode(), f"post-mortem-{name}.md",
            "text/markdown", icon=":material/description:",
        )  # fmt: skip


def _middle(incident_id: str) -> None:
    view = incident_data.incident_view(incident_id)
    if view is None:
        return
    report = view.report
    st.html(incident_page.numbers(report))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(section("What happened", "From the first bad result on; times in UTC."))
        st.html(incident_page.timeline(report.moments, report.at_ms))
    with right:
        st.html(section("What still works", "Seen from here while it went on."))
        st.html(bystanders.working(report))
    _charts(view)


def _charts(view: IncidentView) -> None:
    incident, span = view.report.incident, (view.start_ms, view.end_ms, view.step_ms)
    alt = f"of {view.report.title} around the incident"
    with st.container(border=True, key="bo_outcomes", gap="small"):
        st.html(section("How runs ended", "The incident is shaded; dotted is when we were sure."))
        live_chart(
            "outcomes",
            f"How runs ended {alt}",
            [view],
            lambda: incident_charts.outcomes(view.buckets, incident, *span),
        )
    if any(point.ttft_ms is not None for point in view.points) or any(
        bucket.ttft_p50_ms is not None for bucket in view.buckets
    ):
        with st.container(border=True, key="bo_speed", gap="small"):
            st.html(
                section("Time to first token", "Green is where nine in ten lay in the week before.")
            )
            live_chart(
                "speed",
                f"Time to first token {alt}",
                [view],
                lambda: incident_charts.first_token(
                    view.buckets, view.points, view.report.usual, incident, *span
                ),
            )


def _evidence(incident_id: str) -> None:
    view = incident_data.incident_view(incident_id)
    if view is None:
        return
    report = view.report
    found = report.failures or report.slow
    kind = "The first runs that failed" if report.failures else "The slowest answers"
    st.html(section("Evidence", f"{kind}, to paste into a ticket. Replies are shown as text."))
    if not found:
        st.html(details.results([]))
        return
    with st.container(border=True, key="bo_evidence", gap=None):
        for each in found[:_RUNS]:
            left, right = st.columns([3, 2], gap="small", vertical_alignment="center")
            left.html(incident_page.run(each, report.usual))
            if each.request_id:
                right.code(each.request_id, language=None, wrap_lines=True)
    number = words.count(len(found), "run")
    with st.expander(f"The text of a ticket, with {number}", icon=":material/content_copy:"):
        st.code(ticket(report), language=None, wrap_lines=True, height=320)
    if told := exchanges(report):
        with st.expander("What was sent and answered", icon=":material/swap_vert:"):
            st.code(told, language=None, wrap_lines=True, height=320)


def _others(view: IncidentView) -> list[Amended]:
    own = view.report.incident
    return [
        each
        for each in incident_data.incident_list()
        if each.incident.provider == own.provider and each.incident.id != own.id
    ]
