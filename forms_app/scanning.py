"""Asks clamd whether bytes hold a virus, by its INSTREAM protocol over TCP or a socket file."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 60.0
_PIECE = 1 << 16
_LONGEST_ANSWER = 4096


class NotScanned(Exception):
    """The scanner could not be asked, or did not say whether the file is clean."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd at `tcp://host:port` or `unix:///path`."""

    address: tuple[str, int] | str

    def virus_in(self, body: bytes) -> str:
        """Return the name of the virus in `body`, empty when it is clean. Raises NotScanned."""
        try:
            answer = self._asked(body)
        except OSError as error:
            raise NotScanned(type(error).__name__) from error
        if answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        if answer != "stream: OK":
            raise NotScanned(answer)
        return ""

    def _asked(self, body: bytes) -> str:
        with self._connected() as line:
            line.settimeout(ANSWER_SECONDS)
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(body), _PIECE):
                piece = body[start : start + _PIECE]
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
                piece = line.recv(_LONGEST_ANSWER)
                if not piece:
                    break
                answer += piece
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()

    def _connected(self) -> socket.socket:
        if not isinstance(self.address, str):
            return socket.create_connection(self.address, CONNECT_SECONDS)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def scanner_at(url: str) -> Scanner:
    """Return the scanner that `url` names; raises ValueError for another scheme."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return Scanner(parts.path)
    if parts.scheme == "tcp" and parts.hostname:
        return Scanner((parts.hostname, parts.port or 3310))
    message = f"CLAMD_URL must be tcp://host:port or unix:///path, not {url!r}"
    raise ValueError(message)
