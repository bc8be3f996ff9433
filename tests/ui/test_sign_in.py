"""Signing in and out at the counter, by real keys: the sale stays, and nothing of it can be seen meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import text

from pos_app.domain.recovery_codes import read_code
from pos_app.services import pins, staff
from pos_app.services.desk import CLI, Desk
from pos_app.services.settings import set_setting
from pos_app.services.sign_in import NOBODY
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.sale.dialogs.payment import PaymentDialog
from pos_app.ui.sign_in.idle import IdleClock
from pos_app.ui.sign_in.page import SignInPage
from pos_app.ui.sign_in.recovery import RecoverDialog, RecoveryCodeDialog
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, SEALANT, TRAP
from tests.ui.test_access import nameless, small
from tests.ui.test_fits import clipped

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Opener = Callable[..., AtCounter]
PIN, OWNER_PIN = "4711", "081508"


class Hand:
    """A clock that someone turns."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def on(self, seconds: int) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def desk(desk: Desk, hand: Hand) -> Desk:
    """Dana, a cashier without a PIN; Mo, a manager with one; the owner has none yet."""
    owner = as_owner(replace(desk, clock=hand))
    staff.add(owner, name="Dana")
    staff.add(owner, name="Mo", role="manager")
    pins.set_pin(owner, staff_code="mo", pin=PIN)
    return replace(desk, clock=hand)


@pytest.fixture
def protected(desk: Desk) -> str:
    """The owner has a PIN; the recovery code that came with it."""
    return pins.set_pin(as_owner(desk), staff_code="owner", pin=OWNER_PIN).recovery_code


def page(at: AtCounter) -> SignInPage:
    assert at.shell.gate.closed, "the window is not covered"
    return at.shell.gate.page


def sign_in(at: AtCounter, digit: Key, pin: str = "") -> None:
    at.press(digit, Alt)
    at.type(pin)
    at.press(Key.Key_Return)


def person(at: AtCounter) -> str:
    return at.shell.context.desk.actor.code


def acts(at: AtCounter) -> list[tuple[str, str]]:
    with at.desk.db.read() as session:
        rows = session.execute(text("SELECT event, actor FROM audit_journal ORDER BY id")).all()
    return [(row[0], row[1]) for row in rows if row[0] in ("signed_in", "sign_in_failed", "pin_recovered")]


def test_a_shop_without_an_owners_pin_asks_nobody(desk: Desk, open_counter: Opener) -> None:
    at = open_counter()
    assert not at.shell.gate.closed
    assert at.shell.window.top.person.text() == "Dana · cashier"
    at.scan(BARCODES[TRAP])
    at.click(at.shell.window.top.person)
    assert page(at).people.person is not None
    at.press(Key.Key_Escape)
    assert not at.shell.gate.closed
    assert (person(at), at.ready) == ("dana", True)
    at.press(Key.Key_Q, Ctrl)
    at.press(Key.Key_3)
    at.press(Key.Key_Return)
    assert person(at) == "owner", "without a PIN a digit and Enter are enough"
    assert at.shell.window.top.person.text() == "Owner · owner"
    at.press(Key.Key_Q, Ctrl)
    sign_in(at, Key.Key_2, PIN)
    assert person(at) == "mo"
    assert at.lines == [("TRAP-112", 1000)]


def test_the_window_begins_with_the_sign_in_page(protected: str, open_counter: Opener) -> None:
    at = open_counter()
    first = page(at)
    assert at.shell.context.desk.actor == NOBODY
    assert [button.text() for button in first.people.buttons] == [
        "Dana · cashier",
        "Mo · manager",
        "Owner · owner",
    ]
    assert not first.back.isVisible()
    assert first.enter.hasFocus(), "Dana needs no PIN"
    at.press(Key.Key_Escape)
    assert at.shell.gate.closed
    at.press(Key.Key_F2)
    at.press(Key.Key_F12)
    at.press(Key.Key_F1)
    assert not at.has_dialog, "no key reaches what is behind"
    sign_in(at, Key.Key_2, PIN)
    assert (person(at), at.ready) == ("mo", True)
    assert first.pin.text() == ""
    at.press(Key.Key_Q, Ctrl)
    chosen = page(at).people.person
    assert chosen is not None
    assert chosen.code == "mo", "whoever was here last is chosen"
    assert page(at).pin.hasFocus()
    at.type(PIN)
    at.press(Key.Key_Return)
    assert person(at) == "mo"
    at.press(Key.Key_Q, Ctrl)
    at.press(Key.Key_Up)
    at.press(Key.Key_Return)
    assert person(at) == "dana"
    assert acts(at) == [("signed_in", "mo"), ("signed_in", "mo"), ("signed_in", "dana")]


