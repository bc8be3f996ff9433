"""The till's views and windows: forty percent longer texts, large letters, names, and targets for fingers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from pos_app.services import holding, till_closing, tills
from pos_app.services.desk import Actor, Desk
from pos_app.ui.till.deeds import TillDeeds
from pos_app.ui.till.page import TillPage
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, TRAP
from tests.ui.test_access import nameless, small
from tests.ui.test_for_everyone import cut_off

Opener = Callable[..., AtCounter]
SMALLEST = (1366, 690)
LOOKS = (("en", 100, "dark"), ("qps", 100, "light"), ("en", 150, "light"))
WINDOWS = ("open", "in", "out", "count", "closed", "x", "earlier")


@pytest.fixture(params=LOOKS, ids=["dark", "longer", "large"])
def at(request: pytest.FixtureRequest, open_counter: Opener, desk: Desk) -> Iterator[AtCounter]:
    """A manager at the till page, with a sale on hold and money moved."""
    language, scale, mode = request.param
    tills.cash_in(desk, amount=123_456, reason="change from the bank, two rolls of each")
    at = open_counter(size=SMALLEST, language=language, mode=mode)
    operations = at.shell.context.operations
    operations.use_desk(replace(operations.desk, actor=Actor("mo", "Mo", "manager")))
    at.scan(BARCODES[TRAP])
    holding.hold(desk)
    theme = at.shell.context.theme
    theme.use(mode, scale)
    at.shell.context.show_page("till")
    at.pause()
    yield at
    theme.use("light", 100)


def page(at: AtCounter) -> TillPage:
    found = at.shell.window.page("till")
    assert isinstance(found, TillPage)
    return found


def show(at: AtCounter, name: str) -> QDialog:
    deeds: TillDeeds = page(at).view("session").deeds  # type: ignore[attr-defined]
    if name == "open":
        till_closing.close_till(at.desk, counted=1)
        deeds.open()
    elif name in ("in", "out"):
        deeds.move("in" if name == "in" else "out")
    elif name == "x":
        deeds.show_x()
    elif name == "earlier":
        from pos_app.ui.till.earlier_day import EarlierDayDialog

        EarlierDayDialog(at.shell.context, tills.state(at.desk), at.shell.window).open()
    else:
        deeds.count()
        if name == "closed":
            at.dialog.fields[0].setText("1")  # type: ignore[attr-defined]
            at.dialog._on_confirmed()  # type: ignore[attr-defined]
    at.pause()
    return at.dialog


@pytest.mark.parametrize("name", WINDOWS)
def test_windows(at: AtCounter, name: str) -> None:
    dialog = show(at, name)
    assert cut_off(dialog) == []
    assert dialog.width() <= SMALLEST[0]
    assert dialog.height() <= SMALLEST[1]
    assert nameless(dialog) == []
    assert small(dialog) == []


@pytest.mark.parametrize("name", ["session", "z"])
@pytest.mark.parametrize("is_open", [True, False])
def test_views(at: AtCounter, name: str, is_open: bool) -> None:
    if not is_open:
        result = till_closing.close_till(at.desk, counted=12_345)
        at.shell.context.hub.publish(result)
    page(at).show_view(name)
    # The backup that closing starts changes a text in the top bar when it ends.
    at.wait_for(lambda: not at.shell.context.operations.jobs.busy)
    for _round in range(3):
        QApplication.processEvents()
    assert at.shell.window.size().toTuple() == SMALLEST
    assert cut_off(at.shell.window) == []
    assert nameless(page(at)) == []
    assert small(page(at)) == []


def test_the_sale_page_with_a_closed_till(at: AtCounter) -> None:
    at.shell.context.hub.publish(till_closing.close_till(at.desk, counted=12_345))
    at.shell.context.show_page("sale")
    at.scan(BARCODES[TRAP])
    assert at.page.till_line.isVisible()
    assert cut_off(at.page.card) == []
    assert cut_off(at.shell.window.top) == []


@pytest.mark.parametrize("scale", [150, 160])
def test_what_is_well_gives_way_to_the_counter_and_to_trouble(open_counter: Opener, scale: int) -> None:
    at = open_counter(size=SMALLEST)
    bar, theme = at.shell.window.top, at.shell.context.theme
    theme.use("light", scale)
    try:
        for _round in range(3):
            QApplication.processEvents()
        said = at.labels(bar)
        assert any(text.startswith("Counter 1 · ● open ") for text in said)
        assert "– No printer" not in said
        assert bar.backup.isVisible(), "there is no backup yet"
        assert cut_off(bar) == []
    finally:
        theme.use("light", 100)
