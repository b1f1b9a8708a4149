"""A proxy before an S3 server that loses requests and replies, by rules.

    rules = [Rule("PUT", do="503", when="after", share=0.3)]
    with FaultProxy(server.address, rules, random.Random(seed)) as proxy:
        support.run("insert", uri, "-", env=server.environment(proxy.endpoint))
    print(proxy.faults)   # how often each rule struck

A fault "before" keeps the request from the server; one "after" lets the server do it, and strikes
its reply if that says success: the case that a client cannot tell from the first. Bytes pass as
they are (signatures stay valid). Requests have a Content-Length or no body.
"""
import random
import re
import socket
import socketserver
import threading
from collections import Counter
from dataclasses import dataclass

TIMEOUT_SECONDS = 60
CODES = {409: "ConditionalRequestConflict", 429: "SlowDown", 500: "InternalError",
         503: "ServiceUnavailable"}


@dataclass(frozen=True)
class Rule:
    """Of the requests with this method whose path the expression finds, this share meets it."""
    method: str
    do: str  # "close", or the status of an error: "503"
    when: str  # "before" or "after"
    share: float
    path: str = ""

    def matches(self, method: str, path: str) -> bool:
        return method == self.method and re.search(self.path, path) is not None

    def __str__(self) -> str:
        return f"{self.method} {self.do} {self.when}"


class Message:
    """One request or reply: its head's lines, and the bytes of the whole."""

    def __init__(self, stream, has_body: bool = True):
        self.bytes = stream.readline()
        if not self.bytes:
            raise EOFError
        self.start = self.bytes.decode("latin-1").split()
        self.headers: dict[str, str] = {}
        while (line := self._line(stream)) not in (b"\r\n", b"\n"):
            name, _, value = line.decode("latin-1").partition(":")
            self.headers[name.lower()] = value.strip()
        if has_body and "chunked" in self.headers.get("transfer-encoding", ""):
            self._read_chunks(stream)
        elif has_body:
            self._read(stream, int(self.headers.get("content-length", 0)))

    @property
    def status(self) -> int:
        return int(self.start[1])

    def _line(self, stream) -> bytes:
        line = stream.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        self.bytes += line
        return line

    def _read(self, stream, size: int) -> None:
        data = stream.read(size)
        if len(data) < size:
            raise EOFError
        self.bytes += data

    def _read_chunks(self, stream) -> None:
        while (size := int(self._line(stream).split(b";")[0], 16)) > 0:
            self._read(stream, size + 2)
        while self._line(stream) not in (b"\r\n", b"\n"):
            pass


class _Handler(socketserver.StreamRequestHandler):
    """One connection of a client, with one of its own to the server."""
    timeout = TIMEOUT_SECONDS
    disable_nagle_algorithm = True
    upstream = None

    def handle(self) -> None:
        try:
            while self._exchange():
                pass
        except (EOFError, OSError):
            pass  # either side went away: the client sees its connection closed
        finally:
            if self.upstream:
                self.upstream.close()

    def _exchange(self) -> bool:
        """One request; False if the connection is to be closed."""
        request = Message(self.rfile)
        method, path = request.start[:2]
        rule = self.server.proxy.choose(method, path)
        if rule and rule.when == "before":
            return self._strike(rule, request)
        reply = self._ask(request)
        while reply.status == 100:
            reply = self._reply_to(request)
        if rule and 200 <= reply.status < 300:
            return self._strike(rule, request)
        self.wfile.write(reply.bytes)
        return reply.headers.get("connection", "").lower() != "close"

    def _ask(self, request: Message) -> Message:
        if self.upstream is None:
            self.upstream = socket.create_connection(self.server.proxy.server, TIMEOUT_SECONDS)
            self.upstream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.replies = self.upstream.makefile("rb")
        self.upstream.sendall(request.bytes)
        return self._reply_to(request)

    def _reply_to(self, request: Message) -> Message:
        reply = Message(self.replies, has_body=request.start[0] != "HEAD")
        if reply.headers.get("connection", "").lower() == "close":
            self.upstream.close()
            self.upstream = None
        return reply

    def _strike(self, rule: Rule, request: Message) -> bool:
        self.server.proxy.count(rule)
        if rule.do == "close":
            return False
        status = int(rule.do)
        body = (f'<?xml version="1.0"?><Error><Code>{CODES[status]}</Code>'
                "<Message>injected</Message></Error>").encode()
        head = (f"HTTP/1.1 {status} Injected\r\nContent-Type: application/xml\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
        self.wfile.write(head + (b"" if request.start[0] == "HEAD" else body))
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256


class FaultProxy:
    def __init__(self, server: tuple[str, int], rules: list[Rule], chance: random.Random):
        self.server, self.rules, self._chance = server, rules, chance
        self.faults: Counter = Counter()
        self.requests = 0
        self._lock = threading.Lock()
        self._listener = _Server(("127.0.0.1", 0), _Handler)
        self._listener.proxy = self
        self._thread = threading.Thread(target=self._listener.serve_forever, daemon=True,
                                        kwargs={"poll_interval": 0.05})

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    def choose(self, method: str, path: str) -> Rule | None:
        with self._lock:
            self.requests += 1
            dice = self._chance.random()
            for rule in self.rules:
                if rule.matches(method, path):
                    if dice < rule.share:
                        return rule
                    dice -= rule.share  # the shares of rules for one request add up
            return None

    def count(self, rule: Rule) -> None:
        with self._lock:
            self.faults[str(rule)] += 1

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()
