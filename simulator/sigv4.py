"""Checks the signature of a request to AWS, as AWS does.

Source: docs.aws.amazon.com, "Create a signed AWS API request" (AWS4-HMAC-SHA256).
"""

import hashlib
import hmac
import re
from urllib.parse import quote, urlsplit

from simulator.exchange import Received

ACCESS_KEY_ID = "SIMACCESSKEYID"

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,]+)/([0-9]{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)


def access_key_id(asked: Received) -> str | None:
    """Return the id of the access key that a request says it was signed with."""
    said = _AUTHORIZATION.fullmatch(asked.headers.get("authorization", ""))
    return said[1] if said else None


def is_signed_with(asked: Received, secret: str) -> bool:
    """Return whether the signature is that of `secret` over this very request."""
    said = _AUTHORIZATION.fullmatch(asked.headers.get("authorization", ""))
    if not said:
        return False
    _, day, region, service, names, signature = said.groups()
    target = urlsplit(asked.target)
    canonical = "\n".join(
        (
            asked.method,
            # Every service but S3 has the path encoded once more.
            quote(target.path, safe="/~"),
            "&".join(sorted(target.query.split("&"))),
            *(f"{name}:{' '.join(asked.headers[name].split())}" for name in names.split(";")),
            "",
            names,
            hashlib.sha256(asked.body).hexdigest(),
        )
    )
    scope = f"{day}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    at = asked.headers.get("x-amz-date", "")
    to_sign = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{digest}"
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.compare_digest(hmac.digest(key, to_sign.encode(), "sha256").hex(), signature)
