"""Who may ask: a token for programs, and the web pages of which origins."""

import hmac
import os
from collections.abc import Mapping

from starlette.requests import Request

from publish.api.problems import Problem

TOKEN_VARIABLE = "BROWNOUT_API_TOKEN"  # noqa: S105  the name of a variable
ORIGINS_VARIABLE = "BROWNOUT_API_ORIGINS"

_PREFLIGHT_S = 3600


class Guard:
    """Lets requests in that bear the token, and lets web pages of some origins read the answers.

    The token is taken from `Authorization: Bearer` or, for badges and feeds, which bear no
    header, from `?token=`. Without a token everybody is let in. `origins` are separated by
    commas; `*` is all of them.
    """

    def __init__(self, token: str = "", origins: str = "") -> None:
        self._token = token.strip()
        self._origins = frozenset(each.strip().rstrip("/") for each in origins.split(",")) - {""}

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> "Guard":
        """Return the guard that the environment asks for."""
        return cls(environ.get(TOKEN_VARIABLE, ""), environ.get(ORIGINS_VARIABLE, ""))

    @property
    def is_open(self) -> bool:
        """True where everybody is let in, so that anybody may keep an answer."""
        return not self._token

    def check(self, request: Request) -> None:
        """Raise `Problem` where the request does not bear the token."""
        if self.is_open:
            return
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else request.query_params.get("token")
        if not hmac.compare_digest((given or "").encode(), self._token.encode()):
            raise Problem(
                401,
                "Send the token that the operator of this monitor set: "
                "`Authorization: Bearer …`, or `?token=…`.",
                {"WWW-Authenticate": 'Bearer realm="brownout"'},
            )

    def cors(self, request: Request) -> dict[str, str]:
        """Return the headers that let the page that asks read the answer (Fetch, 3.2)."""
        if not self._origins:
            return {}
        origin = request.headers.get("origin", "")
        if "*" in self._origins:
            allowed = {"Access-Control-Allow-Origin": "*"}
        elif origin in self._origins:
            allowed = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        else:
            return {"Vary": "Origin"}
        allowed["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        if request.method == "OPTIONS":
            allowed["Access-Control-Allow-Methods"] = "GET, HEAD"
            allowed["Access-Control-Allow-Headers"] = "Authorization, If-None-Match"
            allowed["Access-Control-Max-Age"] = str(_PREFLIGHT_S)
        return allowed
