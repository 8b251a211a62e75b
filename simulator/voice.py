"""What a played provider says when all is well: an answer, a list of models, a refusal."""

import json
import time
from dataclasses import dataclass

from simulator import brain, login, sigv4
from simulator.dialects import DIALECTS, Ask, NotUnderstood
from simulator.dice import name
from simulator.exchange import Received, Reply, whole
from simulator.faults import Fault
from simulator.framing import frame
from simulator.pace import Pace, tokens
from simulator.provider import Provider
from simulator.recordings import Recording, Slots, fill, fill_headers, recording

_NO_UTF8 = "\udcff\udcfe"  # leaves as the bytes FF FE
_BUDGET = 256
STATUS_PATH = "/status/api/v2/summary.json"
"""Where each provider's own status page says that all is well."""
_READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One request and all that its answer is made from; `kind` is that of its fault."""

    asked: Received
    pace: Pace
    slots: Slots
    kind: str | None


class Voice:
    """One provider's side of every conversation; `issuer` is its own address."""

    def __init__(self, provider: Provider, issuer: str) -> None:
        self.provider = provider
        self.issuer = issuer
        self._dialect = DIALECTS.get(provider.wire)
        self._said = recording(provider.wire)

    @property
    def base_url(self) -> str:
        """What a client of this wire format takes for its base URL."""
        return self.issuer + (self._dialect.base_path if self._dialect else "")

    def check_error(self, error: str) -> None:
        """Check that there is a recorded refusal of that name.

        Raises:
            ValueError: where there is none.
        """
        known = sorted({*self._said.errors, *recording("oauth").errors})
        if error not in known:
            raise ValueError(
                f"{self.provider.name} has no refusal {error!r}, use one of {', '.join(known)}"
            )

    def surface(self, asked: Received) -> str:
        """Return the surface that is asked: api, models, oauth, health, status, or other."""
        is_read = asked.method in _READING
        if asked.path == STATUS_PATH and is_read:
            return "status"
        if asked.path in login.PATHS:
            return "oauth"
        if asked.path == "/health" and is_read:
            return "health"
        if self._dialect and self._dialect.is_completion(asked.path) and asked.method == "POST":
            return "api"
        # Counting tokens costs nothing either, and is asked with a POST.
        is_free = is_read or asked.path.endswith(":countTokens")
        if self._dialect and self._dialect.is_models(asked.path) and is_free:
            return "models"
        return "other"

    def turn(self, asked: Received, fault: Fault | None, number: int) -> Turn:
        """Return what the answer to the provider's request with this number is made from."""
        pace = Pace.of(self.provider, fault, number)
        now_s = int(time.time())
        slots: Slots = {
            "id": name(self.provider.name, now_s, number),
            "created": now_s,
            "now": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now_s)),
            "processing_ms": int(1000 * pace.plain_s),
            "model": self.provider.model,
            "issuer": self.issuer,
            "method": asked.method,
            "path": asked.path,
            "masked_key": _masked(self.provider.key),
            "problem": "The request is invalid.",
        }
        return Turn(asked=asked, pace=pace, slots=slots, kind=fault.kind if fault else None)

    def answer(self, turn: Turn) -> Reply:
        """Return the answer to a request, checked as the API checks it: key, form, model."""
        surface, head_s = self.surface(turn.asked), turn.pace.plain_s
        if surface == "oauth":
            return login.answer(turn.asked, turn.slots, head_s=head_s)
        if surface == "health":
            kind = {"content-type": "application/json"}
            return whole(200, kind, b'{"status":"ok"}', head_s=head_s)
        if surface == "status":
            said = recording("statuspage")
            body = fill(said.texts["summary"], turn.slots)
            return whole(200, said.headers, body)
        if self._dialect is None or surface == "other":
            return self.refusal("unknown_path", turn)
        key = self._dialect.key(turn.asked)
        if key == sigv4.ACCESS_KEY_ID:
            if not sigv4.is_signed_with(turn.asked, self.provider.key):
                return self.refusal("bad_signature", turn)
            key = self.provider.key
        if key is None:
            return self.refusal("missing_key", turn)
        if key not in (self.provider.key, login.access_token(self.provider.name)):
            return self.refusal("invalid_key", turn, masked_key=_masked(key))
        if surface == "models":
            text = "models" if turn.asked.method in _READING else "counted"
            body = fill(self._said.texts[text], turn.slots)
            return whole(200, fill_headers(self._said.headers, turn.slots), body, head_s=head_s)
        try:
            ask = self._dialect.read(turn.asked)
        except NotUnderstood as problem:
            return self.refusal("bad_request", turn, problem=str(problem))
        if ask.model != self.provider.model:
            return self.refusal("model_not_found", turn, model=ask.model)
        return _completion(self._said, ask, turn)

    def refusal(self, error: str, turn: Turn, **added: str) -> Reply:
        """Return a recorded refusal, on the login surface that surface's own if it has one.

        Raises:
            KeyError: where `check_error` finds none.
        """
        slots = {**turn.slots, **added}
        is_login = self.surface(turn.asked) == "oauth" and error in recording("oauth").errors
        if is_login or error not in self._said.errors:
            return login.refusal(error, slots, head_s=turn.pace.plain_s)
        refused = self._said.errors[error]
        headers = fill_headers({**self._said.headers, **refused.headers}, slots)
        body = fill(refused.body, slots)
        return whole(refused.status, headers, body, head_s=turn.pace.plain_s)

    def error_event(self, refused: Reply, turn: Turn) -> bytes:
        """Return a refusal as the event that tells it inside the stream that was asked for."""
        ask = self._dialect.read(turn.asked) if self._dialect else None
        stream = self._said.streams[ask.stream if ask and ask.stream else "plain"]
        told = json.loads(refused.body)
        error = told["error"] if isinstance(told.get("error"), dict) else told
        parts = {
            "error": told,
            "error_code": error.get("code"),
            "error_message": error.get("message"),
        }
        # Amazon names an exception in a stream like its type, but with a small first letter.
        kind = refused.headers.get("x-amzn-errortype", "")
        event = stream.error.replace("<<error_type>>", kind[:1].lower() + kind[1:])
        for slot, value in parts.items():
            event = event.replace(f"<<{slot}>>", json.dumps(value))
        return frame(event.encode(), stream.framing)


