"""The first start's window: Enter makes the shop, Esc leaves without making anything, or the demo shop is opened."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QVBoxLayout

from pos_app import i18n
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.paths import DEMO_FOLDER, resources_dir
from pos_app.services.first_start import Answers, problems_of, set_up_shop
from pos_app.services.setup import shop_exists
from pos_app.ui.entry import plain_number
from pos_app.ui.first_start.choices import coins, currencies, local_currency, local_region
from pos_app.ui.jobs import Job, Jobs
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.form import Form
from pos_app.ui.widgets.key_button import KeyButton

# The application's property that names the page to begin with.
FIRST_PAGE = "first_page"
# Which row a setting was asked in.
_ROWS = {
    "shop.name": "name",
    "shop.lines": "address",
    "shop.currency": "currency",
    "cash.step": "coin",
    "tax.TAX": "tax",
    "staff.owner": "owner",
}


def ask(app: QApplication, data_dir: Path) -> Path | None:
    """The folder of the shop that was made or chosen; None if the person left."""
    found = app.findChild(Theme)
    dialog = FirstStart(found if isinstance(found, Theme) else Theme(app), data_dir)
    dialog.setWindowIcon(QIcon(str(resources_dir() / "icons" / "app.png")))
    dialog.exec()
    if dialog.folder == data_dir and dialog.form.value("moving"):
        # Read by whoever opens the window.
        app.setProperty(FIRST_PAGE, "moving")
    dialog.deleteLater()
    return dialog.folder


class FirstStart(QDialog):
    """Asks what a shop cannot do without; `folder` is the shop to open afterwards, None to leave."""

    def __init__(self, theme: Theme, data_dir: Path) -> None:
        super().__init__()
        self.folder: Path | None = None
        self._theme, self._data_dir = theme, data_dir
        self._locale = QLocale.system()
        self._jobs = Jobs(self)
        self._making: Job | None = None
        self.setWindowTitle(_("Your new shop"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 18, 24, 18)
        outer.setSpacing(12)
        heading = QLabel(_("Your new shop"))
        heading.setProperty("role", "title")
        outer.addWidget(heading)
        hint = QLabel(_("All of this can be changed later; the currency until the first sale."))
        hint.setProperty("role", "muted")
        outer.addWidget(hint)
        self.form = Form(columns=2)
        self._ask_all()
        outer.addWidget(self.form)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.hide()
        outer.addWidget(self._said)
        outer.addStretch(1)
        outer.addLayout(self._buttons())
        self.setMinimumWidth(680)

    def _ask_all(self) -> None:
        form = self.form
        name = form.text("name", _("Name of the shop"), _("My shop"), span=2)
        name.setMaxLength(60)
        name.selectAll()
        form.text("address", _("Address"), hint=_("12 Mill Road, Springfield")).setMaxLength(80)
        form.text("phone", _("Phone, tax number"), hint=_("555 0142")).setMaxLength(80)
        form.text("tax", _("Sales tax in percent"), "0", hint="5.5").setMaxLength(20)
        form.choice("currency", _("Currency"), currencies(), local_currency(self._locale))
        form.tick("included", _("Prices include the tax"))
        form.choice("coin", _("Smallest coin for cash"), coins())
        form.text("owner", _("Your name (owner)"), _("Owner"), span=2).setMaxLength(80)
        form.tick("moving", _("Then bring my data from another till"), span=2)
        form.changed.connect(lambda _name: form.clear_errors())

    def _buttons(self) -> QHBoxLayout:
        leave = KeyButton(self._theme, _("Leave"), _("Esc"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self.demo_button = KeyButton(self._theme, _("Look around in the demo shop"))
        self.demo_button.setAutoDefault(False)
        self.demo_button.clicked.connect(self._on_demo)
        self.open_button = KeyButton(self._theme, _("Open the shop"), _("Enter"), kind="primary")
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self._on_confirmed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(leave)
        row.addWidget(self.demo_button)
        row.addStretch(1)
        row.addWidget(self.open_button)
        return row

    def answers(self) -> Answers:
        """What stands in the form."""
        texts = {name: text.strip() for name, text in self.form.texts().items()}
        return Answers(
            name=texts["name"],
            lines=tuple(text for text in (texts["address"], texts["phone"]) if text),
            currency=texts["currency"],
            region=local_region(self._locale),
            tax_percent=plain_number(texts["tax"].replace("%", "")) or "0",
            tax_included=bool(self.form.value("included")),
            coin=texts["coin"],
            owner=texts["owner"],
        )

    def _on_confirmed(self) -> None:
        self.form.clear_errors()
        self._say("")
        answers = self.answers()
        wrong = {_ROWS.get(key, key): i18n.text(problem) for key, problem in problems_of(answers)}
        # From the bottom up, so that the first of them gets the cursor.
        for row in reversed(self.form.names()):
            if row in wrong:
                self.form.show_error(row, wrong[row])
        if not wrong:
            self._make(answers)

    def _make(self, answers: Answers) -> None:
        try:
            set_up_shop(self._data_dir, answers)
        except PosError as error:
            self._fail(error)
            return
        self.folder = self._data_dir
        self.accept()

    def _on_demo(self) -> None:
        folder = self._data_dir / DEMO_FOLDER

        def opened(_built: object = None) -> None:
            self.folder = folder
            self.accept()

        if shop_exists(folder):
            opened()
            return
        self._busy(True)
        self._on_progress(0, 1)
        self._making = self._jobs.start(
            _make_demo, folder, on_done=opened, on_error=self._fail, on_progress=self._on_progress
        )
        self._making.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def _on_progress(self, done: int, total: int) -> None:
        self._say(_("Making the demo shop: {percent} %").format(percent=done * 100 // max(total, 1)), "muted")

    def _on_ended(self) -> None:
        # Done, failed or called off: whatever it was, the answers can be gone on with.
        self._making = None
        self._busy(False)
        if self._said.property("role") == "muted":
            self._say("")

    def _busy(self, busy: bool) -> None:
        for widget in (self.form, self.demo_button, self.open_button):
            widget.setEnabled(not busy)

    def _fail(self, error: PosError) -> None:
        self._say(i18n.text(error.message))

    def _say(self, sentence: str, role: str = "error") -> None:
        self._said.setProperty("role", role)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    @property
    def said(self) -> str:
        """The sentence that is shown."""
        return self._said.text() if not self._said.isHidden() else ""

    def reject(self) -> None:
        """Esc calls the demo off while it is made, and leaves otherwise."""
        if self._making is not None:
            self._making.cancel()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt
        """Nothing half-made stays behind."""
        self._jobs.stop()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        """A key held down from elsewhere must not answer what was just asked."""
        if event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)


def _make_demo(folder: Path, *, progress: Any) -> object:
    """The demo shop as of today; `progress` gets (done, of)."""
    from pos_app.services.demo.build import build_demo

    today = datetime.now().astimezone().date()
    return build_demo(folder, today, progress=lambda done, of, _what: progress(done, of))
