"""The shop in which what users of other tills complain about must not be possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.services import settings
from pos_app.services.desk import Actor, Desk
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """Cash in steps of 0.05, one point for 1.00, a reward of 5.00 for 500 points; the books prove right after it."""
    with small_shop(data_dir) as shop:
        desk = replace(shop, actor=Actor("dana", "Dana", "owner"))
        # Who may give how much away is another matter than whether the cents are right.
        settings.set_setting(desk, key="limits.discount_percent", value="100")
        yield desk
        assert [str(problem) for problem in verify(desk).problems] == []
