"""The products page: search, table, and the form of one on Enter; behind it the prices and promotions."""

from PySide6.QtGui import QKeyEvent, QShowEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from pos_app.domain.money import Currency
from pos_app.i18n import _, ngettext
from pos_app.services import products, synonyms
from pos_app.services.changes import Area, Changes
from pos_app.services.products import ProductHit
from pos_app.ui import format as shown
from pos_app.ui.context import UiContext
from pos_app.ui.products.dialog import ProductDialog
from pos_app.ui.products.promotions_view import PromotionsView
from pos_app.ui.products.proposals import ProposalsDialog
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.search_field import SearchField
from pos_app.ui.widgets.table import Column, Table
from pos_app.ui.widgets.typing_pause import TypingPause

MOST = 100


class ProductsPage(QWidget):
    """Search as on the sale page; Enter or a double click opens a product."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = False
        self.field = SearchField(
            (
                _("Name, what it is for, code, size or bin"),
                _("Name, use, code, size or bin"),
                _("Name, code or bin"),
                _("Search"),
            )
        )
        self.setFocusProxy(self.field)
        self.new_button = KeyButton(context.theme, _("New product"))
        self.new_button.clicked.connect(lambda: self._open(None))
        self.edit_button = KeyButton(context.theme, _("Edit"), _("Enter"))
        self.edit_button.clicked.connect(self._on_edit)
        self.prices_button = KeyButton(context.theme, _("Prices and promotions"), _("Ctrl M"))
        self.prices_button.clicked.connect(self.show_prices)
        self.prices_button.press_by("Ctrl+M")
        self.table: Table[ProductHit] = Table(_columns(context), _("Products found"))
        self.table.doubleClicked.connect(lambda _index: self._on_edit())
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.edit_button)
        line.addWidget(self.new_button)
        line.addWidget(self.prices_button)
        self._goods = QWidget()
        column = QVBoxLayout(self._goods)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        self.proposals_button = KeyButton(context.theme, "")
        self.proposals_button.clicked.connect(lambda _checked=False: ProposalsDialog(context, self).open())
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self.proposals_button)
        column.addLayout(foot)
        self.promotions = PromotionsView(context)
        self.promotions.left.connect(self.show_goods)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._goods)
        self._stack.addWidget(self.promotions)
        self._timer = TypingPause(context.scanner, self)
        context.scanner.let_through(self.field)
        self._timer.timeout.connect(self.search)
        self.field.textEdited.connect(lambda _text: self._timer.after_key())
        context.hub.follow(self, {Area.PRODUCT, Area.STOCK, Area.SALE}, self._on_changes)
        self._say()

    def show_prices(self) -> None:
        """Bring the prices and promotions to the front."""
        self._bring(self.promotions, self.promotions.field)

    def show_goods(self) -> None:
        """Bring the products back to the front."""
        self._bring(self._goods, self.field)

    def _bring(self, part: QWidget, field: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        self.setFocusProxy(field)
        field.setFocus()

    def search(self) -> None:
        """Show what fits the words, and keep the chosen row if it is still there."""
        self._timer.stop()
        self._stale = False
        before = self.table.current_row()
        hits = self._context.operations.run(products.search, text=self.field.text(), limit=MOST) or []
        self.table.set_rows(hits)
        places = [number for number, hit in enumerate(hits) if before is not None and hit.id == before.id]
        if hits:
            self.table.selectRow(places[0] if places else 0)
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, the arrow keys walk, also while the field has the focus."""
        if self._stack.currentWidget() is not self._goods:
            super().keyPressEvent(event)
            return
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self.search()
            self._on_edit()
        elif key in steps:
            self.table.step(steps[key])
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what changed while the page was not to be seen."""
        super().showEvent(event)
        self._count_proposals()
        if self._stale:
            self.search()

    def _on_changes(self, _changes: Changes) -> None:
        self._stale = True
        if self.isVisible():
            self._count_proposals()
            self.search()

    def _count_proposals(self) -> None:
        count = self._context.operations.run(synonyms.waiting) or 0
        self.proposals_button.setVisible(count > 0)
        text = ngettext("{count} word searched for in vain", "{count} words searched for in vain", count)
        self.proposals_button.setText(text.format(count=count))

    def _say(self) -> None:
        count = len(self.table.rows_model.rows())
        self.edit_button.setEnabled(count > 0)
        if not self.field.text().strip():
            self._said.setText(_("Type a few letters to find products."))
        elif not count:
            self._said.setText(_("Nothing found; other words or “New product”."))
        elif count == MOST:
            self._said.setText(_("The best {count}; one word more finds fewer.").format(count=count))
        else:
            text = ngettext("{count} product", "{count} products", count)
            self._said.setText(text.format(count=count))

    def _on_edit(self) -> None:
        hit = self.table.current_row()
        if hit is not None:
            self._open(hit.id)

    def _open(self, product_id: int | None) -> None:
        ProductDialog(self._context, parent=self, product_id=product_id).open()


def _columns(context: UiContext) -> list[Column[ProductHit]]:
    def currency() -> Currency:
        found: Currency = context.settings().shop.currency
        return found

    # The table keeps prices with four decimals, formats knows millionths.
    return [
        Column("sku", _("Article"), lambda hit: hit.sku, sample="SCREW-T25-200"),
        Column("name", _("Name"), lambda hit: hit.name, stretch=True),
        Column("bin", _("Bin"), lambda hit: hit.bin, sample="A10-12"),
        Column(
            "price",
            _("Price"),
            lambda hit: shown.unit_price(hit.price * 100, currency()),
            sort=lambda hit: hit.price,
            sample="0,000.00",
            right=True,
        ),
        Column(
            "stock", _("Stock"), _stock, sort=lambda hit: hit.on_hand, sample="−10,000.00 gal", right=True
        ),
        Column("category", _("Category"), lambda hit: hit.category, sample="Plumbing > Drain and waste"),
    ]


def _stock(hit: ProductHit) -> str:
    return f"{shown.quantity(hit.on_hand)} {shown.unit(hit.unit)}"
