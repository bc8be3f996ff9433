"""A promotion's form as texts in editors, and back."""

from dataclasses import replace

from pos_app import formats
from pos_app.domain.message import Message, msg
from pos_app.domain.money import parse_decimal
from pos_app.errors import PosError
from pos_app.services.promotion_form import KINDS, PromotionForm
from pos_app.ui.entry import plain_number
from pos_app.ui.products.texts import PRICE_DIGITS, QUANTITY_DIGITS, FieldError

_PERCENT_DIGITS = 4
_PLAIN = ("kind", "code", "label", "level", "sku", "category", "starts_on", "ends_on")
_FIGURES: dict[str, tuple[int, Message]] = {
    "percent": (_PERCENT_DIGITS, msg("Percentage")),
    "amount": (PRICE_DIGITS, msg("Amount")),
    "price": (PRICE_DIGITS, msg("Price")),
    "buy_quantity": (QUANTITY_DIGITS, msg("Quantity")),
    "get_quantity": (QUANTITY_DIGITS, msg("Quantity")),
    "least_quantity": (QUANTITY_DIGITS, msg("Quantity")),
}


def fields_of(kind: str) -> tuple[str, ...]:
    """The figures that a kind needs; all but buy-and-get may begin at a quantity."""
    return KINDS[kind] if kind == "buy_get" else (*KINDS[kind], "least_quantity")


def texts_of(form: PromotionForm, exponent: int) -> dict[str, str]:
    """What the editors show."""
    texts = {name: str(getattr(form, name)) for name in _PLAIN}
    for name, (digits, _label) in _FIGURES.items():
        value = getattr(form, name)
        texts[name] = ""
        if value and digits == QUANTITY_DIGITS:
            texts[name] = formats.quantity(value)
        elif value is not None and name == "percent":
            texts[name] = formats.percent(value).replace("%", "").strip()
        elif value is not None and digits == PRICE_DIGITS and name != "percent":
            # formats knows prices in millionths; the tables keep four decimals.
            texts[name] = formats.unit_price(value * 100, exponent)
    return texts


def form_of(texts: dict[str, str]) -> PromotionForm:
    """The form that the editors say, without the figures of other kinds; FieldError for one that cannot be read."""
    values: dict[str, object] = {name: texts[name] for name in _PLAIN}
    for name in fields_of(texts["kind"]):
        digits, label = _FIGURES[name]
        text = texts[name].replace("%", "").strip()
        try:
            values[name] = parse_decimal(plain_number(text), digits, label) if text else None
        except PosError as error:
            raise FieldError(name, error) from error
    values["least_quantity"] = values.get("least_quantity") or 0
    return replace(PromotionForm(), **values)  # type: ignore[arg-type]
