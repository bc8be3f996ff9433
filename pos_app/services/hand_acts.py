"""What was done by hand in a sale, as acts for the day book: other prices and discounts, with before and after."""

from collections.abc import Iterator

from pos_app.domain.allowances import over, share_of
from pos_app.domain.money import line_amount, plain_amount, plain_percent, plain_price
from pos_app.domain.pricing import discount_of
from pos_app.domain.sale import Discount
from pos_app.services.allowances import by_hand, discount_by_hand
from pos_app.services.audit import Act
from pos_app.services.draft_values import BY_HAND, PricedDraft, PricedLine
from pos_app.services.settings import ShopSettings


def hand_acts(priced: PricedDraft, shop: ShopSettings) -> Iterator[Act]:
    """A ``price_override`` for each price by hand, a ``discount`` for each that is above the limit or explained."""
    limit = shop.limits.discount_percent
    for number, line in enumerate(priced.lines, 1):
        yield from _price(priced, line, number)
        yield from _discount(priced, line, number, limit)
        yield from _late(priced, line, number)
    yield from _on_the_whole(priced, limit)


def _late(priced: PricedDraft, line: PricedLine, number: int) -> Iterator[Act]:
    """A return after the days for it: a reason stands on a line that goes back only then."""
    if line.source is not None and line.line.reason:
        facts = {
            "receipt": line.source.number,
            "amount": plain_amount(line.figures.gross, priced.draft.currency),
        }
        yield Act(
            "late_return", line.line.reason, after=facts, approved_by=line.line.approved_by, line_no=number
        )


def _blind(priced: PricedDraft, line: PricedLine, number: int) -> Act:
    """A return without its receipt: the list price, what is paid instead, and the receipt that had that price."""
    currency, asked = priced.draft.currency, line.line
    paid = {
        "unit_price": plain_price(line.sold.unit_price, currency),
        "amount": plain_amount(line.figures.gross, currency),
        "price_of": asked.price_label,
    }
    listed = {"unit_price": plain_price(line.list_price, currency)}
    return Act("blind_return", asked.reason, listed, paid, asked.approved_by, number)


def _on_the_whole(priced: PricedDraft, limit: int) -> Iterator[Act]:
    draft, currency, discount = priced.draft, priced.draft.currency, discount_by_hand(priced)
    if discount is None:
        return
    base = sum(
        max(0, line.figures.amount)
        for line in priced.lines
        if line.sold.kind.discountable and line.sold.settled is None
    )
    explained = draft.discount_reason or draft.discount_approved_by
    if explained or over(share_of(discount, base), limit):
        left = base - discount_of(base, discount, currency)
        yield Act(
            "discount",
            draft.discount_reason,
            {"amount": plain_amount(base, currency)},
            {"amount": plain_amount(left, currency), **_terms(priced, discount)},
            draft.discount_approved_by,
        )


def _price(priced: PricedDraft, line: PricedLine, number: int) -> Iterator[Act]:
    if line.line.priced_by != BY_HAND or line.product is None or line.line.unit_price is None:
        return
    currency = priced.draft.currency
    if line.blind:
        yield _blind(priced, line, number)
        return
    yield Act(
        "price_override",
        line.line.reason,
        {"unit_price": plain_price(line.product.price * 100, currency)},
        {"unit_price": plain_price(line.line.unit_price, currency)},
        line.line.approved_by,
        number,
    )


def _discount(priced: PricedDraft, line: PricedLine, number: int, limit: int) -> Iterator[Act]:
    discount = line.line.discount
    # Another offer may have been better: then nothing was given by hand.
    if discount is None or line.sold.discount is not discount or not by_hand(line):
        return
    currency = priced.draft.currency
    full = line_amount(line.sold.quantity, line.sold.unit_price, currency)
    explained = (line.line.reason or line.line.approved_by) and line.line.priced_by != BY_HAND
    if explained or over(share_of(discount, full), limit):
        yield Act(
            "discount",
            line.line.reason,
            {"amount": plain_amount(full, currency)},
            {"amount": plain_amount(line.figures.amount, currency), **_terms(priced, discount)},
            line.line.approved_by,
            number,
        )


def _terms(priced: PricedDraft, discount: Discount) -> dict[str, str]:
    """The discount as it was given."""
    if discount.percent is not None:
        return {"percent": plain_percent(discount.percent)}
    return {"discount": plain_amount(discount.amount or 0, priced.draft.currency)}
