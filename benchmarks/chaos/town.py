"""What stands outside: a target that numbers its answers, and a receiver of alerts that fails."""

import http.server
import threading
import time
from collections import Counter
from typing import Any


class Answer:
    """One answer that left the target: to which probe of which life of the worker, and when.

    Its time is the monotonic clock's.
    """

    def __init__(self, number: str, probe: str, life: int) -> None:
        self.number, self.probe, self.life = number, probe, life
        self.at_s = time.monotonic()


class Town:
    """Both servers, and what they have seen. `mood` is well, broken or hanging."""

    def __init__(self) -> None:
        self.mood = "well"
        self.takes_alerts = True
        self.answers: list[Answer] = []
        self.accepted: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._freed = threading.Event()
        self.target = self._serve(self._answer)
        self.receiver = self._serve(self._receive)

    def free(self) -> None:
        """End what hangs."""
        self._freed.set()
        self._freed = threading.Event()

    def close(self) -> None:
        """Serve no more."""
        self.free()
        for server in (self.target, self.receiver):
            server.shutdown()

    def _answer(self, asked: http.server.BaseHTTPRequestHandler) -> None:
        mood, freed = self.mood, self._freed
        if mood == "hanging":
            freed.wait(30)
            raise OSError("whoever waited has left")
        with self._lock:
            number = f"answer-{len(self.answers)}"
            # What was dead by then had asked as well, and its successor may live already.
            life = int(asked.headers["x-life"])
            answer = Answer(number, f"p{asked.path.strip('/')}", life)
            self.answers.append(answer)
        asked.send_response(503 if mood == "broken" else 200)
        asked.send_header("x-request-id", number)
        asked.send_header("content-length", "0")
        asked.end_headers()
        asked.wfile.flush()
        answer.at_s = time.monotonic()

    def _receive(self, asked: http.server.BaseHTTPRequestHandler) -> None:
        asked.rfile.read(int(asked.headers.get("content-length", 0)))
        takes = self.takes_alerts
        asked.send_response(204 if takes else 503)
        asked.send_header("content-length", "0")
        asked.end_headers()
        if takes:
            with self._lock:
                self.accepted[asked.headers["webhook-id"]] += 1

    @staticmethod
    def _serve(answer: Any) -> http.server.ThreadingHTTPServer:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                try:
                    answer(self)
                except OSError:
                    self.close_connection = True

            do_POST = do_GET  # noqa: N815  the name is the library's

            def log_message(self, *_: Any) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Whoever was killed hangs up amid a request."""

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server
