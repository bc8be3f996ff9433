"""Words that found nothing before something was sold: the owner takes or refuses them, of one product or of all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _, ngettext
from pos_app.services import synonyms
from pos_app.services.changes import Area
from pos_app.services.synonyms import Proposal, WordsTaken
from pos_app.ui import format as shown
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table


def decide(
    context: UiContext,
    parent: QWidget,
    proposal: Proposal,
    *,
    take: bool,
    on_done: Callable[[WordsTaken], None],
    on_error: Callable[[PosError], None],
) -> None:
    """Take a proposal into the product's words, or refuse it for good."""
    run_approved(
        context,
        parent,
        synonyms.take if take else synonyms.refuse,
        permission=Permission.CHANGE_PRODUCTS,
        words=proposal.words,
        product_id=proposal.product_id,
        on_done=on_done,
        on_error=on_error,
    )


class ProposedWords(QWidget):
    """What is proposed for one product, in its form; hidden where nothing is. `taken(words)`: put into the product."""

    def __init__(self, context: UiContext, product_id: int, taken: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._product_id, self._taken = context, product_id, taken
        self.take_buttons: dict[str, KeyButton] = {}
        self.refuse_buttons: dict[str, KeyButton] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._error = QLabel()
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self.reload()

    def reload(self) -> None:
        """Show what nobody decided yet."""
        self._rows.removeWidget(self._error)
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.take_buttons, self.refuse_buttons = {}, {}
        found = self._context.operations.run(synonyms.proposals, product_id=self._product_id) or []
        for proposal in found:
            self._rows.addWidget(self._row(proposal))
        self._rows.addWidget(self._error)
        self._error.hide()
        self.setVisible(bool(found))

    def _row(self, proposal: Proposal) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        sentence = ngettext(
            "Searched for “{words}”, then sold this: {count} time",
            "Searched for “{words}”, then sold this: {count} times",
            proposal.times,
        ).format(words=proposal.words, count=proposal.times)
        label = QLabel(sentence)
        label.setWordWrap(True)
        line.addWidget(label, 1)
        choices = ((_("Add to words"), True, self.take_buttons), (_("No"), False, self.refuse_buttons))
        for text, take, buttons in choices:
            button = KeyButton(self._context.theme, text)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{text}: {sentence}")
            button.clicked.connect(partial(self._on_decided, proposal, take))
            buttons[proposal.words] = button
            line.addWidget(button)
        return row

    def _on_decided(self, proposal: Proposal, take: bool, _checked: bool = False) -> None:
        def done(result: WordsTaken) -> None:
            self.reload()
            if take:
                self._taken(result.words)

        decide(self._context, self, proposal, take=take, on_done=done, on_error=self._say)

    def _say(self, error: PosError) -> None:
        self._error.setText(i18n.text(error.message))
        self._error.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter presses the button that has the focus and does not save the whole form."""
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, KeyButton):
            if not event.isAutoRepeat():
                focus.click()
            return
        super().keyPressEvent(event)


class ProposalsDialog(SaleDialog):
    """All that nobody decided yet, the most frequent first: Enter takes the words, Del refuses them."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, _("Searched for, not found, then sold"), parent)
        self.refuse_scans()
        self.table: Table[Proposal] = Table(_columns(), _("Words that found nothing"))
        self.table.setMinimumHeight(44 * 6)
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        self._said.setWordWrap(True)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self._said)
        self.take_button = self.offer(_("Add to words"))
        self.take_button.clicked.connect(lambda _checked=False: self._decide(True))
        self.refuse_button = KeyButton(context.theme, _("No"), _("Del"))
        self.refuse_button.setAutoDefault(False)
        self.refuse_button.press_by("Del")
        self.refuse_button.clicked.connect(lambda _checked=False: self._decide(False))
        self._buttons.insertWidget(1, self.refuse_button)
        context.hub.follow(self, {Area.PRODUCT}, lambda _changes: self._load())
        self._load()
        window = parent.window().size()
        self.resize(
            min(context.theme.px(820), window.width() - 24), min(context.theme.px(520), window.height() - 24)
        )
        self.table.setFocus()

    def _load(self) -> None:
        before = self.table.currentIndex().row()
        found = self.context.operations.run(synonyms.proposals, on_error=self.fail) or []
        self.table.set_rows(found)
        if found:
            self.table.selectRow(min(max(0, before), len(found) - 1))
        for button in (self.take_button, self.refuse_button):
            button.setEnabled(bool(found))
        self._said.setText(
            _("The words find the product as soon as they are added; what is refused never comes again.")
            if found
            else _("Nothing was searched for in vain before something was sold.")
        )

    def _decide(self, take: bool) -> None:
        proposal = self.table.current_row()
        if proposal is not None:
            self.say("")
            decide(self.context, self, proposal, take=take, on_done=lambda _result: None, on_error=self.fail)


def _columns() -> list[Column[Proposal]]:
    return [
        Column("words", _("Searched for"), lambda found: found.words, sample="washer for the tap"),
        Column("sku", _("Article"), lambda found: found.sku, sample="SCREW-T25-200"),
        Column("name", _("Then sold"), lambda found: found.name, stretch=True),
        Column("times", _("Times"), lambda found: str(found.times), sample="1000", right=True),
        Column("last", _("Last"), lambda found: shown.long_day(found.last_at[:10]), sample="28 Sep 2000"),
    ]
