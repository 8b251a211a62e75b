"""Colours can be read by everybody, and no state is told by colour alone."""

import tomllib
from pathlib import Path

import pytest

from dashboard import theme
from dashboard.theme import (
    BLIND,
    CARD,
    GROUND,
    INK,
    LINK,
    LOOKS,
    MARKS,
    MUTED,
    OUTCOME_MARKS,
    STALE,
    WAITING,
    Group,
    Tone,
    contrast,
)
from incidents.incident import Facet, Scope, State
from probes.result import Fault, Outcome, Surface

DASHBOARD = Path(theme.__file__).parent
CSS = (DASHBOARD / "static" / "brownout.css").read_text(encoding="utf-8")
ALL_LOOKS = [*LOOKS.values(), BLIND, WAITING, STALE]
TEXT = {"ink": INK, "muted": MUTED, "link": LINK} | {look.words: look.tone for look in ALL_LOOKS}
AA_TEXT = 4.5
AA_GRAPHICS = 3.0


def _mix(colour: str, ground: str, share: float) -> str:
    channels = (
        round(share * int(colour[at : at + 2], 16) + (1 - share) * int(ground[at : at + 2], 16))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", [GROUND, CARD], ids=["page", "card"])
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read_on_page_and_card(name: str, ground: Tone, mode: str) -> None:
    assert contrast(getattr(TEXT[name], mode), getattr(ground, mode)) >= AA_TEXT


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("look", ALL_LOOKS, ids=lambda look: look.words)
def test_the_word_of_a_state_can_be_read_on_its_tint(look: theme.Look, mode: str) -> None:
    tone, card = getattr(look.tone, mode), getattr(CARD, mode)

    assert "var(--tone) 11%, var(--bo-card)" in CSS
    assert contrast(tone, _mix(tone, card, 0.11)) >= AA_TEXT


DRAWN = [
    *MARKS.values(),
    theme.TRACE,
    theme.TRACE_SOFT,
    *(colour for colour, *_ in (*theme.SERIES, *theme.PHASES.values())),
]


@pytest.mark.parametrize("colour", sorted(set(DRAWN)))
def test_marks_of_a_chart_stand_out_on_light_and_on_dark(colour: str) -> None:
    for ground in (CARD.light, CARD.dark):
        assert contrast(colour, ground) >= AA_GRAPHICS


def test_every_state_has_words_and_a_shape_of_its_own() -> None:
    assert set(LOOKS) == set(State)
    assert len({look.shape for look in ALL_LOOKS}) == len(ALL_LOOKS)
    assert len({look.words for look in ALL_LOOKS}) == len(ALL_LOOKS)


@pytest.mark.parametrize("look", ALL_LOOKS, ids=lambda look: look.words)
def test_every_shape_and_tone_is_drawn_by_the_stylesheet(look: theme.Look) -> None:
    assert f".bo-{look.shape} {{ --shape:" in CSS
    assert f".bo-{look.name} {{ --tone:" in CSS
    assert f"--bo-{look.name}:light-dark(" in theme.css_variables()


def test_every_outcome_surface_scope_and_facet_has_words() -> None:
    assert set(theme.OUTCOMES) == set(Outcome)
    assert set(theme.SURFACES) == set(Surface)
    assert set(theme.SCOPES) == set(Scope)
    assert set(theme.FACETS) == set(Facet)
    assert {Group.of(outcome) for outcome in Outcome} == set(Group)


def test_the_groups_of_a_chart_differ_by_pattern_too() -> None:
    assert len(set(theme.PATTERNS.values())) == len(Group)


def test_what_is_alike_is_told_apart_without_colour_too() -> None:
    assert len({(dash, symbol) for _, dash, symbol in theme.SERIES}) == len(theme.SERIES)
    assert len({pattern for _, pattern in theme.PHASES.values()}) == len(theme.PHASES)


def test_only_ok_is_served_well_and_a_slow_answer_is_still_served() -> None:
    assert [o for o in Outcome if Group.of(o) is Group.SERVED] == [Outcome.OK]
    assert Group.of(Outcome.TOO_SLOW) is Group.POOR
    assert Group.of(Outcome.QUOTA) is Group.ACCOUNT
    assert Group.of(Outcome.BLIND) is Group.UNSEEN


def test_the_configuration_of_streamlit_has_the_same_colours() -> None:
    config = tomllib.loads((DASHBOARD / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    for mode in ("light", "dark"):
        section = config["theme"][mode]
        assert section["backgroundColor"] == getattr(GROUND, mode)
        assert section["secondaryBackgroundColor"] == getattr(CARD, mode)
        assert section["textColor"] == getattr(INK, mode)
        assert section["linkColor"] == getattr(LINK, mode)


def test_nothing_is_fetched_from_elsewhere() -> None:
    config = tomllib.loads((DASHBOARD / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    assert config["browser"]["gatherUsageStats"] is False
    for file in DASHBOARD.rglob("*.css"):
        assert "@import" not in file.read_text(encoding="utf-8")
        assert "url(http" not in file.read_text(encoding="utf-8").replace('"', "")


def test_outcomes_are_told_apart_by_colour_and_pattern_on_both_grounds() -> None:
    assert set(OUTCOME_MARKS) == set(Outcome)
    for colour, _ in OUTCOME_MARKS.values():
        assert min(contrast(colour, CARD.light), contrast(colour, CARD.dark)) >= 3
    theirs = [OUTCOME_MARKS[each] for each in Outcome if each.fault is Fault.PROVIDER]
    assert len(set(theirs)) == len(theirs)
