"""A new lower price, or changes to one: promotion, customer level's price, quantity break."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from pos_app import i18n
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import products, promotions
from pos_app.services.promotion_form import PromotionForm
from pos_app.services.promotions import PromotionError, PromotionSaved
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.products.promotion_texts import fields_of, form_of, texts_of
from pos_app.ui.products.texts import FieldError
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.widgets.form import Form
from pos_app.ui.widgets.form_area import FormArea, fit_dialog

_MOST_PROPOSED = 8
_SKU_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_FIGURES = ("buy_quantity", "get_quantity", "percent", "amount", "price", "least_quantity")


class PromotionDialog(SaleDialog):
    """Add with what `start` says, or change the one called `code`. `saved` carries the code."""

    saved = Signal(str)

    def __init__(
        self, context: UiContext, *, parent: QWidget, code: str = "", start: PromotionForm | None = None
    ) -> None:
        super().__init__(context, _("Change the price") if code else _("New price or promotion"), parent)
        self._code = code
        found = context.operations.run(promotions.get, code=code) if code else None
        shown = found or start or PromotionForm()
        self.form = Form(columns=6)
        self._add_rows(texts_of(shown, context.settings().shop.currency.exponent))
        self.form.changed.connect(self._on_changed)
        area = FormArea(self.form)
        self.column.addWidget(area)
        self.offer(_("Save")).clicked.connect(self._on_save)
        self._show_figures()
        fit_dialog(self, area, context.theme.px(720))
        self.form.row("kind").editor.setFocus()

    def _add_rows(self, texts: dict[str, str]) -> None:
        form = self.form
        kinds = [
            ("percent", _("percent off")),
            ("amount", _("amount off each")),
            ("price", _("fixed price")),
            ("buy_get", _("buy some, get some cheaper")),
        ]
        form.choice("kind", _("What"), kinds, texts["kind"], span=3)
        level = form.text("level", _("For the price level"), texts["level"], hint=_("everyone"), span=3)
        self._complete(level, self.context.operations.run(promotions.levels) or [])
        form.text("buy_quantity", _("Buy"), texts["buy_quantity"], span=2)
        form.text("get_quantity", _("Get"), texts["get_quantity"], span=2)
        form.text("percent", _("Percent off"), texts["percent"], hint=_("100: free"), span=2)
        form.text("amount", _("Off each"), texts["amount"], span=2)
        form.text("price", _("Price"), texts["price"], span=2)
        form.text("least_quantity", _("From quantity"), texts["least_quantity"], hint=_("any"), span=2)
        form.side_by_side(*_FIGURES)
        sku = form.text("sku", _("Article number or name"), texts["sku"], hint=_("every article"), span=3)
        self._propose_products(sku)
        category = form.text(
            "category", _("Or a category"), texts["category"], hint=_("every category"), span=3
        )
        self._complete(category, self.context.operations.run(products.categories) or [])
        form.text("starts_on", _("First day"), texts["starts_on"], hint=_("at once"), span=3)
        form.text("ends_on", _("Last day"), texts["ends_on"], hint="2027-01-31", span=3)
        form.text("label", _("Called on the receipt"), texts["label"], hint=_("given by the shop"), span=3)
        code = form.text("code", _("Code"), texts["code"], hint=_("given by the shop"), span=3)
        code.setReadOnly(bool(self._code))

    def _complete(self, field: QLineEdit, words: list[str]) -> None:
        completer = QCompleter(QStringListModel(words, field), field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(completer)

    def _propose_products(self, field: QLineEdit) -> None:
        """What fits the words typed; choosing one writes its article number."""
        model = QStandardItemModel(field)
        completer = QCompleter(model, field)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCompletionRole(_SKU_ROLE)
        field.setCompleter(completer)

        def search(text: str) -> None:
            model.clear()
            hits = self.context.operations.run(products.search, text=text, limit=_MOST_PROPOSED) or []
            for hit in hits:
                item = QStandardItem(f"{hit.sku}   {hit.name}")
                item.setData(hit.sku, _SKU_ROLE)
                model.appendRow(item)

        field.textEdited.connect(search)

    def _on_changed(self, name: str) -> None:
        if name == "kind":
            self._show_figures()

    def _show_figures(self) -> None:
        """Only the figures that the chosen kind has."""
        wanted = fields_of(str(self.form.value("kind")))
        for name in _FIGURES:
            self.form.row(name).setVisible(name in wanted)

    def _on_save(self) -> None:
        self.form.clear_errors()
        self.say("")
        try:
            form = form_of(self.form.texts())
        except FieldError as problem:
            self.form.show_error(problem.field, i18n.text(problem.error.message))
            return
        given: dict[str, Any] = {"code": self._code} if self._code else {}
        run_approved(
            self.context,
            self,
            promotions.change if self._code else promotions.add,
            permission=Permission.CHANGE_PROMOTIONS,
            form=form,
            on_done=self._on_saved,
            on_error=self._on_error,
            **given,
        )

    def _on_saved(self, result: PromotionSaved) -> None:
        self.accept()
        self.saved.emit(result.code)

    def _on_error(self, error: PosError) -> None:
        field = error.field if isinstance(error, PromotionError) else ""
        if not self.form.show_error(field, i18n.text(error.message)):
            self.fail(error)
