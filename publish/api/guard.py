"""Who may ask: a token for programs, and the web pages of which origins."""

import hmac
import os
from collections.abc import Callable, Mapping

from starlette.requests import Request

from publish.access import Access, Role
from publish.api.problems import Problem

TOKEN_VARIABLE = "BROWNOUT_API_TOKEN"  # noqa: S105  the name of a variable
ORIGINS_VARIABLE = "BROWNOUT_API_ORIGINS"

_PREFLIGHT_S = 3600


class Guard:
    """Lets requests in that bear the token, and lets web pages of some origins read the answers.

    The token is taken from `Authorization: Bearer` or, for badges and feeds, which bear no
    header, from `?token=`. Whoever bears it is a viewer; whoever bears none is what `access` makes
    of everybody, but nobody where there is a token and the pages are not public. `origins` are
    separated by commas; `*` is all of them.
    """

    def __init__(
        self,
        token: str = "",
        origins: str = "",
        access: Callable[[], Access] = lambda: Access(everybody=Role.VIEWER),
    ) -> None:
        self._token = token.strip()
        self._access = access
        self._origins = frozenset(each.strip().rstrip("/") for each in origins.split(",")) - {""}

    @classmethod
    def of(
        cls,
        environ: Mapping[str, str] = os.environ,
        access: Callable[[], Access] = lambda: Access(everybody=Role.VIEWER),
    ) -> "Guard":
        """Return the guard that the environment asks for, where `access` are the rules of pages."""
        return cls(environ.get(TOKEN_VARIABLE, ""), environ.get(ORIGINS_VARIABLE, ""), access)

    @property
    def is_open(self) -> bool:
        """True where everybody is told everything, so that anybody may keep an answer."""
        return self._everybody >= Role.VIEWER

    def role(self, request: Request) -> Role:
        """Return what whoever asks may be told. Raises `Problem` where that is nothing."""
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else request.query_params.get("token")
        if given and self._token:
            if hmac.compare_digest(given.encode(), self._token.encode()):
                return Role.VIEWER
        elif (everybody := self._everybody) is not Role.NOBODY:
            return everybody
        raise Problem(
            401,
            "Send the token that the operator of this monitor set: "
            "`Authorization: Bearer …`, or `?token=…`."
            if self._token
            else f"The pages need a login here, and programs a token: {TOKEN_VARIABLE} sets it.",
            {"WWW-Authenticate": 'Bearer realm="brownout"'},
        )

    @property
    def _everybody(self) -> Role:
        everybody = self._access().everybody
        return Role.NOBODY if self._token and everybody is not Role.PUBLIC else everybody

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
