"""What every test stands on: no display, no home folder, UTC, and nothing that goes wrong unseen."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# Before anything imports Qt or asks for the time.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

import pos_app.ui  # noqa: F401 - pytest-qt brings PySide6 along, which Python 3.11 survives only with this: see there
from pos_app import i18n
from pos_app.services import pin_check

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("torture", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data folder for one shop."""
    path = tmp_path / "data"
    path.mkdir()
    return path


@pytest.fixture(autouse=True)
def _no_home_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test can find, or spoil, the data of a real shop."""
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(autouse=True)
def _quick_pins(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PIN's hash takes a tenth of a second on purpose, and no test is safer for it; `dear_pins` keeps that."""
    if request.node.get_closest_marker("dear_pins") is None:
        monkeypatch.setattr(pin_check, "_hasher", _quick_hasher)


@cache
def _quick_hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A test that switches the language does not switch it for the next one."""
    yield
    i18n.use_language(i18n.ENGLISH)


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_stray_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """An error in the log fails the test that caused it, and no log file stays open."""
    logger = logging.getLogger("pos_app")
    before = list(logger.handlers)
    errors = _Errors()
    logger.addHandler(errors)
    yield
    for handler in [h for h in logger.handlers if h not in before]:
        logger.removeHandler(handler)
        handler.close()
    if errors.seen and request.node.get_closest_marker("logs_errors") is None:
        pytest.fail("the program logged errors: " + "; ".join(errors.seen))
