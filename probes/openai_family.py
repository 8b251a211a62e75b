"""What all APIs of OpenAI, and the many who speak its formats, share: keys, ids and refusals.

Error codes: developers.openai.com, and where a row names another host's word (Moonshot, Groq,
Azure, OpenRouter, DeepSeek), that host's own documentation.
"""

from collections.abc import Mapping

from probes import refusals
from probes import request_parts as parts
from probes.exchange import Request
from probes.failures import Failure
from probes.replies import mapping
from probes.result import Outcome
from probes.spec import ProviderSpec

_REFUSALS = refusals.Refusals(
    codes={
        Outcome.AUTH_REJECTED: "invalid_api_key invalid_authentication_error ip_not_authorized"
        " incorrect_api_key_error unsupported_country_region_territory account_deactivated",
        Outcome.QUOTA: "insufficient_quota credit_balance_exhausted billing_hard_limit_reached"
        " organization_spend_limit_exceeded project_spend_limit_exceeded billing_not_active"
        " organization_usage_limit_exceeded exceeded_current_quota_error insufficient_balance"
        " rate_limit_reached_error insufficient_credits arrearage",
        Outcome.MODEL_GONE: "model_not_found model_not_available model_decommissioned"
        " model_deprecated invalid_model deploymentnotfound",
        Outcome.OVERLOADED: "server_is_overloaded engine_overloaded_error engine_overloaded"
        " provider_overloaded overloaded_error capacity_exceeded unavailable_error",
        Outcome.RATE_LIMITED: "rate_limit_exceeded rate_limit_error slow_down",
    },
    sentences={
        Outcome.AUTH_REJECTED: r"\b(incorrect|invalid) api.?key",
        Outcome.QUOTA: r"\binsufficient (balance|credit|funds)",
        Outcome.OVERLOADED: r"\bhigh demand\b|temporarily unable to process|\boverloaded\b",
        Outcome.MODEL_GONE: r"\bmodel\b.{0,120}(not exist|not found|no longer|decommissioned)"
        r"|\b(invalid|unknown|no such) model\b",
    },
    types={
        Outcome.AUTH_REJECTED: "authentication_error permission_error",
        Outcome.BAD_REQUEST: "invalid_request_error",
        Outcome.SERVER_ERROR: "server_error",
    },
)


def auth_headers(provider: ProviderSpec) -> dict[str, str]:
    """Return the bearer token, or nothing where the provider has no key."""
    return parts.bearer(provider)


def key_check(provider: ProviderSpec) -> Request:
    """Return a GET of the list of models, or of the address that the catalog knows."""
    url = parts.address(provider, provider.auth_path or "/models")
    return Request(method="GET", url=url, headers=parts.headers(provider, **auth_headers(provider)))


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Map an HTTP error: its code first, then its sentence, then what is common to all."""
    return _REFUSALS.in_status(status, headers, body, _words(refusals.error_object(body)))


def failure_in(error: Mapping[str, object]) -> Failure:
    """Map an error that came after a 200, whole or inside a stream."""
    return _REFUSALS.in_reply(error, _words(error))


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the id under the name that this host gives it."""
    names = "x-request-id request-id msh-request-id x-generation-id apim-request-id cf-ray"
    return next((headers[name] for name in names.split() if headers.get(name)), None)


def _words(error: Mapping[str, object]) -> list[object]:
    return [error.get("code"), mapping(error.get("metadata")).get("error_type"), error.get("type")]
