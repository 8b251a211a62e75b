"""A Google service account's key file, and the assertions that it signs (RFC 7523)."""

import json
import time

from probes.failures import Failure
from probes.oauth import Broken
from probes.result import Outcome

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIVES_S = 600


def read(text: str) -> dict[str, str]:
    """Return what a key file holds.

    Raises:
        ValueError: where it is none.
    """
    try:
        account = json.loads(text)
    except (ValueError, RecursionError):
        account = None
    if not isinstance(account, dict) or not all(
        isinstance(account.get(name), str) for name in ("client_email", "private_key", "token_uri")
    ):
        raise ValueError("no service account's key: it has no client_email, private_key, token_uri")
    return account


def assertion(account: dict[str, str], *, audience: str, scope: str | None) -> str:
    """Return a signed assertion (RFC 7523, 3), which is good for ten minutes.

    Raises:
        probes.oauth.Broken: where the private key does not sign.
    """
    import jwt  # it brings cryptography along, which few logins need

    now_s = int(time.time())
    claims = {
        "iss": account["client_email"],
        "sub": account["client_email"],
        "aud": audience,
        "iat": now_s,
        "exp": now_s + _LIVES_S,
        **({"scope": scope} if scope else {}),
    }
    key_id = account.get("private_key_id")
    try:
        return jwt.encode(
            claims,
            account["private_key"],
            algorithm="RS256",
            headers={"kid": key_id} if key_id else None,
        )
    except (jwt.PyJWTError, ValueError, TypeError):
        # Its own text may quote the key.
        message = "the private key of the service account cannot be used for signing"
        raise Broken(Failure(outcome=Outcome.AUTH_REJECTED, message=message)) from None
