"""What one run of a probe yields: the outcome, whose fault it is, the timings and the evidence."""

from dataclasses import dataclass, field
from enum import StrEnum

from probes.official import Reading


class Surface(StrEnum):
    """The part of a provider that a probe exercises."""

    EDGE = "edge"
    """Reachable at all: the API turns away a stranger as it should."""
    AUTH = "auth"
    """The API key is accepted."""
    OAUTH = "oauth"
    """The login: its metadata, its keys and its token endpoint."""
    API = "api"
    """A completion."""
    DEPENDENCY = "dependency"
    """Anything else that is depended on."""
    OFFICIAL = "official"
    """What the provider's own status page says."""

    @property
    def is_judged(self) -> bool:
        """True where results tell of the service itself, and not of what is said of it."""
        return self is not Surface.OFFICIAL


class Fault(StrEnum):
    """Whose fault an outcome is. Only a provider's fault may lower that provider's uptime."""

    NONE = "none"
    PROVIDER = "provider"
    ACCOUNT = "account"
    NETWORK = "network"
    MONITOR = "monitor"


class Outcome(StrEnum):
    """How a run ended: ``ok`` or the class of its failure. Each outcome maps to one `Fault`."""

    OK = "ok"
    """The answer came, was right and in time."""

    CONNECT = "connect"
    """No connection: refused, unreachable, closed before an answer, or of a name that is none."""
    TLS = "tls"
    """The TLS handshake failed: a certificate that is not trusted, has run out or is another's."""
    TIMEOUT = "timeout"
    """No answer within the time that the probe allows."""
    SERVER_ERROR = "server_error"
    """An error of the server's own: HTTP 5xx, or one told in a reply that began well."""
    OVERLOADED = "overloaded"
    """The provider says that it is overloaded: HTTP 529, or its own word for it."""
    RATE_LIMITED = "rate_limited"
    """Throttled (HTTP 429), where nothing says that our own allowance is spent."""
    STREAM_BROKEN = "stream_broken"
    """The answer began and broke off, fell silent or lacks its end."""
    MALFORMED = "malformed"
    """An answer that breaks its format: a web page, a redirect or JSON that is none."""
    WRONG_ANSWER = "wrong_answer"
    """An answer in due form whose content is not what was expected."""
    TOO_SLOW = "too_slow"
    """A right answer, later than the probe was told to expect."""
    AUTH_BROKEN = "auth_broken"
    """Logging in or checking keys fails in itself, whoever asks."""

    AUTH_REJECTED = "auth_rejected"
    """Our key or token is refused."""
    QUOTA = "quota"
    """Our quota, credit or spending limit is used up."""
    BAD_REQUEST = "bad_request"
    """Our request is refused as wrong."""
    MODEL_GONE = "model_gone"
    """The model that we ask for is not offered, any more or to us."""

    DNS_LOCAL = "dns_local"
    """Our resolver gives no answer, so it tells of nobody."""
    BLIND = "blind"
    """Neutral targets are out of reach too: this machine has lost its network."""

    INTERNAL = "internal"
    """A bug of Brownout's or of a check of one's own."""
    SKIPPED = "skipped"
    """No run took place, or we stood still in it, and it says why: a budget, a pause, a stop."""

    @property
    def fault(self) -> Fault:
        """Whose fault this outcome is."""
        return _FAULTS[self]

    @property
    def is_answered(self) -> bool:
        """True where the provider served the request, however slowly or wrongly.

        Uptime counts these as up; quality and speed are reported apart from it.
        """
        return self in _ANSWERED

    @property
    def is_network_type(self) -> bool:
        """True where our own network could be the cause, so that references must be asked first."""
        return self in _NETWORK_TYPE


_FAULTS = {
    Outcome.OK: Fault.NONE,
    **dict.fromkeys(
        (
            Outcome.CONNECT,
            Outcome.TLS,
            Outcome.TIMEOUT,
            Outcome.SERVER_ERROR,
            Outcome.OVERLOADED,
            Outcome.RATE_LIMITED,
            Outcome.STREAM_BROKEN,
            Outcome.MALFORMED,
            Outcome.WRONG_ANSWER,
            Outcome.TOO_SLOW,
            Outcome.AUTH_BROKEN,
        ),
        Fault.PROVIDER,
    ),
    **dict.fromkeys(
        (Outcome.AUTH_REJECTED, Outcome.QUOTA, Outcome.BAD_REQUEST, Outcome.MODEL_GONE),
        Fault.ACCOUNT,
    ),
    **dict.fromkeys((Outcome.DNS_LOCAL, Outcome.BLIND), Fault.NETWORK),
    **dict.fromkeys((Outcome.INTERNAL, Outcome.SKIPPED), Fault.MONITOR),
}
_ANSWERED = frozenset({Outcome.OK, Outcome.WRONG_ANSWER, Outcome.TOO_SLOW})
_NETWORK_TYPE = frozenset({Outcome.CONNECT, Outcome.TLS, Outcome.TIMEOUT, Outcome.DNS_LOCAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """The phases of one exchange in milliseconds; None where a phase did not happen.

    `probes.transport` defines what each of them measures.
    """

    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    ttfb_ms: float | None = None
    ttft_ms: float | None = None
    total_ms: float | None = None
    longest_gap_ms: float | None = None
    tokens_per_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing a probe was told to expect, what it got, and whether that held."""

    name: str
    expected: str
    got: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a check saw: raw facts of one run, before redaction and before it becomes a result."""

    outcome: Outcome = Outcome.OK
    detail: str | None = None
    timings: Timings = field(default_factory=Timings)
    http_status: int | None = None
    request_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    score: float | None = None
    expectations: tuple[Expectation, ...] = ()
    headroom: float | None = None
    retry_after_s: float | None = None
    official: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """One row of the time series: what one run of one probe from one vantage came to.

    Times are integer epoch milliseconds UTC, durations milliseconds, cost micro-dollars,
    the most that it can be where nobody said how many tokens were taken.
    `score` lies in [0, 1]. `late_ms` is how long after its due time the run began.
    `detail` is redacted and at most `probes.redact.DETAIL_LIMIT` bytes. `headroom` is the share
    of our scarcest allowance that is left, `retry_after_s` how long we were told to wait.
    `official` is what the provider's own status page said, where that was read. `judged_at_ms`
    is when it was kept and judged, different for each result, None before. `model` and `region`
    are those that were asked, None where it makes no difference. `transcript` is what was sent and
    answered in a run that failed, see `probes.transcript`; it is kept apart, and of few.
    """

    probe: str
    provider: str
    surface: Surface
    vantage: str
    started_at_ms: int
    outcome: Outcome
    late_ms: float = 0.0
    timings: Timings = field(default_factory=Timings)
    http_status: int | None = None
    request_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    score: float | None = None
    cost_microusd: int = 0
    detail: str | None = None
    expectations: tuple[Expectation, ...] = ()
    headroom: float | None = None
    retry_after_s: float | None = None
    official: Reading | None = None
    judged_at_ms: int | None = None
    model: str | None = None
    region: str | None = None
    transcript: str | None = field(default=None, compare=False, repr=False)
