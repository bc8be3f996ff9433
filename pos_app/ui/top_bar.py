"""The bar on top: the shop, its pages, and the state of counter, printer and clock in words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from pos_app import formats
from pos_app.i18n import _, pgettext
from pos_app.services import print_jobs
from pos_app.services.changes import Area
from pos_app.ui.actions import key_cap
from pos_app.ui.backup_label import BackupLabel
from pos_app.ui.context import UiContext
from pos_app.ui.till.state_label import TillStateLabel

# 1 no date, 2 no role, 3 no clock, 4 no printer that is well, 5 no backup that is well, 6 no person, 7 no counter
_LEAST_SAID = 7


def _role_word(role: str) -> str:
    words = {
        "cashier": pgettext("staff", "cashier"),
        "manager": pgettext("staff", "manager"),
        "owner": pgettext("staff", "owner"),
    }
    return words.get(role, role)


def _warns(label: QWidget) -> bool:
    return bool(label.property("role") == "warn")


def practice_name(shop: str) -> str:
    """What a shop is called in the window of its practice till."""
    return _("PRACTICE · {shop}").format(shop=shop)


class TopBar(QFrame):
    """`shown(name)` marks the page in front; a click on another asks `show_page` for it."""

    def __init__(self, context: UiContext, pages: dict[str, str], help_: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("TopBar")
        self._context = context
        self._less = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(0)
        self._shop = QLabel()
        self._shop.setObjectName("ShopName")
        self._shop.setProperty("practice", context.desk.db.practice)
        self._row.addWidget(self._shop)
        self._row.addSpacing(16)
        self._group = QButtonGroup(self)
        self._pages: dict[str, QToolButton] = {}
        for name, text in pages.items():
            self._add_page(name, text)
        self._row.addStretch(1)
        self._add_status(help_)
        self._timer = QTimer(self, interval=5000)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()
        context.theme.changed.connect(self._fit)
        context.hub.follow(self, {Area.SETTINGS, Area.PRINTING}, lambda _changes: self.refresh())
        context.theme.changed.connect(self._make_room)
        context.operations.desk_changed.connect(self._make_room)
        self._fit()
        self.refresh()

    def mark(self, name: str) -> None:
        """Show which page is in front."""
        self._pages[name].setChecked(True)

    def refresh(self) -> None:
        """Read shop and printer again."""
        name = self._context.settings().shop.name
        self._shop.setText(practice_name(name) if self._context.desk.db.practice else name)
        self._tell_printer()
        self._make_room()

    def _tell_printer(self) -> None:
        """How the printer is: a word, a shape and a colour."""
        state = self._context.operations.run(print_jobs.state)
        if state is None:
            return
        if state.failed:
            text, role = _("! {count} not printed").format(count=state.failed), "warn"
        elif self._context.settings().printer.target:
            text, role = _("✓ Printer ready"), "ok"
        else:
            text, role = _("– No printer"), "muted"
        self._printer.setText(text)
        self._printer.setProperty("role", role)
        self._printer.style().unpolish(self._printer)
        self._printer.style().polish(self._printer)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt
        """What is only good to know gives way in a small window."""
        return QSize(400, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt
        super().resizeEvent(event)
        self._make_room()

    def event(self, event: QEvent) -> bool:
        """Larger letters, a longer word for the printer: less of the rest."""
        handled = super().event(event)
        too_long = event.type() == QEvent.Type.LayoutRequest and self._row.sizeHint().width() > self.width()
        if too_long and self._less < _LEAST_SAID:
            self._make_room()
        return handled

    def _make_room(self) -> None:
        """Say less, step by step, while the bar is too long for the window."""
        for step in range(_LEAST_SAID + 1):
            self._less = step
            self._tell_time()
            actor = self._context.desk.actor
            whole = _("{name} · {role}").format(name=actor.name, role=_role_word(actor.role))
            self.person.setText(whole if step < 2 else actor.name)
            self.person.setAccessibleName(_("{person}: sign out or change the person").format(person=whole))
            self._help.setText(_("{key} help").format(key=key_cap("help")) if step < 4 else key_cap("help"))
            practice = self._context.desk.db.practice
            for label, until, stays in (
                (self._clock, 3, False),
                (self._printer, 4, _warns(self._printer)),
                (self.backup, 5, _warns(self.backup)),
                (self.person, 6, False),
                (self._counter, 7, False),
            ):
                label.setVisible((step < until or stays) and not (practice and label is self.backup))
            if self._row.sizeHint().width() <= self.width():
                break

    def _add_page(self, name: str, text: str) -> None:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: self._context.show_page(name))
        self._group.addButton(button)
        self._pages[name] = button
        self._row.addWidget(button)

    def _add_status(self, help_: Callable[[], object]) -> None:
        self._counter = TillStateLabel(self._context)
        self.person = QToolButton()
        self.person.setObjectName("Help")
        self.person.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.person.setToolTip(_("Sign out or change the person ({key})").format(key=key_cap("lock")))
        self._help = QToolButton()
        self._help.setObjectName("Help")
        self._help.setAccessibleName(_("{key} help").format(key=key_cap("help")))
        self._help.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._help.clicked.connect(help_)
        self._printer, self._clock = QLabel(), QLabel()
        self.backup = BackupLabel(self._context)
        for widget in (self._counter, self.person, self._help, self._printer, self.backup, self._clock):
            self._row.addWidget(widget)
            self._row.addSpacing(12)
        self._row.takeAt(self._row.count() - 1)

    def _tell_time(self) -> None:
        now = self._context.desk.local_now()
        day = f"{formats.weekday_date(now.date())} " if self._less < 1 else ""
        self._clock.setText(day + formats.clock(now))

    def _on_tick(self) -> None:
        self._tell_time()
        if self._less:
            # What gave way comes back when it has trouble to tell.
            self._make_room()

    def _fit(self) -> None:
        self.setFixedHeight(max(44, self._context.theme.px(30)) + 1)
