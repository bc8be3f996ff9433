"""A new product, or changes to one."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from pos_app import i18n
from pos_app.domain.message import Message
from pos_app.domain.permissions import Permission
from pos_app.domain.quantity import UNITS
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import products
from pos_app.services.products import ProductForm
from pos_app.ui import format as shown
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.products.own_prices import OwnPrices
from pos_app.ui.products.proposals import ProposedWords
from pos_app.ui.products.texts import FieldError, form_of, texts_of
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.settings.taxes import tax_classes
from pos_app.ui.widgets.form import Form
from pos_app.ui.widgets.form_area import FormArea, fit_dialog

_FIELD_OF = {
    "name_missing": "name",
    "name_too_long": "name",
    "bad_text": "name",
    "unknown_unit": "unit",
    "sku_taken": "sku",
    "bad_check_digit": "barcodes",
    "bad_barcode": "barcodes",
    "barcode_taken": "barcodes",
    "bad_category": "category",
    "unknown_tax_class": "tax_class",
    "unknown_product": "pack_of",
    "bad_pack": "pack_of",
    "bad_quantity": "stock",
}
# Sentences about several fields name theirs as the value {what}.
_FIELD_CALLED = {
    "Price": "price",
    "Cost": "cost",
    "SKU": "sku",
    "Words": "words",
    "Brand": "brand",
    "Bin": "bin",
    "Supplier": "supplier",
    "Supplier code": "supplier_code",
    "Tip": "tip",
}


class ProductDialog(SaleDialog):
    """Add with a `barcode` that was scanned, or change `product_id`. `saved` carries the product's id."""

    saved = Signal(object)

    def __init__(
        self, context: UiContext, *, parent: QWidget, product_id: int | None = None, barcode: str = ""
    ) -> None:
        super().__init__(context, _("New product") if product_id is None else _("Edit product"), parent)
        self._product_id = product_id
        self._start = ProductForm(name="", price=0, barcodes=(barcode,) if barcode else ())
        if product_id is not None:
            found = context.operations.run(products.get, product_id=product_id)
            self._start = found if found is not None else self._start
        self.form = Form(columns=6)
        self._add_rows(texts_of(self._start, context.settings().shop.currency.exponent))
        area = FormArea(self.form)
        self.column.addWidget(area)
        self.offer(_("Save")).clicked.connect(self._on_save)
        fit_dialog(self, area, context.theme.px(760))
        self.form.row("name").editor.setFocus()

    def _add_rows(self, texts: dict[str, str]) -> None:
        form, new = self.form, self._product_id is None
        form.text("name", _("Name"), texts["name"], span=6)
        form.text("words", _("Everyday words and uses"), texts["words"], span=6)
        if self._product_id is not None:
            self.proposed = ProposedWords(self.context, self._product_id, self._on_words_taken)
            form.widget(self.proposed, span=6)
        form.text("price", _("Price"), "" if new else texts["price"], span=2)
        form.text("cost", _("Cost"), "" if new else texts["cost"], span=2)
        units = [(code, _unit_name(code)) for code in UNITS]
        form.choice("unit", _("Sold by"), units, texts["unit"], span=2)
        form.text("barcodes", _("Barcodes"), texts["barcodes"], hint=_("several with a space"), span=4)
        form.text("sku", _("Article number"), texts["sku"], hint=_("given by the shop"), span=2)
        category = form.text(
            "category", _("Category"), texts["category"], hint=_("Department > category"), span=4
        )
        self._complete_categories(category)
        form.text("bin", _("Bin"), texts["bin"], span=2)
        form.text("brand", _("Brand"), texts["brand"], span=2)
        classes = [("", _("usual")), *((code, code) for code in tax_classes(self.context))]
        form.choice("tax_class", _("Tax class"), classes, texts["tax_class"], span=2)
        form.text("stock", _("Stock counted"), texts["stock"], span=2)
        form.text("pack_of", _("Pack of (article number)"), texts["pack_of"], span=2)
        form.text("pack_quantity", _("Pieces in the pack"), texts["pack_quantity"], span=2)
        form.text("reorder_at", _("Reorder at"), texts["reorder_at"], span=2)
        form.text("supplier", _("Supplier"), texts["supplier"], span=3)
        form.text("supplier_code", _("Supplier's number"), texts["supplier_code"], span=3)
        form.text("tip", _("Tip for the counter"), texts["tip"], span=6)
        form.tick("active", _("Sold in this shop"), self._start.active, span=6)
        if self._product_id is not None:
            self.own_prices = OwnPrices(self.context, self._product_id, self._start.sku)
            form.widget(self.own_prices, span=6)

    def _on_words_taken(self, words: str) -> None:
        """Proposed words are in the product already; what was typed meanwhile stays."""
        if self.form.value("words") == self._start.words:
            self.form.set_value("words", words)
        else:
            more = words.removeprefix(self._start.words).lstrip(", ")
            self.form.set_value("words", f"{self.form.value('words')}, {more}")
        self._start = replace(self._start, words=words)

    def _complete_categories(self, field: QLineEdit) -> None:
        found = self.context.operations.run(products.categories)
        completer = QCompleter(found or [], field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(completer)

    def _on_save(self) -> None:
        self.form.clear_errors()
        self.say("")
        try:
            form = form_of(self.form.texts(), self._start, active=bool(self.form.value("active")))
        except FieldError as problem:
            self.form.show_error(problem.field, i18n.text(problem.error.message))
            return
        if self._product_id is None:
            run = self.context.operations.run
            run(products.create, form=form, on_done=self._on_saved, on_error=self._on_error)
        else:
            run_approved(
                self.context,
                self,
                products.update,
                permission=Permission.CHANGE_PRODUCTS,
                product_id=self._product_id,
                form=form,
                on_done=self._on_saved,
                on_error=self._on_error,
            )

    def _on_saved(self, result: products.ProductSaved) -> None:
        self.accept()
        self.context.notify(
            _("{name} is saved as {sku}.").format(name=self.form.value("name"), sku=result.sku), "done"
        )
        self.saved.emit(result.product_id)

    def _on_error(self, error: PosError) -> None:
        what = error.message.named_values().get("what")
        field = _FIELD_CALLED.get(what.id, "") if isinstance(what, Message) else ""
        if not self.form.show_error(field or _FIELD_OF.get(error.code, ""), i18n.text(error.message)):
            self.fail(error)


def _unit_name(code: str) -> str:
    names = {
        "ea": _("piece"),
        "m": _("metre"),
        "kg": _("kilogram"),
        "l": _("litre"),
        "ft": _("foot"),
        "lb": _("pound"),
        "gal": _("gallon"),
    }
    return f"{names[code]} ({shown.unit(code)})"
