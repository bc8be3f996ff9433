"""A new customer, or changes to one, in one small dialog; the sale waits behind it."""

import re
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app import i18n
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import carts, customers, promotions
from pos_app.services.customers import CustomerForm
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.widgets.form import Form
from pos_app.ui.widgets.form_area import FormArea, fit_dialog

_FIELD_OF = {
    "name_missing": "name",
    "name_too_long": "name",
    "bad_phone": "phone",
    "bad_email": "email",
    "bad_birthday": "birthday",
    "bad_date": "tax_exempt_until",
    "code_taken": "code",
}
_PLAIN = (
    "name",
    "phone",
    "email",
    "birthday",
    "company",
    "tax_exempt_no",
    "tax_exempt_until",
    "notes",
    "level",
)
_CHANNELS = ("phone", "email", "post")


class CustomerDialog(SaleDialog):
    """A new customer goes on the open sale (unless `for_sale` is false). `saved` carries the customer's id."""

    saved = Signal(object)

    def __init__(
        self,
        context: UiContext,
        *,
        parent: QWidget,
        customer_id: int | None = None,
        typed: str = "",
        for_sale: bool = True,
    ) -> None:
        super().__init__(context, _("New customer") if customer_id is None else _("Edit customer"), parent)
        self._customer_id = customer_id
        self._for_sale = for_sale and customer_id is None
        self._start = _form_of(typed) if customer_id is None else self._stored(customer_id)
        self.form = Form(columns=6)
        self._add_rows(self._start)
        area = FormArea(self.form)
        self.column.addWidget(area)
        self._save = self.offer(_("Save"))
        self._save.clicked.connect(self._on_save)
        fit_dialog(self, area, context.theme.px(620))
        first = "phone" if self._start.name else "name"
        self.form.row(first).editor.setFocus()

    def _stored(self, customer_id: int) -> CustomerForm:
        form = self.context.operations.run(customers.get, customer_id=customer_id)
        return form if isinstance(form, CustomerForm) else CustomerForm(name="")

    def _add_rows(self, start: CustomerForm) -> None:
        form = self.form
        form.text("name", _("Name"), start.name, span=6)
        form.text("phone", _("Phone"), start.phone, span=3)
        form.text("email", _("Email"), start.email, span=3)
        form.text("company", _("Company"), start.company, span=3)
        form.text("birthday", _("Birthday"), start.birthday, hint=_("1980-05-14 or 05-14"), span=3)
        form.text("tax_exempt_no", _("Tax-exempt number"), start.tax_exempt_no, span=3)
        form.text(
            "tax_exempt_until", _("Tax-exempt until"), start.tax_exempt_until, hint="2027-01-31", span=3
        )
        found = self.context.operations.run(promotions.levels) or []
        levels = [("", _("as everyone")), *((level, level) for level in found)]
        form.choice("level", _("Price level"), levels, start.level, span=6)
        names = {"phone": _("May be called"), "email": _("May be emailed"), "post": _("May get post")}
        agreed = start.consent.split()
        for channel in _CHANNELS:
            form.tick(f"consent_{channel}", names[channel], channel in agreed, span=2)
        form.lines("notes", _("Notes"), start.notes, span=6)

    def _filled(self) -> CustomerForm:
        texts: dict[str, Any] = {name: self.form.value(name) for name in _PLAIN}
        agreed = [channel for channel in _CHANNELS if self.form.value(f"consent_{channel}")]
        return replace(self._start, consent=" ".join(agreed), **texts)

    def _on_save(self) -> None:
        self.form.clear_errors()
        self.say("")
        form = self._filled()
        run = self.context.operations.run
        if self._customer_id is None:
            run(customers.create, form=form, on_done=self._on_saved, on_error=self._on_error)
        else:
            run(
                customers.update,
                customer_id=self._customer_id,
                form=form,
                on_done=self._on_saved,
                on_error=self._on_error,
            )

    def _on_saved(self, result: customers.CustomerSaved) -> None:
        self.accept()
        if self._for_sale:
            self.context.operations.run(carts.set_customer, customer_id=result.customer_id)
        self.saved.emit(result.customer_id)

    def done(self, result: int) -> None:
        """The scan field gets the focus back."""
        super().done(result)
        if self._for_sale:
            self.context.show_page("sale")

    def _on_error(self, error: PosError) -> None:
        if not self.form.show_error(_FIELD_OF.get(error.code, ""), i18n.text(error.message)):
            self.fail(error)


def _form_of(typed: str) -> CustomerForm:
    """What was typed in the search, where it belongs."""
    if "@" in typed:
        return CustomerForm(name="", email=typed)
    if typed and re.fullmatch(r"[+()\d\s./-]+", typed):
        return CustomerForm(name="", phone=typed)
    return CustomerForm(name=typed)
