"""A receipt printer in the network that remembers what each connection sent, in order."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Self

KICK = b"\x1bp\x00\x19\xfa"


class Printer:
    """Listens on a port (0: any free one); `pieces` are the bytes of one connection each."""

    def __init__(self, port: int = 0) -> None:
        self.pieces: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", port))
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @property
    def target(self) -> str:
        """As the setting names it."""
        return f"tcp:127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A last connection that says nothing ends the loop.
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._thread.join(timeout=5)
        self._server.close()

    def _listen(self) -> None:
        while True:
            connection, _address = self._server.accept()
            with connection:
                piece = b""
                while chunk := connection.recv(65536):
                    piece += chunk
            if not piece:
                return
            self.pieces.append(piece)


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
