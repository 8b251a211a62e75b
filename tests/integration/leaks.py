"""Whether parts of a secret stand in a text, plain or within Base64."""

import base64
import re
import secrets
import string
from collections.abc import Iterator

# What stands in every secret, whatever else does; a window of it that is found anywhere is a
# leak, for no chance makes eight such characters.
CORE_CHARS, WINDOW_CHARS = 16, 8
LETTERS = string.ascii_letters + string.digits
# Base64 has two characters more, and there is nothing else in a sign.
_RUN = re.compile(rb"[A-Za-z0-9+/]{%d,}" % WINDOW_CHARS)


def new_core() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CORE_CHARS))


def _windows(text: str) -> Iterator[str]:
    for start in range(len(text) - WINDOW_CHARS + 1):
        yield text[start : start + WINDOW_CHARS]


def signs(core: str) -> set[bytes]:
    """Return what gives a secret away: parts of it, plain or anywhere within Base64."""
    found = {window.encode() for window in _windows(core)}
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + core.encode()).decode()
        # The characters at both ends hold bits of the neighbours too.
        found |= {window.encode() for window in _windows(encoded[-(-shift * 8 // 6) + 1 : -4])}
    return found


def words(text: bytes) -> set[bytes]:
    """Return everything in a text that is as long as a sign and made of what signs are made of."""
    return {
        run[start : start + WINDOW_CHARS]
        for run in _RUN.findall(text)
        for start in range(len(run) - WINDOW_CHARS + 1)
    }


def around(text: bytes, sign: bytes) -> bytes:
    place = text.find(sign)
    return text[max(0, place - 60) : place + 40]
