"""Labels with a price, a weight or a quantity in their barcode: which product they are, and how much of it."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import selling
from pos_app.domain.label_codes import LabelTerms, read_label, terms_of
from pos_app.domain.quantity import ONE, check_quantity
from pos_app.services.settings import ShopSettings

PRICED_BY = "label"


@dataclass(frozen=True, slots=True)
class LabelledGoods:
    """A product with the terms of its label; `unit_price` (e6) None means the product's own price."""

    product_id: int
    unit: str
    terms: LabelTerms


def find(session: Session, settings: ShopSettings, code: str, times: int = ONE) -> LabelledGoods | None:
    """What `times` (thousandths) of a scanned label are; None if it is no label of a product of this shop.

    Ask it only about codes that no product has. UserErrors of `read_label` and `terms_of`, and
    ``bad_quantity`` for a part of a label.
    """
    label = read_label(code, settings.barcodes.labels)
    if label is None:
        return None
    for known in label.product_codes:
        product_id = selling.product_id_by_code(session, known)
        if product_id is not None:
            product = selling.products(session, [product_id])[product_id]
            check_quantity(times, "ea")
            terms = terms_of(label, product.price * 100, product.unit, settings.shop.currency, abs(times))
            check_quantity(terms.quantity, product.unit)
            if times < 0:
                terms = replace(terms, quantity=-terms.quantity)
            return LabelledGoods(product_id, product.unit, terms)
    return None


def put(session: Session, cart: Cart, goods: LabelledGoods) -> None:
    """A line of its own for a label, within a transaction: two labels are two things in the customer's hand."""
    line = CartLine(
        cart_id=cart.id,
        position=cart_queries.next_position(session, cart.id),
        product_id=goods.product_id,
        unit=goods.unit,
        quantity=goods.terms.quantity,
        unit_price=goods.terms.unit_price,
        priced_by=PRICED_BY if goods.terms.unit_price is not None else "",
    )
    cart_queries.add_line(session, line)
    cart.selected = line.id or 0
