"""Wire formats: how a completion is asked for, read and refused. One format per file."""

from collections.abc import Mapping
from typing import Protocol

from probes.exchange import Request
from probes.failures import Failure
from probes.spec import ProviderSpec


class ReplyReader(Protocol):
    """Reads one reply, streamed or whole, as its bytes arrive.

    `pieces` counts the pieces of non-empty text so far: the transport stamps the time
    whenever it grows. `is_finished` turns true at the format's end marker.
    `failure` is an error that the reply itself carries, also after a 200.
    """

    text: str
    pieces: int
    is_finished: bool
    finish_reason: str | None
    input_tokens: int | None
    output_tokens: int | None
    failure: Failure | None

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body. Malformed input sets `failure`; it never raises."""

    def end(self) -> None:
        """The body ended. A reply without its end marker sets `failure` to stream_broken."""


class Wire(Protocol):
    """One wire format: a module of this folder."""

    def auth_headers(self, provider: ProviderSpec) -> dict[str, str]:
        """Return the headers that carry the key, or none where the provider has no key."""

    def completion(
        self, provider: ProviderSpec, prompt: str, *, max_tokens: int, stream: bool
    ) -> Request:
        """Return the request for one completion of `prompt` by `provider.model`."""

    def key_check(self, provider: ProviderSpec) -> Request:
        """Return a request that costs nothing and is answered 2xx only where the key is good.

        Without a key it is sent bare, and the provider's 401 (or `keyless_status`) tells that
        its auth layer lives.
        """

    def reply_reader(self, *, stream: bool) -> ReplyReader:
        """Return a fresh reader for one reply."""

    def classify(self, status: int, headers: Mapping[str, str], body: bytes) -> Failure:
        """Map an HTTP error of this format to its failure; header names are lower case."""

    def request_id(self, headers: Mapping[str, str]) -> str | None:
        """Return the provider's id of the request, to quote in a support ticket."""
