"""Prices and promotions: what is cheaper, on what, for whom, when; added, changed and ended here."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QShowEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app.domain.money import Currency
from pos_app.domain.permissions import Permission
from pos_app.i18n import _, ngettext
from pos_app.services import promotions
from pos_app.services.changes import Area, Changes
from pos_app.services.promotions import PromotionView
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.products import promotion_words as words
from pos_app.ui.products.promotion_dialog import PromotionDialog
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.search_field import SearchField
from pos_app.ui.widgets.table import Column, Table


class PromotionsView(QWidget):
    """The list; `left` when the person goes back to the products."""

    left = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._all: list[PromotionView] = []
        self.field = SearchField((_("Article, category, price level or name of the promotion"), _("Search")))
        self.field.textEdited.connect(lambda _text: self._filter())
        self.setFocusProxy(self.field)
        theme = context.theme
        self.back_button = KeyButton(theme, _("Products"), _("Esc"))
        self.back_button.clicked.connect(self.left)
        self.edit_button = KeyButton(theme, _("Edit"), _("Enter"))
        self.edit_button.clicked.connect(self._on_edit)
        self.end_button = KeyButton(theme, _("End"), _("Ctrl E"), kind="danger")
        self.end_button.clicked.connect(self._on_end)
        self.end_button.press_by("Ctrl+E")
        self.new_button = KeyButton(theme, _("New price or promotion"), _("Ins"))
        self.new_button.clicked.connect(lambda: self._open(""))
        self.new_button.press_by("Ins")
        self.table: Table[PromotionView] = Table(_columns(context), _("Prices and promotions"))
        self.table.doubleClicked.connect(lambda _index: self._on_edit())
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._say())
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.back_button)
        line.addWidget(self.field, 1)
        for button in (self.edit_button, self.end_button, self.new_button):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        column.addWidget(self._said)
        context.hub.follow(self, {Area.PRODUCT}, self._on_changes)

    def reload(self, code: str = "") -> None:
        """Read the list again, and choose the one called `code` or the one chosen before."""
        self._stale = False
        before = self.table.current_row()
        wanted = code or (before.code if before is not None else "")
        self._all = self._context.operations.run(promotions.listed) or []
        self._filter(wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, Esc goes back, the arrow keys walk, also while the field has the focus."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_edit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in steps:
            self.table.step(steps[key])
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what changed while the list was not to be seen."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def _on_changes(self, _changes: Changes) -> None:
        self._stale = True
        if self.isVisible():
            self.reload()

    def _filter(self, wanted: str = "") -> None:
        typed = self.field.text().casefold().split()
        found = [view for view in self._all if all(word in _searched(view) for word in typed)]
        self.table.set_rows(found)
        if found:
            places = [number for number, view in enumerate(found) if view.code == wanted]
            self.table.selectRow(places[0] if places else 0)
        self._say()

    def _say(self) -> None:
        shown = len(self.table.rows_model.rows())
        chosen = self.table.current_row()
        self.edit_button.setEnabled(chosen is not None)
        self.end_button.setEnabled(chosen is not None and chosen.state != "ended")
        if not self._all:
            text = _(
                "No promotions, level prices or quantity breaks yet. The best single one counts on a line."
            )
        else:
            text = ngettext("{count} entry. The best single one counts on a line.",
                            "{count} entries. The best single one counts on a line.", shown)  # fmt: skip
        self._said.setText(text.format(count=shown))

    def _on_edit(self) -> None:
        chosen = self.table.current_row()
        if chosen is not None:
            self._open(chosen.code)

    def _open(self, code: str) -> None:
        dialog = PromotionDialog(self._context, parent=self, code=code)
        dialog.saved.connect(self.reload)
        dialog.open()

    def _on_end(self) -> None:
        chosen = self.table.current_row()
        if chosen is None or chosen.state == "ended":
            return

        def ended(_changes: Changes) -> None:
            text = _("“{name}” does not count any more.")
            self._context.notify(text.format(name=chosen.form.label or chosen.code), "done")
            self.field.setFocus()

        permission = Permission.CHANGE_PROMOTIONS
        self.field.setFocus()
        run_approved(
            self._context, self, promotions.end, permission=permission, code=chosen.code, on_done=ended
        )


def _searched(view: PromotionView) -> str:
    form = view.form
    parts = (form.code, form.label, form.level, form.sku, view.product_name, form.category)
    return " ".join(parts).casefold()


def _columns(context: UiContext) -> list[Column[PromotionView]]:
    def currency() -> Currency:
        found: Currency = context.settings().shop.currency
        return found

    return [
        Column("what", _("What"), lambda v: words.what(v.form, currency()), sample="2 + 1 at −50%"),
        Column("on", _("On"), words.on_what, stretch=True),
        Column("for", _("For"), lambda v: words.for_whom(v.form), sample="Contractors"),
        Column(
            "from", _("From"), lambda v: words.from_quantity(v.form, v.unit), sample="10,000 ea", right=True
        ),
        Column("when", _("When"), lambda v: words.when(v.form), sample="21 Nov 2026 – 30 Nov 2026"),
        Column("label", _("Called"), lambda v: v.form.label, sample="Autumn sale offer"),
        Column("state", _("State"), words.state, sample="✓ running"),
    ]
