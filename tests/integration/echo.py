"""A server that says all that it was asked, each address in a way of its own."""

import base64
import html
import json
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote


class Echo(socketserver.StreamRequestHandler):
    """Says all that it was asked, each address in a way of its own."""

    def handle(self) -> None:
        head = [line := self.rfile.readline()]
        while line.strip():
            head.append(line := self.rfile.readline())
        length = [each.split(b":")[1] for each in head if each.lower().startswith(b"content-len")]
        body = self.rfile.read(int(length[0])) if length else b""
        heard = b" ".join([*b"".join(head).split(), body]).decode()
        if head[0].strip():  # else the client left before it asked
            mode = head[0].split(b"/")[1].decode()
            self.wfile.write(MODES[mode](heard))


def _answer(status: str, body: str, kind: str = "text/plain", **headers: str) -> bytes:
    said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body.encode())}\r\n"
        f"connection: close\r\n{said}\r\n{body}"
    ).encode()


def _json(status: str, heard: str, **headers: str) -> bytes:
    error = {"message": heard, "type": "invalid_request_error", "code": "invalid_api_key"}
    body = json.dumps({"type": "error", "error": error})
    return _answer(status, body, "application/json", **headers)


def _stream(*events: object) -> bytes:
    body = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    return _answer("200 OK", body, "text/event-stream")


def _piece(text: str) -> dict[str, object]:
    return {"id": "c", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}


_END = {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}

MODES: Mapping[str, Callable[[str], bytes]] = {
    "text": lambda heard: _answer("500 Internal Server Error", heard),
    "json": lambda heard: _json("400 Bad Request", heard),
    "rejected": lambda heard: _json("401 Unauthorized", f"Incorrect API key provided: {heard}"),
    "throttled": lambda heard: _json("429 Too Many Requests", heard),
    "late": lambda heard: _answer("503 Service Unavailable", "x" * 280 + heard),
    "page": lambda heard: _answer(
        "403 Forbidden", f"<html><title>{html.escape(heard)}</title></html>", "text/html"
    ),
    "quoted": lambda heard: _answer("500 Oh", quote(heard, safe="")),
    "base64": lambda heard: _answer("500 Oh", base64.b64encode(heard.encode()).decode()),
    "headers": lambda heard: _json(
        "503 Service Unavailable", "busy", x_request_id=heard, request_id=heard,
        www_authenticate=heard, retry_after=heard, content_language=heard,
    ),
    "redirect": lambda heard: _answer(
        "307 Temporary Redirect", "", location=f"http://127.0.0.1:9/{quote(heard)}"
    ),
    "reason": lambda heard: _answer(f"500 {heard}", ""),
    "no_header": lambda heard: f"HTTP/1.1 200 OK\r\n{heard}\r\n\r\n".encode(),
    "no_status": lambda heard: f"{heard}\r\n\r\n".encode(),
    "no_chunk": lambda heard: f"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{heard}\r\n"
    .encode(),
    "answer": lambda heard: _stream(_piece(heard[:700]), _piece(heard[700:]), _END),
    "inside": lambda heard: _stream(_piece("So"), {"error": {"message": heard, "code": 500}}),
    "no_json": lambda heard: _answer("200 OK", f'data: {{"id": "{heard}\n\n', "text/event-stream"),
    "list": lambda heard: _answer("200 OK", json.dumps({"data": heard}), "application/json"),
}  # fmt: skip


@contextmanager
def echoing() -> Iterator[int]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
