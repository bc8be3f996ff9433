"""The settings page: every row saved by itself, so one wrong value keeps no other from being kept."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.domain.message import Message
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _, ngettext
from pos_app.services import settings
from pos_app.services.changes import Area, Changes
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.settings.rows import GROUPS, SettingRow, hint, languages
from pos_app.ui.settings.staff import StaffList
from pos_app.ui.settings.taxes import taxes
from pos_app.ui.settings.values import shown_value, stored_value
from pos_app.ui.widgets.form import Form, Value
from pos_app.ui.widgets.key_button import KeyButton

WIDEST = 860


class SettingsPage(QWidget):
    """Rows in groups, one button to save what was changed and one to take it back."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = False
        self._stored: dict[str, Any] = {}
        self._rows: dict[str, SettingRow] = {}
        self._touched: set[str] = set()
        self.form = Form(shape="beside")
        self.form.changed.connect(self._on_changed)
        self.save_button = KeyButton(context.theme, _("Save changes"), _("Ctrl S"), kind="primary")
        self.save_button.clicked.connect(self.save)
        self.undo_button = KeyButton(context.theme, _("Take back"))
        self.undo_button.clicked.connect(self.reload)
        self.moving_button = KeyButton(context.theme, _("Move in or out…"), _("Alt M"))
        self.moving_button.press_by("Alt+M")
        self.moving_button.clicked.connect(lambda: context.show_page("moving"))
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        self._build()
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save)
        context.hub.follow(self, {Area.SETTINGS}, self._on_changes)

    def _build(self) -> None:
        self._read()
        for title, rows in GROUPS:
            self.form.heading(_(title))
            for row in rows:
                self._add(row)
            if title == "Tax":
                self._add_taxes()
            if title == "Limits":
                self.form.heading(_("Staff"))
                self.form.widget(StaffList(self._context))
        middle = QWidget()
        middle.setMaximumWidth(max(WIDEST, self._context.theme.px(WIDEST)))
        inner = QVBoxLayout(middle)
        inner.setContentsMargins(24, 12, 24, 12)
        inner.addWidget(self.form)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(middle)
        self._area = area
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 12)
        if not self._context.desk.db.practice:
            # A practice till has nothing that is worth moving.
            foot.addWidget(self.moving_button)
            foot.addSpacing(12)
        foot.addWidget(self._said, 1)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.form.row("shop.name").editor)
        self._show_state()

    def _read(self) -> None:
        found = self._context.operations.run(settings.show)
        self._stored = {view.key: view.value for view in found or ()}
        self._help = {view.key: view.help for view in found or ()}
        for code, fields in taxes(self._context).items():
            self._stored |= {f"tax.{code}.{name}": value for name, value in fields.items()}

    def _add(self, row: SettingRow) -> None:
        self._rows[row.key] = row
        value, label = shown_value(row, self._stored[row.key]), _(row.label)
        known = _(self._help[row.key]) if row.key in self._help else ""
        description = " ".join(part for part in (_sentence(known), hint(row)) if part)
        if isinstance(value, bool):
            self.form.tick(row.key, label, value, description=description)
        elif row.kind in ("lines", "entries"):
            self.form.lines(row.key, label, value, description=description)
        elif row.kind == "choice":
            options = [(key, _(word)) for key, word in row.options] or languages()
            self.form.choice(row.key, label, options, value, description=description)
        else:
            self.form.text(row.key, label, value, description=description)

    def _add_taxes(self) -> None:
        codes = [
            key.split(".")[1] for key in self._stored if key.startswith("tax.") and key.endswith(".rate")
        ]
        for code in codes:
            name = self._stored[f"tax.{code}.name"]
            percent = self._stored[f"tax.{code}.kind"] == "percent"
            label = _("{tax}: rate in percent") if percent else _("{tax}: amount for each piece")
            self._add_tax_row(f"tax.{code}.name", _("Tax {code}: name").format(code=code), "text")
            self._add_tax_row(f"tax.{code}.rate", label.format(tax=name), "text")
            included = _("{tax}: prices include it").format(tax=name)
            self._add_tax_row(f"tax.{code}.included", included, "tick")

    def _add_tax_row(self, key: str, label: str, kind: Any) -> None:
        self._add(SettingRow(key, label, kind))

    def reload(self) -> None:
        """Show what is stored; what was typed and not saved is gone."""
        self._stale = False
        self._touched.clear()
        self.form.clear_errors()
        self._read()
        for key, row in self._rows.items():
            self.form.set_value(key, shown_value(row, self._stored[key]))
        self._show_state()

    def save(self) -> None:
        """Save every row that was changed; what is refused stays as typed, with a sentence beside it."""
        self.form.clear_errors()
        values: dict[str, Any] = {}
        wrong: dict[str, PosError] = {}
        for key in (key for key in self._rows if key in self._touched):
            try:
                values[key] = stored_value(self._rows[key], self.form.value(key), self._stored[key])
            except PosError as error:
                wrong[key] = error
        if not values:
            self._on_saved({}, wrong)
            return
        run_approved(
            self._context,
            self,
            settings.set_settings,
            permission=Permission.CHANGE_SETTINGS,
            values=values,
            on_done=lambda saved: self._on_saved(values, {**wrong, **saved.refused}),
        )

    def _on_saved(self, values: dict[str, Any], wrong: Mapping[str, PosError]) -> None:
        """What was kept is as stored now; what was refused stays as typed, with its sentence."""
        self._stored |= {key: value for key, value in values.items() if key not in wrong}
        self._touched = set(wrong)
        self._show_state()
        in_order = [key for key in self._rows if key in wrong]
        for key in in_order:
            self.form.show_error(key, _problem(wrong[key]))
        if in_order:
            self.form.row(in_order[0]).editor.setFocus()
            self._area.ensureWidgetVisible(self.form.row(in_order[0]))

    def _on_changed(self, key: str) -> None:
        shown: Value = self.form.value(key)
        if shown == shown_value(self._rows[key], self._stored[key]):
            self._touched.discard(key)
        else:
            self._touched.add(key)
        self._show_state()

    def _show_state(self) -> None:
        count = len(self._touched)
        self.save_button.setEnabled(bool(count))
        self.undo_button.setEnabled(bool(count))
        text = ngettext("{count} change not saved yet", "{count} changes not saved yet", count)
        self._said.setText(text.format(count=count) if count else _("Everything is saved."))

    def _on_changes(self, _changes: Changes) -> None:
        # Changes from elsewhere are shown unless something typed here would be lost.
        self._stale = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with changes made elsewhere."""
        super().showEvent(event)
        if self._stale and not self._touched:
            self.reload()


def _problem(error: PosError) -> str:
    """The problem alone: the row says which setting it is about."""
    problem = error.message.named_values().get("problem")
    return i18n.text(problem if isinstance(problem, Message) else error.message)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