def _completion(said: Recording, ask: Ask, turn: Turn) -> Reply:
    pieces = tokens(_words(ask.prompt, turn.kind))
    spent = (ask.max_tokens or _BUDGET) if turn.kind == "token_budget" else 0
    asked, pace = len(tokens(ask.prompt)), turn.pace
    slots = {
        **turn.slots,
        "finish": said.finish["out_of_tokens" if spent else "complete"],
        "status": "incomplete" if spent else "completed",
        "incomplete_json": '{"reason":"max_output_tokens"}' if spent else "null",
        "text": "".join(pieces),
        "input_tokens": asked,
        "answer_tokens": len(pieces),
        "reasoning_tokens": spent,
        "output_tokens": len(pieces) + spent,
        "total_tokens": asked + len(pieces) + spent,
    }
    headers = fill_headers(said.headers, slots)
    if ask.stream is None:
        body = fill(said.texts[ask.whole], slots)
        return whole(200, headers, body, head_s=pace.whole_s(len(pieces)))
    stream = said.streams[ask.stream]

    def event(text: str, **more: str | int) -> bytes:
        return frame(fill(text, {**slots, **more}), stream.framing)

    return Reply(
        status=200,
        headers={**headers, "content-type": stream.content_type},
        opening=b"".join(event(text) for text in stream.opening),
        pieces=tuple(
            event(stream.piece, piece=piece, tokens_so_far=so_far, total_so_far=asked + so_far)
            for so_far, piece in enumerate(pieces, start=1)
        ),
        closing=tuple(event(text) for text in stream.closing),
        is_streamed=True,
        head_s=pace.head_s,
        first_s=pace.first_s,
        gap_s=pace.gap_s,
    )


def _words(prompt: str, kind: str | None) -> str:
    answer = brain.think(prompt)
    match kind:
        case "wrong_answer":
            return answer.wrong
        case "empty_answer" | "token_budget":
            return ""
        case "garbled":
            return f"{answer.right} {brain.FOREIGN}"
        case "bad_utf8":
            return answer.right + _NO_UTF8
        case _:
            return answer.right


def _masked(key: str) -> str:
    shown = key[-4:] if len(key) > 8 else ""
    return "*" * (len(key) - len(shown)) + shown
