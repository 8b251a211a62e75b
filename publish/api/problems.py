"""Errors of the API, told as RFC 9457 has it: `application/problem+json`."""

from collections.abc import Mapping

from starlette.responses import Response

from publish.api.shapes import ProblemShape

MEDIA_TYPE = "application/problem+json"

_TITLES = {
    400: "The question is wrong",
    401: "A token is needed",
    403: "That is not for everybody",
    404: "There is no such thing",
    405: "That cannot be done here",
    500: "A mistake of ours",
    503: "No answer at the moment",
}


class Problem(Exception):
    """Why a request is not answered; `detail` says what to do, to whoever asked."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """Return it as an HTTP response, which nobody keeps."""
        told = ProblemShape(title=_TITLES[self.status], status=self.status, detail=self.detail)
        headers = {"Cache-Control": "no-store", **self.headers}
        return Response(told.model_dump_json(), self.status, headers, MEDIA_TYPE)
