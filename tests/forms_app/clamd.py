"""A stand-in for clamd on loopback: it speaks INSTREAM and knows one virus."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Put together here, so that no scanner takes the source of a test for the virus itself.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Answers one connection after another; `seen` are the bytes of each, `answer` overrides."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.seen: list[bytes] = []
        self.answer: bytes | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"tcp://127.0.0.1:{self.listening.getsockname()[1]}"

    def serve(self) -> None:
        """Answer until the socket is closed."""
        while True:
            try:
                line, _address = self.listening.accept()
            except OSError:
                return  # Closed by the test: that is the end.
            with line, line.makefile("rb") as reading:
                self._one(line, reading)

    def _one(self, line: socket.socket, reading) -> None:
        assert reading.read(len(b"zINSTREAM\0")) == b"zINSTREAM\0"
        body = b""
        while length := int.from_bytes(reading.read(4), "big"):
            body += reading.read(length)
        self.seen.append(body)
        found = b"stream: Eicar-Test-Signature FOUND" if EICAR in body else b"stream: OK"
        line.sendall((self.answer if self.answer is not None else found) + b"\0")


@contextmanager
def running_clamd() -> Iterator[Clamd]:
    """Run a stand-in until the block ends."""
    clamd = Clamd()
    thread = threading.Thread(target=clamd.serve, daemon=True)
    thread.start()
    try:
        yield clamd
    finally:
        clamd.listening.shutdown(socket.SHUT_RDWR)
        clamd.listening.close()
        thread.join(timeout=10)
