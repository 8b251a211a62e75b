"""What the error bodies of all providers share: where their words stand and what they admit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from probes.failures import Failure, classify_status
from probes.redact import shorten
from probes.replies import JsonError, parse_object, text
from probes.result import Fault, Outcome

# What is longer is no sentence, and would be searched at length.
_MESSAGE_LIMIT = 4096

# A limit that is ours is told with its numbers, its unit or a possessive; a bare
# "rate limit reached" may as well be the provider's own shortage.
_OUR_ALLOWANCE = re.compile(
    r"\blimit:? [\d,]+, used|\b(requests|tokens) per (minute|min|hour|day|month)\b"
    r"|\b(rpm|tpm|rpd|tpd)\b|\byour ([\w'-]+ ){0,3}(quota|rate limit|plan|usage|spend)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """The table of one wire format: which words of an error mean which outcome.

    `codes` decide first, then `sentences` (patterns in the message), then the status, or,
    where an error came without one, the broad `types`. A code for `rate_limited`, or a 429
    that nothing else explains, is `quota` where the error tells that the allowance was ours.
    Codes and types are words with spaces between them.
    """

    codes: Mapping[Outcome, str]
    types: Mapping[Outcome, str] = field(default_factory=dict)
    sentences: Mapping[Outcome, str] = field(default_factory=dict)

    def in_status(
        self, status: int, headers: Mapping[str, str], body: bytes, words: Iterable[object]
    ) -> Failure:
        """Return the failure of an HTTP error; what no table knows is judged by its status."""
        error = error_object(body)
        said = message(error)
        # An account's fault told with a 5xx is a provider that has lost its way.
        known = self._outcome(words, said, headers, may_be_ours=status < 500)
        if known is None and status == 429:
            known = _throttling(headers, said)
        if known is None:
            return classify_status(status, headers, body)
        return _failure(known, f"HTTP {status}", error)

    def in_reply(self, error: Mapping[str, object], words: Iterable[object]) -> Failure:
        """Return the failure of an error that came after a 200, whole or inside a stream.

        Where no table knows it, a number in `code` is read like an HTTP status.
        """
        given = list(words)
        known = self._outcome(given, message(error), {}, may_be_ours=True)
        known = known or _look_up(self.types, given)
        if known is None:
            known = classify_status(_status_in(error), {}, b"{}").outcome
        return _failure(known, "an error instead of an answer:", error)

    def _outcome(
        self, words: Iterable[object], said: str, headers: Mapping[str, str], *, may_be_ours: bool
    ) -> Outcome | None:
        coded = _look_up(self.codes, words)
        if coded not in (None, Outcome.RATE_LIMITED):
            return coded
        for outcome, pattern in self.sentences.items():
            is_believed = may_be_ours or outcome.fault is Fault.PROVIDER
            if is_believed and re.search(pattern, said, re.IGNORECASE | re.DOTALL):
                return outcome
        if coded is Outcome.RATE_LIMITED:
            return _throttling(headers, said)
        return None


def error_object(body: bytes) -> dict[str, object]:
    """Return what a body says about its error, as one mapping, empty where it says nothing."""
    try:
        return error_in(parse_object(body))
    except JsonError:
        return {}


def words(body: bytes) -> list[str]:
    """Return the words by which a body names its error, in lower case."""
    error = error_object(body)
    metadata = error.get("metadata")
    inner = metadata.get("error_type") if isinstance(metadata, dict) else None
    named = [*(error.get(name) for name in ("code", "type", "status", "error_type")), inner]
    return [word.lower() for word in named if isinstance(word, str)]


def error_in(reply: Mapping[str, object]) -> dict[str, object]:
    """Return what a parsed body says about its error.

    Known shapes: `{"error": {...}}`, `{"error": "text", "code": ...}`, and `message`,
    `detail`, `type`, `__type` or `code` at the top.
    """
    error = reply.get("error")
    if isinstance(error, dict):
        return error
    names = ("code", "type", "error_type", "__type", "message", "detail")
    top = {name: reply[name] for name in names if name in reply}
    if isinstance(error, str):
        top["message"] = error
    elif "detail" in top:
        top.setdefault("message", top["detail"])
    return top


def message(error: Mapping[str, object]) -> str:
    """Return the sentence that an error carries."""
    return shorten(text(error.get("message")), _MESSAGE_LIMIT)


def _throttling(headers: Mapping[str, str], said: str) -> Outcome:
    is_ours = _OUR_ALLOWANCE.search(said) or any(
        "ratelimit" in name and "remaining" in name and value.strip() == "0"
        for name, value in headers.items()
    )
    return Outcome.QUOTA if is_ours else Outcome.RATE_LIMITED


def _look_up(table: Mapping[Outcome, str], given: Iterable[object]) -> Outcome | None:
    known = {word: outcome for outcome, words in table.items() for word in words.split()}
    lowered = [word.lower() for word in given if isinstance(word, str)]
    return next((known[word] for word in lowered if word in known), None)


def _status_in(error: Mapping[str, object]) -> int:
    code = _word(error.get("code"))
    return int(code) if re.fullmatch(r"[45][0-9][0-9]", code) else 500


def _failure(outcome: Outcome, where: str, error: Mapping[str, object]) -> Failure:
    codes = [_word(error.get(name)) for name in ("code", "status", "type")]
    named = [code for code in codes if code and not code.isdecimal()]
    code = next((code for code in (*named, *codes) if code), "")
    told = ": ".join(part for part in (code, message(error)) if part)
    return Failure(outcome=outcome, message=f"{where} {told}" if told else where)


def _word(value: object) -> str:
    return (
        shorten(text(str(value)), _MESSAGE_LIMIT) if isinstance(value, str | int) and value else ""
    )
