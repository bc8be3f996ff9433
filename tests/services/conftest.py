"""Fixtures for the tests of services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.history_kit import Kit, open_kit


@pytest.fixture
def kit(data_dir: Path) -> Iterator[Kit]:
    """A new shop in which a history can be made by hand."""
    made = open_kit(data_dir)
    yield made
    made.desk.db.close()
