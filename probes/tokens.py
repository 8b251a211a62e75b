"""Access tokens that were given out, kept until they are old, so that logging in stays rare."""

import hashlib
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from pydantic import SecretStr

from probes import oauth
from probes.credentials import Entrance
from probes.exchange import Request

# A token that ends while the request is under way would be a failure of ours.
_SPARE_S = 120.0
_UNTOLD_LIFETIME_S = 600.0


class Tokens:
    """Keeps tokens by what was asked for, in memory alone; `clock_s` is a monotonic clock."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._kept: dict[str, tuple[float, SecretStr]] = {}

    def find(self, *asked: str) -> SecretStr | None:
        """Return the token that `asked` got, None where it has to be asked for anew."""
        until_s, token = self._kept.get(_name(asked), (0.0, None))
        return token if self._clock_s() < until_s else None

    def keep(self, token: SecretStr, lifetime_s: float | None, *asked: str) -> None:
        """Keep a token for its lifetime in seconds, less what a request may take."""
        now_s = self._clock_s()
        lives_s = _UNTOLD_LIFETIME_S if lifetime_s is None else lifetime_s
        self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > now_s}
        self._kept[_name(asked)] = (now_s + lives_s - _SPARE_S, token)

    def forget(self, token: SecretStr) -> None:
        """Keep a token no longer, since it was refused."""
        self._kept = {name: kept for name, kept in self._kept.items() if kept[1] != token}


class Lifetimes:
    """Remembers when the last token that each login gave out ends; `clock_s` is monotonic."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._ends_s: dict[str, float] = {}

    def note(self, lifetime_s: float | None, *login: str) -> None:
        """Note that a login has just given out a token that lives so long."""
        if lifetime_s is not None:
            self._ends_s[_name(login)] = self._clock_s() + lifetime_s

    def left_s(self, *login: str) -> float | None:
        """Return how long that login's last token is still good, None where there was none."""
        ends_s = self._ends_s.get(_name(login))
        return None if ends_s is None else ends_s - self._clock_s()


KEPT = Tokens()
"""The tokens of this process."""


async def token_from(
    endpoint: str, entrance: Entrance, fields: Callable[[], Mapping[str, str]], *asked: str
) -> SecretStr:
    """Return the token that `endpoint` gives for the form `fields`, kept under what was `asked`.

    Raises:
        probes.oauth.Broken: where it gives none.
        probes.exchange.ExchangeFailed: where it does not answer.
    """
    token = KEPT.find(endpoint, *asked)
    if token is None:
        form = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(fields()).encode()
        request = Request(method="POST", url=endpoint, headers=form, body=body)
        given = oauth.token(await entrance.ask(request))
        token = given.secret
        KEPT.keep(token, given.expires_in_s, endpoint, *asked)
    entrance.learn(token)
    return token


def _name(asked: tuple[str, ...]) -> str:
    # Among what is asked with are secrets, which no key of a mapping should hold.
    return hashlib.sha256("\0".join(asked).encode()).hexdigest()
