"""The rotating log in the data folder: what happened and where, never whom it was about.

Names, numbers and texts of the shop stay out: quoted text and long numbers in the messages of exceptions are
blanked, and so are the parameters that a database error carries.
"""

from __future__ import annotations

import logging
import re
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

FILE_NAME = "pos_app.log"
_MAX_BYTES = 1_000_000
_KEPT_FILES = 5

_PARAMETERS = re.compile(r"\[parameters:.*?\]\s*$", re.DOTALL | re.MULTILINE)
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_NUMBER = re.compile(r"\d{5,}")
_FRAME = re.compile(r"^\s+(File \"|\^|~)")


def without_personal_data(text: str) -> str:
    """`text` of an exception with quoted parts, long numbers and database parameters blanked."""
    text = _PARAMETERS.sub("[parameters left out]", text)
    lines = (
        line if _FRAME.match(line) else _NUMBER.sub("#", _QUOTED.sub("'…'", line))
        for line in text.splitlines()
    )
    return "\n".join(lines)


class _Formatter(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return without_personal_data(super().formatException(ei))


def set_up(data_dir: Path, level: int = logging.INFO) -> Path:
    """Sends the log of the whole program to `data_dir`/logs (made if needed); returns the file.

    Called once by the composition root; a second call for the same folder changes nothing. If the folder cannot be
    written, the log goes nowhere: a full disk must not stop a sale twice.
    """
    path = data_dir / "logs" / FILE_NAME
    root = logging.getLogger("pos_app")
    if any(
        isinstance(h, RotatingFileHandler) and h.baseFilename == str(path.absolute()) for h in root.handlers
    ):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=False
        )
    except OSError:
        root.addHandler(logging.NullHandler())
        return path
    handler.setFormatter(_Formatter("%(asctime)sZ %(levelname)s %(name)s %(message)s"))
    root.setLevel(level)
    root.addHandler(handler)
    return path
