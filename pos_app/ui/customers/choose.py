"""Whose sale it is: the ways to say so from the sale page."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_app.services import carts
from pos_app.ui.context import UiContext
from pos_app.ui.customers.form_dialog import CustomerFormDialog
from pos_app.ui.customers.search_dialog import CustomerSearchDialog


def find_customer(context: UiContext, parent: QWidget) -> CustomerSearchDialog:
    """Open the search; the customer chosen, or made from there, goes on the open sale."""
    cart = context.operations.run(carts.current)
    has_customer = cart is not None and cart.customer_id is not None
    dialog = CustomerSearchDialog(context, parent, has_customer=has_customer)
    dialog.chosen.connect(lambda customer_id: put_on_sale(context, customer_id))
    dialog.new_wanted.connect(lambda typed: new_customer(context, parent, typed=typed))
    dialog.rejected.connect(lambda: context.show_page("sale"))
    dialog.open()
    return dialog


def new_customer(context: UiContext, parent: QWidget, *, typed: str = "") -> CustomerFormDialog:
    """Open the small form; who is saved goes on the open sale."""
    dialog = CustomerFormDialog(context, parent, typed=typed)
    dialog.saved.connect(lambda customer_id: put_on_sale(context, customer_id))
    dialog.rejected.connect(lambda: context.show_page("sale"))
    dialog.open()
    return dialog


def edit_customer(
    context: UiContext, parent: QWidget, customer_id: int, saved: Callable[[], object] | None = None
) -> CustomerFormDialog:
    """Open the form of a customer; the sale is left as it is."""
    dialog = CustomerFormDialog(context, parent, customer_id=customer_id)
    if saved is not None:
        dialog.saved.connect(lambda _customer_id: saved())
    dialog.open()
    return dialog


def put_on_sale(context: UiContext, customer_id: int | None) -> None:
    """Say whose sale it is, and give the scan field its focus back."""
    context.operations.run(carts.set_customer, customer_id=customer_id)
    context.show_page("sale")
