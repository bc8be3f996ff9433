"""A product's form as texts in editors, and back."""

from dataclasses import replace

from pos_app import formats
from pos_app.domain.message import Message, msg
from pos_app.domain.money import parse_decimal
from pos_app.errors import PosError
from pos_app.services.products import ProductForm
from pos_app.ui.entry import plain_number

PRICE_DIGITS, QUANTITY_DIGITS = 4, 3
_PLAIN = (
    "name words category brand sku bin unit tax_class pack_of supplier supplier_code tip".split()
)  # texts that go through as they are
_PRICES = {"price": msg("Price"), "cost": msg("Cost")}
_QUANTITIES = {
    "stock": msg("Stock"),
    "reorder_at": msg("Reorder at"),
    "pack_quantity": msg("Pieces in the pack"),
}


class FieldError(Exception):
    """A field cannot be read; `field` tells which, `error` why."""

    def __init__(self, field: str, error: PosError) -> None:
        super().__init__(field)
        self.field, self.error = field, error


def texts_of(form: ProductForm, exponent: int) -> dict[str, str]:
    """What the editors show; prices with the currency's decimals or more."""
    shown = {name: str(getattr(form, name)) for name in _PLAIN}
    # formats knows prices in millionths; the tables keep four decimals.
    shown |= {name: formats.unit_price(getattr(form, name) * 100, exponent) for name in _PRICES}
    for name in _QUANTITIES:
        value = getattr(form, name)
        shown[name] = "" if value is None else formats.quantity(value)
    shown["barcodes"] = " ".join(form.barcodes)
    return shown


def form_of(texts: dict[str, str], before: ProductForm, *, active: bool) -> ProductForm:
    """The form that the editors say; FieldError for the first figure that cannot be read."""
    values: dict[str, object] = {name: texts[name] for name in _PLAIN}
    for name, label in _PRICES.items():
        values[name] = _number(name, texts[name] or "0", PRICE_DIGITS, label)
    for name, label in _QUANTITIES.items():
        text = texts[name].strip()
        values[name] = _number(name, text, QUANTITY_DIGITS, label) if text else None
    if not texts["price"].strip():
        _number("price", "", PRICE_DIGITS, _PRICES["price"])
    values["barcodes"] = tuple(texts["barcodes"].replace(",", " ").split())
    return replace(before, active=active, **values)  # type: ignore[arg-type]


def _number(field: str, text: str, digits: int, label: Message) -> int:
    try:
        return parse_decimal(plain_number(text), digits, label)
    except PosError as error:
        raise FieldError(field, error) from error
