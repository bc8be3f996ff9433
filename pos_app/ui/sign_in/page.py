"""The sign-in page: choose a name, type the PIN, Enter. Nothing of the shop's business can be seen on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pos_app import formats, i18n
from pos_app.errors import PosError
from pos_app.i18n import _, ngettext
from pos_app.services import sign_in
from pos_app.services.sign_in import SignInPerson, SignInState
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import labelled
from pos_app.ui.sign_in.people import PeopleList
from pos_app.ui.widgets.cards import Card
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.num_pad import NumPad
from pos_app.ui.widgets.pin_field import PinField

_WIDEST = 900


class SignInPage(QWidget):
    """`signed_in` carries the Actor, `left` goes back to whoever was there, where that is possible."""

    signed_in = Signal(object)
    left = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context = context
        self._state = SignInState(False, (), "", ())
        self._person: SignInPerson | None = None
        self._wait = 0
        self._protects = self._stray = False
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tick)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        theme = self._context.theme
        self._shop, self._clock = QLabel(), QLabel()
        self._shop.setProperty("role", "title")
        self._clock.setProperty("role", "muted")
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told_bar = QFrame()
        self._told_bar.setProperty("bar", "warn")
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._name.setWordWrap(True)
        self.people = PeopleList(theme)
        self.people.chosen.connect(self._on_chosen)
        self.pin = PinField()
        self.pin.installEventFilter(self)
        self.pin.returnPressed.connect(self._on_enter)
        self.pad = NumPad(self.pin, whole=True)
        self.enter = KeyButton(theme, _("Sign in"), _("Enter"), kind="primary")
        self.enter.clicked.connect(self._on_enter)
        self.enter.installEventFilter(self)
        self.forgotten = QPushButton(_("PIN forgotten"))
        self.forgotten.setProperty("kind", "link")
        self.forgotten.setMinimumHeight(44)
        self.forgotten.clicked.connect(self._on_forgotten)
        self.back = KeyButton(theme, _("Back"), _("Esc"))
        self.back.clicked.connect(self.left)
        self._said = QLabel()
        self._said.setProperty("role", "error")
        self._said.setWordWrap(True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._said.setMinimumHeight(2 * self._said.fontMetrics().lineSpacing() + 4)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._shop)
        head.addStretch(1)
        head.addWidget(self._clock)
        told = QHBoxLayout(self._told_bar)
        told.setContentsMargins(16, 10, 16, 10)
        told.addWidget(self._told)
        card = Card()
        card.column.setContentsMargins(24, 18, 24, 18)
        card.setMaximumWidth(max(_WIDEST, self._context.theme.px(_WIDEST)))
        sides = QHBoxLayout()
        sides.setSpacing(24)
        card.column.addLayout(sides)
        sides.addWidget(self.people, 3)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._name)
        right.addLayout(labelled(_("PIN"), self.pin))
        right.addWidget(self.pad)
        right.addWidget(self._said)
        right.addWidget(self.enter)
        foot = QHBoxLayout()
        foot.addWidget(self.forgotten)
        foot.addStretch(1)
        foot.addWidget(self.back)
        right.addLayout(foot)
        sides.addLayout(right, 2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card, 20)
        middle.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 14, 24, 24)
        column.addLayout(head)
        column.addWidget(self._told_bar)
        column.addStretch(1)
        column.addLayout(middle)
        column.addStretch(2)

    def prepare(self, *, can_leave: bool) -> None:
        """Show who can sign in now, with whoever did so last chosen."""
        found = self._context.operations.run(sign_in.state)
        if found is not None:
            self._state = found
        self._shop.setText(self._context.settings().shop.name)
        self._told.setText("\n".join(i18n.text(message) for message in self._state.told))
        self._told_bar.setVisible(bool(self._state.told))
        self.back.setVisible(can_leave)
        self._protects = not can_leave
        first = self._context.desk.actor.code if can_leave else self._state.last
        self.people.show_people(self._state.people, first)
        self._timer.start()
        self.tick()

    def rest(self) -> None:
        """Nothing to tell while the page is not shown; no PIN stays in it."""
        self._timer.stop()
        self.pin.clear()
        self.say("")

    def say(self, sentence: str) -> None:
        """Say what is wrong, "" for nothing."""
        self._said.setText(sentence)

    @property
    def problem(self) -> str:
        """The sentence that is shown."""
        return self._said.text()

    def on_scan(self, _code: str) -> None:
        """What is scanned here goes nowhere, and that is said."""
        self.say(_("Please sign in first; what was scanned was not taken."))

    def tick(self) -> None:
        """The clock, and how long no further try is taken."""
        now = self._context.desk.local_now()
        self._clock.setText(f"{formats.weekday_date(now.date())} {formats.clock(now)}")
        if self._wait:
            self._tell_wait()

    def give_focus(self) -> None:
        """To the PIN where one is typed, else to the button."""
        (self.pin if self.pin.isEnabled() else self.enter).setFocus()

    def _on_chosen(self, person: SignInPerson) -> None:
        self._person, self._stray = person, False
        self._name.setText(person.name)
        self.say("")
        self.pin.clear()
        self.pin.setEnabled(person.has_pin)
        self.pin.setPlaceholderText("" if person.has_pin else _("no PIN"))
        self.pad.setEnabled(person.has_pin)
        self.forgotten.setVisible(person.has_pin)
        self.enter.setEnabled(True)
        self._wait = 0
        self._tell_wait()
        self.give_focus()

    def _tell_wait(self) -> None:
        if self._person is None:
            return
        before = self._wait
        self._wait = self._context.operations.run(sign_in.wait, staff_code=self._person.code) or 0
        self.enter.setEnabled(not self._wait)
        self.pin.setReadOnly(bool(self._wait))
        if self._wait:
            said = ngettext(
                "Wrong PINs were tried. Next try in {count} second.",
                "Wrong PINs were tried. Next try in {count} seconds.",
                self._wait,
            )
            self.say(said.format(count=self._wait))
        elif before:
            self.say(_("The PIN can be tried again now."))
            self.give_focus()

    def _on_enter(self) -> None:
        person = self._person
        if person is None or self._wait:
            return
        if person.has_pin and not self.pin.text():
            # An empty PIN would count as a wrong try.
            self.pin.setFocus()
            return
        self.say("")
        self._context.operations.run(
            sign_in.sign_in,
            staff_code=person.code,
            pin=self.pin.text(),
            on_done=self.signed_in.emit,
            on_error=self._on_wrong,
        )

    def _on_wrong(self, error: PosError) -> None:
        self.pin.clear()
        self.say(i18n.text(error.message))
        self._tell_wait()
        self.give_focus()

    def _on_forgotten(self) -> None:
        from pos_app.ui.sign_in.recovery import RecoverDialog

        person = self._person
        if person is None:
            return
        if person.recoverable:
            RecoverDialog(self._context, person, self, lambda: self.prepare(can_leave=False)).open()
        elif person.role == "owner":
            said = _(
                "There is no recovery code. At this machine, “pos-app staff recover {code}” sets a new PIN."
            )
            self.say(said.format(code=person.code))
        else:
            self.say(_("The owner sets a new PIN under Settings."))
        self.give_focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        """Arrow keys choose a name, and where PINs protect nothing digits too; Esc empties the PIN or goes back."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self.people.step(event):
            return True
        if event.key() == Qt.Key.Key_Escape:
            if self.pin.text():
                self.pin.clear()
            elif self.back.isVisible():
                self.left.emit()
            return True
        if watched is self.enter and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and not self._stray:
                self._on_enter()
            self._stray = False
            return True
        if watched is self.enter and event.text().isdecimal() and len(event.text()) == 1:
            return self._on_digit(int(event.text()))
        return False

    def _on_digit(self, digit: int) -> bool:
        """Someone's PIN, typed before the name was chosen, must not sign in whoever happens to be chosen."""
        if not self._protects:
            return self.people.press(digit)
        self._stray = True
        name = self._person.name if self._person else ""
        self.say(_("{name} has no PIN. To sign in with yours, choose your name first.").format(name=name))
        return True
