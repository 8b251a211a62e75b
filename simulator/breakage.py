"""What a provider says under a fault: another answer altogether, or a good one spoilt."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from simulator.exchange import Received, Reply, whole
from simulator.faults import Fault
from simulator.recordings import fill, recording
from simulator.voice import Turn, Voice

_REASONS = {status.value: status.phrase for status in HTTPStatus}


def reply(voice: Voice, asked: Received, fault: Fault | None, number: int) -> Reply:
    """Return what `voice` answers to its request with this number, under `fault` if any."""
    turn = voice.turn(asked, fault, number)
    if fault is None:
        return voice.answer(turn)
    if fault.kind in _INSTEAD:
        return _INSTEAD[fault.kind](voice, turn, fault)
    answer = voice.answer(turn)
    spoil = _SPOILT.get(fault.kind)
    return spoil(voice, turn, fault, answer) if spoil and answer.status == 200 else answer


def _error(voice: Voice, turn: Turn, fault: Fault) -> Reply:
    refused = voice.refusal(fault.body, turn)
    return replace(refused, status=fault.status or refused.status)


def _page(_: Voice, turn: Turn, fault: Fault) -> Reply:
    status = fault.status or 502
    said = recording("edge")
    page = fill(said.texts["page"], {"status": status, "reason": _REASONS.get(status, "Error")})
    return whole(status, said.headers, page, head_s=turn.pace.plain_s)


def _login_page(_: Voice, turn: Turn, fault: Fault) -> Reply:
    said = recording("edge")
    page = fill(said.texts["login_page"], {})
    return whole(fault.status or 503, said.headers, page, head_s=turn.pace.plain_s)


def _redirect(voice: Voice, turn: Turn, fault: Fault) -> Reply:
    hop = turn.asked.query.get("hop", "0")[:9]
    onward = int(hop) + 1 if hop.isdecimal() else 1
    headers = {"location": f"{voice.issuer}{turn.asked.path}?hop={onward}"}
    return whole(fault.status or 307, headers, b"", head_s=turn.pace.plain_s)


def _error_inside(voice: Voice, turn: Turn, fault: Fault, answer: Reply) -> Reply:
    refused = voice.refusal(fault.body, turn)
    if not answer.is_streamed:
        # An error of the generation told with a 200, as openrouter.ai/docs, "Errors" has it.
        return whole(200, answer.headers, refused.body, head_s=answer.head_s)
    event = voice.error_event(refused, turn)
    return replace(answer, pieces=answer.pieces[: fault.after], closing=(event,))


def _bad_json(_: Voice, __: Turn, fault: Fault, answer: Reply) -> Reply:
    if not answer.is_streamed:
        half = answer.body[: len(answer.body) // 2]
        return whole(200, answer.headers, half, head_s=answer.head_s)
    event, *rest = (*answer.pieces[fault.after :], *answer.closing)
    text = event.rstrip()
    broken = text[: len(text) // 2] + event[len(text) :]
    return replace(answer, pieces=answer.pieces[: fault.after], closing=(broken, *rest))


_INSTEAD: Mapping[str, Callable[[Voice, Turn, Fault], Reply]] = {
    "error": _error,
    "html": _page,
    "login_down": _login_page,
    "redirect_loop": _redirect,
}
_SPOILT: Mapping[str, Callable[[Voice, Turn, Fault, Reply], Reply]] = {
    "in_stream_error": _error_inside,
    "bad_json": _bad_json,
}
