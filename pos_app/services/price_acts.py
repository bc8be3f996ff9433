"""Changed products, stock and promotions as acts for the day book: what things cost, and how many there are."""

from typing import Any

from pos_app.domain.money import plain, plain_percent
from pos_app.services.acts import Act
from pos_app.services.audit import changed_act
from pos_app.services.product_form import ProductForm
from pos_app.services.promotion_form import PromotionForm


def product_act(before: ProductForm, after: ProductForm, exponent: int) -> Act | None:
    """A product's price, cost, tax, codes, pack or being on sale changed; None for its texts and its place.

    `exponent` is the currency's.
    """
    named = {"sku": after.sku, "name": after.name}
    return changed_act("product_changed", named, _product(before, exponent), _product(after, exponent))


def stock_act(before: ProductForm, after: ProductForm, approved_by: str = "") -> Act:
    """The stock of a product set by hand: what was on the shelf, and what was counted."""
    facts = [
        {"sku": form.sku, "name": form.name, "stock": plain(form.stock or 0, 3, keep=0)}
        for form in (before, after)
    ]
    return Act("stock_corrected", "", facts[0], facts[1], approved_by)


def promotion_act(before: PromotionForm | None, after: PromotionForm | None, exponent: int) -> Act | None:
    """A promotion, level price or quantity break added (`before` None), changed, or taken out (`after` None)."""
    form = after or before
    if form is None:
        return None
    was, now = (_promotion(f, exponent) if f is not None else {} for f in (before, after))
    return changed_act("promotion_changed", {"promotion": form.code, "label": form.label}, was, now)


def _product(form: ProductForm, exponent: int) -> dict[str, Any]:
    return {
        "price": plain(form.price, 4, keep=exponent),
        "cost": plain(form.cost, 4, keep=exponent),
        "tax": form.tax_class,
        "unit": form.unit,
        "code": form.sku.upper(),
        "barcodes": sorted(form.barcodes),
        "pack_of": form.pack_of.upper(),
        "pack_quantity": "" if form.pack_quantity is None else plain(form.pack_quantity, 3, keep=0),
        "active": form.active,
    }


def _promotion(form: PromotionForm, exponent: int) -> dict[str, Any]:
    """What it does and for whom; what it does not have is left out."""

    def money(value: int | None) -> str:
        return "" if value is None else plain(value, 4, keep=exponent)

    def quantity(value: int | None) -> str:
        return plain(value, 3, keep=0) if value else ""

    said = {
        "kind": form.kind,
        "level": form.level,
        "sku": form.sku.upper(),
        "category": form.category,
        "percent": "" if form.percent is None else plain_percent(form.percent),
        "amount": money(form.amount),
        "price": money(form.price),
        "from_quantity": quantity(form.least_quantity),
        "buy_quantity": quantity(form.buy_quantity),
        "get_quantity": quantity(form.get_quantity),
        "starts_on": form.starts_on,
        "ends_on": form.ends_on,
    }
    return {name: value for name, value in said.items() if value}
