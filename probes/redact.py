"""Keeps keys out of everything that is stored or shown, and what is shown short and plain."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

DETAIL_LIMIT = 2048
"""Bytes of UTF-8 that a cleaned text holds at most."""

# The second stands in where a secret is itself part of the first.
_MASKS = ("[redacted]", "***")
_ELLIPSIS = "…"

_MIN_SECRET_CHARS = 4
# Of a secret that was cut short: fewer give nothing away, and are often a public prefix.
_MIN_BEGINNING_CHARS = 8
# Shorter ones would be found by chance in any long text.
_MIN_BASE64_CHARS = 8
_MIN_LINE_CHARS = 8

# All but tab and line feed: terminal escapes, what a database refuses, and the marks that
# make text read in another order than it is written.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

# Things that look like keys, whoever they belong to: group 1 is kept. No pattern may take
# more than linear time, for what it reads was written by strangers.
_TOKENS = (
    re.compile(r"(?i)(\b(?:bearer|basic)[ \t]+)(?=[^\s\d]{0,100}[\d=])[\w.~+/=-]{8,}"),
    re.compile(
        r"(?<![\w-])()(?:sk|pk|rk|gsk|xai|hf|r8|pplx|fw|csk|tgp|nvapi|gh[opsu]|github_pat|glpat"
        r"|xox[abp])[-_](?=[a-z_.-]{0,100}[\dA-Z*])[\w*.-]{6,}"
    ),
    re.compile(r"(?<![\w-])()(?:AIza|ya29\.|AKIA|ASIA)[\w*.-]{10,}"),
    re.compile(r"(?<![\w-])()eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?"),
    re.compile(
        r"(?i)((?<![a-z0-9])(?:api[-_]?key|key|token|secret|password|passwd|signature|sig)"
        r"""=)[^&\s"'<>]+"""
    ),
    re.compile(
        r"""(?i)((?<![a-z0-9])(?:api[-_]?key|token|secret|password|passwd|authorization)"""
        r"""\\?["'][ \t]*:[ \t]*\\?["'])[^"'\\\n]+"""
    ),
    re.compile(r"(://)[^/\s@\"'<>]{1,500}(?=@)"),
)


def shorten(text: str, chars: int) -> str:
    """Return `text`, or its beginning with an ellipsis, in at most `chars` characters.

    Whatever is cut before it is redacted must be cut by this: at an ellipsis a `Redactor`
    finds the first half of a secret too.
    """
    return text if len(text) <= chars else text[: chars - len(_ELLIPSIS)] + _ELLIPSIS


class Redactor:
    """Takes known secrets, and whatever looks like one, out of texts.

    Each secret is found as it stands and URL-quoted, JSON- and HTML-escaped, and inside
    Base64 (so also in Basic authentication); at the end of a text and before an ellipsis,
    so is a beginning of it. Secrets of fewer than 4 characters are not looked for: they
    would blot out words, and protect nothing.
    """

    def __init__(self, secrets: Iterable[SecretStr | str] = ()) -> None:
        forms: set[str] = set()
        for secret in secrets:
            value = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
            if len(_plain(value).strip()) >= _MIN_SECRET_CHARS:
                forms.update(_forms(value))
        self._forms = tuple(form for form in forms if len(form) >= _MIN_SECRET_CHARS)
        self._mask = next((m for m in _MASKS if not any(f in m for f in self._forms)), "")

    def clean(self, text: str) -> str:
        """Return `text` without secrets and control characters, at most `DETAIL_LIMIT` bytes.

        It is cut after the secrets are gone, so that no half of one is left at its end.
        """
        text = self._without_known(_plain(text))
        for pattern in _TOKENS:
            text = pattern.sub(rf"\g<1>{self._mask}", text)
        # Once more: what was taken out may have brought two halves together.
        return _cut(self._without_known(text))

    def _without_known(self, text: str) -> str:
        kept, end = [], 0
        for start, stop in _merged(self._found(text)):
            kept += [text[end:start], self._mask]
            end = stop
        return "".join([*kept, text[end:]])

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        cuts = [place for place, char in enumerate(text) if char == _ELLIPSIS]
        for form in self._forms:
            if form[:_MIN_BEGINNING_CHARS] not in text:
                continue
            start = text.find(form)
            while start >= 0:
                yield start, start + len(form)
                start = text.find(form, start + 1)
            for cut in (*cuts, len(text)):
                yield from _beginning_of(form, text, cut)


def _beginning_of(form: str, text: str, cut: int) -> Iterator[tuple[int, int]]:
    start = text.find(form[:_MIN_BEGINNING_CHARS], max(0, cut - len(form)), cut)
    while start >= 0:
        if form.startswith(text[start:cut]):
            yield start, cut
            return
        start = text.find(form[:_MIN_BEGINNING_CHARS], start + 1, cut)


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    # Two secrets may overlap in the text, and both must go.
    current: tuple[int, int] | None = None
    for start, stop in sorted(spans):
        if current and start <= current[1]:
            current = (current[0], max(current[1], stop))
            continue
        if current:
            yield current
        current = (start, stop)
    if current:
        yield current


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)


def _forms(secret: str) -> Iterator[str]:
    plain = _plain(secret)
    # Of a key file, whose line ends are rewritten on the way, each line for itself.
    lines = [line for line in plain.splitlines() if len(line) >= _MIN_LINE_CHARS]
    said = {plain, plain.strip(), *lines}
    # A secret in a JSON body is escaped before whoever repeats that body escapes it again.
    escaped = {form for value in said for form in _json_forms(value)}
    for value in said | escaped:
        yield value
        yield html.escape(value)
        yield from _json_forms(value)
        for quoted in (quote(value), quote(value, safe=""), quote_plus(value)):
            yield quoted
            yield re.sub("%..", lambda match: match[0].lower(), quoted)
        for encoded in _base64_forms(value.strip().encode(errors="replace")):
            if len(encoded) >= _MIN_BASE64_CHARS:
                yield encoded


def _json_forms(value: str) -> Iterator[str]:
    for escaped in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        yield escaped
        yield escaped.replace("/", r"\/")


def _base64_forms(secret: bytes) -> Iterator[str]:
    # Base64 takes three bytes at a time, so what stands before the secret shifts it by 0, 1
    # or 2 bytes; the characters it shares with its neighbours are left out.
    for shift in range(3):
        padded = b"\0" * shift + secret
        first, last = -(-shift * 8 // 6), len(padded) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(padded).decode()[first:last]


def _cut(text: str) -> str:
    encoded = text.encode()
    if len(encoded) <= DETAIL_LIMIT:
        return text
    kept = encoded[: DETAIL_LIMIT - len(_ELLIPSIS.encode())]
    return kept.decode(errors="ignore") + _ELLIPSIS
