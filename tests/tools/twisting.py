"""A proxy before a server: it hands everything on, or twists the answers as failing servers do."""

import threading
import time
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

SLOW_SECONDS = 5.0
A_BIT_SECONDS = 0.7


class Twist(StrEnum):
    NONE = "none"
    SLOW = "slow"
    A_BIT_SLOW = "a bit slow"
    """Each answer for itself is in time."""
    BROKEN = "broken"
    BUSY = "busy"
    NONSENSE = "nonsense"
    CUT = "cut"
    WRONG = "wrong"


ANSWERS = {
    Twist.BROKEN: (500, b"oh"),
    Twist.BUSY: (429, b'{"message": "too many requests"}'),
    Twist.NONSENSE: (200, b"<html>welcome</html>"),
    Twist.CUT: (200, b'{"results": [{"hits": ['),
    Twist.WRONG: (200, b'{"results": 7, "hits": [{}], "estimatedTotalHits": "many"}'),
}
DELAYS = {Twist.SLOW: SLOW_SECONDS, Twist.A_BIT_SLOW: A_BIT_SECONDS}


class Proxy:
    """`twist` may be set at any time; `asked` counts what came."""

    def __init__(self, port: int) -> None:
        self.twist = Twist.NONE
        self.asked = 0
        self._before = port
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                proxy.asked += 1
                status, answer = proxy._answer(self, body)
                try:
                    self.send_response(status)
                    self.send_header("content-type", "application/json")
                    self.send_header("content-length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except OSError:
                    pass  # whoever asked has given up

            do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None: ...

        return Handler

    def _answer(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        twist = self.twist
        if twist in ANSWERS:
            return ANSWERS[twist]
        time.sleep(DELAYS.get(twist, 0))
        headers = {
            name: value
            for name, value in asked.headers.items()
            if name.lower() in {"authorization", "content-type"}
        }
        connection = HTTPConnection("127.0.0.1", self._before, timeout=60)
        try:
            connection.request(asked.command, asked.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            return 502, b"nobody there"
        finally:
            connection.close()
