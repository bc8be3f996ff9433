"""One window a shop: a second start brings the first one to the front."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QLockFile, Qt
from PySide6.QtWidgets import QWidget

from pos_app.errors import MachineError
from pos_app.paths import make_folder

_LOCK = "window.lock"
_WAIT_MS = 500


class OneWindow:
    """A lock file in the data folder, and a local socket to call the window that holds it.

    The system frees the lock of a program that was killed: it names the process, which is gone.
    """

    def __init__(self, data_dir: Path) -> None:
        make_folder(data_dir)
        self._name = "pos-app-" + sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
        self._lock = QLockFile(str(data_dir / _LOCK))
        self._lock.setStaleLockTime(0)
        self._server: object = None

    def take(self) -> bool:
        """Whether this is the only window of the shop now. MachineError ``folder_unusable`` if it cannot be told."""
        if self._lock.tryLock(0):
            return True
        if self._lock.error() == QLockFile.LockError.LockFailedError:
            return False
        raise MachineError(
            "folder_unusable",
            "The data folder cannot be written: {reason}.",
            reason=str(self._lock.error().name),
        )

    def listen(self, window: QWidget) -> None:
        """Come to the front when a second start asks for it."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(window)
        QLocalServer.removeServer(self._name)

        def on_called() -> None:
            connection = server.nextPendingConnection()
            connection.disconnected.connect(connection.deleteLater)
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.raise_()
            window.activateWindow()

        server.newConnection.connect(on_called)
        server.listen(self._name)
        self._server = server

    def raise_other(self) -> bool:
        """Ask the other window to come to the front; whether it heard."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        heard = socket.waitForConnected(_WAIT_MS)
        socket.disconnectFromServer()
        return heard