def test_a_wrong_pin_counts_down_and_comes_back_to_no_shorter_wait(
    protected: str, open_counter: Opener, hand: Hand
) -> None:
    at = open_counter()
    at.press(Key.Key_2, Alt)
    at.press(Key.Key_Return)
    assert page(at).problem == "", "an empty PIN is no try"
    for _try in range(3):
        at.type("0000")
        at.press(Key.Key_Return)
        assert page(at).problem == "This is not the PIN; nothing was changed."
        assert page(at).pin.hasFocus()
    assert acts(at) == [("sign_in_failed", "nobody")]
    at.type("0000")
    at.press(Key.Key_Return)
    assert page(at).problem == "Wrong PINs were tried. Next try in 5 seconds."
    at.type(PIN)
    at.press(Key.Key_Return)
    assert at.shell.gate.closed
    hand.on(4)
    page(at).tick()
    assert page(at).problem == "Wrong PINs were tried. Next try in 1 second."
    page(at).prepare(can_leave=False)
    at.press(Key.Key_1, Alt)
    assert page(at).problem == "", "the others do not wait"
    at.press(Key.Key_2, Alt)
    assert page(at).problem == "Wrong PINs were tried. Next try in 1 second.", "as after a restart"
    hand.on(1)
    page(at).tick()
    assert page(at).problem == "The PIN can be tried again now."
    at.type(PIN)
    at.press(Key.Key_Return)
    assert person(at) == "mo"


def test_a_pin_typed_before_the_name_is_chosen_signs_nobody_in(protected: str, open_counter: Opener) -> None:
    at = open_counter()
    chosen = page(at).people.person
    assert chosen is not None
    assert not chosen.has_pin
    at.type(PIN)
    assert page(at).people.person == chosen, "no digit chooses someone else"
    assert page(at).problem == "Dana has no PIN. To sign in with yours, choose your name first."
    at.press(Key.Key_Return)
    assert at.shell.gate.closed, "the Enter after it belongs to the PIN"
    at.press(Key.Key_Return)
    assert person(at) == "dana"


def test_the_sale_stays_and_nobody_sees_it(protected: str, open_counter: Opener) -> None:
    at = open_counter()
    sign_in(at, Key.Key_1)
    at.scan("C0012")
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F12)
    assert isinstance(at.dialog, PaymentDialog)
    at.shell.gate.lock()
    assert not at.has_dialog, "what was open is left as by Esc"
    shown = " ".join(label.text() for label in at.shell.window.findChildren(QLabel) if label.isVisible())
    assert "Maria" not in shown
    assert "P-trap" not in shown
    at.scan(BARCODES[SEALANT])
    assert page(at).problem == "Please sign in first; what was scanned was not taken."
    assert page(at).pin.text() == ""
    assert at.lines == [("TRAP-112", 1000)]
    sign_in(at, Key.Key_2, PIN)
    assert at.lines == [("TRAP-112", 1000)]
    at.scan(BARCODES[SEALANT])
    assert len(at.lines) == 2
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    with at.desk.db.read() as session:
        assert session.execute(text("SELECT cashier FROM sale")).scalar() == "Mo"


class Minutes(IdleClock):
    """Time passes when somebody says so."""

    def __init__(self) -> None:
        self.ms = 0

    def now(self) -> int:
        return self.ms


def test_nobody_there_locks_and_every_sign_of_life_counts(protected: str, open_counter: Opener) -> None:
    at, clock = open_counter(), Minutes()
    sign_in(at, Key.Key_1)
    at.scan(BARCODES[TRAP])
    watch = at.shell.gate.watch
    watch._clock = clock
    watch.restart(10)
    clock.ms = 9 * 60_000
    assert not watch.check()
    at.press(Key.Key_Plus)
    clock.ms = 18 * 60_000
    assert not watch.check(), "a key counts"
    handle = at.shell.window.windowHandle()
    assert handle is not None
    QTest.mouseMove(handle, QPoint(200, 300))
    clock.ms = 27 * 60_000
    assert not watch.check(), "so does the mouse"
    at.press(Key.Key_F12)
    assert at.has_dialog
    at.type("7")
    clock.ms = 36 * 60_000
    assert not watch.check(), "and a key in any window"
    clock.ms += 10 * 60_000
    at.type("7")
    assert at.shell.gate.closed, "the first key after a long sleep is no activity"
    assert not at.has_dialog
    assert at.lines == [("TRAP-112", 2000)]
    assert not watch.check(), "nothing is watched while it is locked"


def test_zero_minutes_never_lock_and_without_pins_nothing_does(desk: Desk, open_counter: Opener) -> None:
    at, clock = open_counter(), Minutes()
    watch = at.shell.gate.watch
    watch._clock = clock
    watch.restart(10)
    clock.ms = 11 * 60_000
    assert watch.check()
    assert not at.shell.gate.closed, "Dana has no PIN and nobody has to sign in"
    pins.set_pin(as_owner(desk), staff_code="owner", pin=OWNER_PIN)
    clock.ms += 11 * 60_000
    assert watch.check()
    assert at.shell.gate.closed
    sign_in(at, Key.Key_3, OWNER_PIN)
    at.shell.context.operations.run(set_setting, key="till.lock_minutes", value=0)
    clock.ms += 10_000 * 60_000
    assert not watch.check()


