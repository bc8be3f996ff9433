"""Golden files of paper, and eyes for it.

`python -m pytest tests/printing --update-golden` writes the golden files anew: look at the difference before
it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch that writes golden files."""
    parser.addoption("--update-golden", action="store_true", help="write tests/printing/golden anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)`: the text is exactly what stands in the golden file."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        # Without the folder on the command line the option is not known to pytest.
        if request.config.getoption("--update-golden", default=False):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return check