def test_who_is_locked_out_leaves_at_once_and_another_role_counts_at_once(
    protected: str, open_counter: Opener
) -> None:
    at = open_counter()
    sign_in(at, Key.Key_2, PIN)
    owner = as_owner(at.shell.context.desk)
    hub = at.shell.context.hub
    hub.publish(staff.change(owner, staff_code="mo", role="cashier", name="Mo B."))
    assert at.shell.context.desk.actor.role == "cashier"
    assert at.shell.window.top.person.text() == "Mo B. · cashier"
    hub.publish(staff.lock(owner, staff_code="mo"))
    assert at.shell.context.desk.actor == NOBODY
    button = page(at).people.buttons[1]
    assert (button.text(), button.isEnabled()) == ("Mo B. · locked out", False)
    at.press(Key.Key_2, Alt)
    chosen = page(at).people.person
    assert chosen is not None
    assert chosen.code != "mo"


def test_a_forgotten_pin_is_replaced_on_the_page(protected: str, open_counter: Opener) -> None:
    at = open_counter()
    at.press(Key.Key_2, Alt)
    at.click(page(at).forgotten)
    assert page(at).problem == "The owner sets a new PIN under Settings."
    at.press(Key.Key_3, Alt)
    at.click(page(at).forgotten)
    assert isinstance(at.dialog, RecoverDialog)
    assert (nameless(at.dialog), small(at.dialog), clipped(at.dialog)) == ([], [], [])
    at.type(protected[:-1] + ("0" if protected[-1] != "0" else "1"))
    for _field in range(2):
        at.press(Key.Key_Tab)
        at.type("9999")
    at.press(Key.Key_Return)
    assert at.dialog.problem.startswith("This is no recovery code")
    at.dialog.code.setText(protected)
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, RecoveryCodeDialog)
    new = at.dialog.code.text()
    assert read_code(new) is not None
    assert new != protected
    at.press(Key.Key_Return)
    assert not at.has_dialog
    sign_in(at, Key.Key_3, "9999")
    assert person(at) == "owner"
    assert acts(at) == [("pin_recovered", "owner"), ("signed_in", "owner")]


def test_a_pin_made_anew_with_the_files_is_told(protected: str, desk: Desk, open_counter: Opener) -> None:
    pins.recover_by_files(replace(desk, actor=CLI), staff_code="owner", pin="9999")
    at = open_counter()
    assert any("without the old one and without the code" in label for label in at.labels())


def test_a_manager_allows_without_taking_the_till(protected: str, open_counter: Opener) -> None:
    """The tries count together, and nobody allows their own act."""
    at = open_counter()
    sign_in(at, Key.Key_1)
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_U, Ctrl)
    at.type("5")
    at.press(Key.Key_2, Alt)
    at.press(Key.Key_Return)
    dialog = at.dialog
    assert isinstance(dialog, ApprovalDialog)
    assert [dialog.who.itemData(i) for i in range(dialog.who.count())] == ["mo", "owner"]
    for _try in range(4):
        at.type("0000")
        at.press(Key.Key_Return)
    staff.lock(as_owner(at.shell.context.desk), staff_code="mo")
    at.type(PIN)
    at.press(Key.Key_Return)
    assert dialog.problem == "Mo is locked out; the owner can change that."
    at.press(Key.Key_Escape)
    at.press(Key.Key_Escape)
    assert person(at) == "dana"
    at.press(Key.Key_Q, Ctrl)
    staff.unlock(as_owner(at.shell.context.desk), staff_code="mo")


@pytest.mark.parametrize("scale", [100, 160])
def test_everything_fits_is_named_and_can_be_touched(
    protected: str, desk: Desk, open_counter: Opener, scale: int
) -> None:
    set_setting(as_owner(desk), key="ui.font_scale", value=scale)
    for number in range(12):
        staff.add(as_owner(desk), name=f"Alexandra Papadopoulou {number}")
    at = open_counter(size=(1366, 690), language="qps")
    assert at.shell.window.size().toTuple() == (1366, 690)
    found = page(at)
    at.press(Key.Key_9, Alt)
    for _try in range(2):
        at.press(Key.Key_Down)
    for widget in (found,):
        assert (nameless(widget), small(widget), clipped(widget)) == ([], [], [])
    QApplication.processEvents()


def test_a_recovery_code_is_printed_and_stored_nowhere(
    protected: str, desk: Desk, open_counter: Opener, tmp_path: Path
) -> None:
    roll = tmp_path / "roll.bin"
    set_setting(as_owner(desk), key="printer.target", value=f"file:{roll}")
    at = open_counter()
    at.press(Key.Key_3, Alt)
    at.click(page(at).forgotten)
    dialog = at.dialog
    assert isinstance(dialog, RecoverDialog)
    dialog.code.setText(protected)
    for field in dialog.new.fields:
        field.setText("9999")
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, RecoveryCodeDialog)
    code = at.dialog.code.text()
    at.press(Key.Key_P, Ctrl)
    assert at.dialog.problem == ""
    assert code.encode() in roll.read_bytes()
    at.desk.db.checkpoint()
    assert code.encode() not in at.desk.db.path.read_bytes()
    assert code.replace("-", "").encode() not in at.desk.db.path.read_bytes()
