"""Price a draft: the window and the commands both fill a `Draft`, and this is the only way to figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from pos_app.data.queries import selling
from pos_app.data.queries.selling import Buyer, SoldProduct
from pos_app.domain.credit import check_gift_line
from pos_app.domain.message import Message, Quantity, msg
from pos_app.domain.money import Currency, divide_half_up
from pos_app.domain.prices import ChosenPrice
from pos_app.domain.pricing import price_sale
from pos_app.domain.sale import (
    Discount,
    LineFigures,
    LineKind,
    SaleDocument,
    SaleLine,
)
from pos_app.errors import UserError
from pos_app.services import price_offers
from pos_app.services.draft_values import Draft, DraftLine, Facts, PricedDraft, PricedLine
from pos_app.services.margins import low_margins
from pos_app.services.returning import ReturnSource, load_returns, returning_customer, settle_returns
from pos_app.services.settings import ShopSettings


def price_draft(session: Session, settings: ShopSettings, draft: Draft, *, on: str) -> PricedDraft:
    """Every figure of a draft on an ISO business date; reads only. Returns make it their customer's.

    UserErrors of `price_with`, `offers.redeemable`, and ``unknown_customer``.
    """
    draft, facts = gather(session, settings, draft, on=on)
    return price_with(draft, facts, on=on)


def gather(
    session: Session, settings: ShopSettings, draft: Draft, *, on: str, also: Iterable[int] = ()
) -> tuple[Draft, Facts]:
    """The draft with its customer, and the facts to price it: also with the products `also` in its lines."""
    back = [line.return_of_id for line in draft.lines if line.return_of_id is not None]
    sources = load_returns(session, back)
    draft = replace(draft, customer_id=returning_customer(draft.customer_id, sources.values()))
    return draft, _facts(session, settings, draft, sources, on, also)


def price_with(draft: Draft, facts: Facts, *, on: str) -> PricedDraft:
    """Every figure of a draft from facts already gathered.

    UserErrors of `price_sale` and `settle_returns`, and ``unknown_product``, ``price_missing``,
    ``bad_price``, ``unknown_reward``, ``points_missing``.
    """
    wanted = [(line.return_of_id, line.quantity) for line in draft.lines]
    settled = settle_returns(wanted, facts.sources)
    sold: list[tuple[SaleLine, int]] = []
    chosen: list[ChosenPrice | None] = []
    for number, (line, figures) in enumerate(zip(draft.lines, settled, strict=True), 1):
        product = facts.products.get(line.product_id or 0)
        if line.kind is LineKind.GIFT_CARD:
            discounted = line.discount is not None
            check_gift_line(line.unit_price, line.quantity, discounted, draft.currency, number)
        if line.product_id is not None and product is None:
            raise UserError("unknown_product", "This product is not known.", line=number)
        sale_line, list_price = _sale_line(draft, line, product, facts, number)
        price = None
        if figures is not None:
            sale_line = replace(sale_line, settled=figures)
        elif sale_line.quantity > 0:
            sale_line, price = _best(sale_line, line, product, facts.book, draft.currency)
        sold.append((sale_line, list_price))
        chosen.append(price)
    certificate = _exemption(draft, facts.buyer, on)
    document = SaleDocument(
        currency=draft.currency,
        lines=tuple(sale_line for sale_line, _price in sold),
        tax_rounding=draft.tax_rounding,
        discounts=(draft.discount,) if draft.discount else (),
        rewards=_rewards(draft, facts),
        exempt=bool(certificate),
        points_rate=facts.points_rate if facts.buyer else 0,
    )
    priced = price_sale(document)
    lines = tuple(
        _priced_line(draft, line, facts, sale_line, list_price, figures, price)
        for line, (sale_line, list_price), figures, price in zip(
            draft.lines, sold, priced.lines, chosen, strict=True
        )
    )
    used = _used_coupons(lines, facts.book)
    warnings = (
        *_warnings(lines, facts.book, used),
        *_too_large(lines, chosen),
        *low_margins(lines, facts.margin_floor),
    )
    return PricedDraft(draft, priced, lines, facts.buyer, certificate, used, warnings)


def _facts(
    session: Session,
    settings: ShopSettings,
    draft: Draft,
    sources: Mapping[int, ReturnSource],
    on: str,
    also: Iterable[int],
) -> Facts:
    """Read only what this draft needs."""
    ids = {line.product_id for line in draft.lines if line.product_id is not None} | set(also)
    buyer = _buyer(session, draft.customer_id)
    coupons = price_offers.coupons(session, draft.coupons, customer_id=draft.customer_id, on=on)
    levels = price_offers.levels_of(buyer)
    return Facts(
        products=selling.products(session, ids) if ids else {},
        classes=selling.tax_classes(session) if any(line.taxes is None for line in draft.lines) else {},
        default_class=settings.tax.default_class,
        sources=sources,
        book=price_offers.load(session, products=ids, levels=levels, coupons=coupons, on=on)
        if ids
        else price_offers.OfferBook(),
        buyer=buyer,
        points_rate=settings.loyalty.points_per_unit,
        rewards={reward.code: reward for reward in settings.loyalty.rewards},
        margin_floor=settings.limits.margin_floor,
    )


def _priced_line(
    draft: Draft,
    line: DraftLine,
    facts: Facts,
    sold: SaleLine,
    list_price: int,
    figures: LineFigures,
    price: ChosenPrice | None,
) -> PricedLine:
    product = facts.products.get(line.product_id or 0)
    cost = 0
    if product is not None:
        cost = divide_half_up(line.quantity * product.cost * draft.currency.scale, 1000 * 10_000)
    source = facts.sources.get(line.return_of_id or 0)
    return PricedLine(line, product, sold, list_price, cost, figures, source, price.offer if price else None)


def _buyer(session: Session, customer_id: int | None) -> Buyer | None:
    if customer_id is None:
        return None
    found = selling.buyer(session, customer_id)
    if found is None:
        raise UserError("unknown_customer", "Customer {id} does not exist.", id=customer_id)
    return found


def _exemption(draft: Draft, buyer: Buyer | None, on: str) -> str:
    """The certificate that exempts this sale: the document's own, or the customer's while it is valid."""
    if draft.exempt_certificate:
        return draft.exempt_certificate
    if buyer and buyer.tax_exempt_no and (not buyer.tax_exempt_until or buyer.tax_exempt_until >= on):
        return buyer.tax_exempt_no
    return ""


def _sale_line(
    draft: Draft, line: DraftLine, product: SoldProduct | None, facts: Facts, number: int
) -> tuple[SaleLine, int]:
    """The line at its list price (e6), before any offer."""
    source = facts.sources.get(line.return_of_id or 0)
    if source is not None:
        row = source.row
        sold = SaleLine(
            row.description, line.quantity, row.unit_price, sku=row.sku, unit=row.unit, kind=LineKind.RETURN
        )
        return sold, row.list_price
    list_price = line.unit_price
    if list_price is None:
        if product is None:
            raise UserError("price_missing", "This line has no price.", line=number)
        list_price = product.price * 100
    if list_price < 0:
        raise UserError("bad_price", "A price cannot be negative.", line=number)
    unit_price = list_price
    if line.priced_by and product is not None:
        list_price = product.price * 100
    taxes = line.taxes
    if taxes is None:
        of_class = facts.classes.get((product.tax_class if product else "") or facts.default_class, ())
        taxes = tuple(draft.tax_definitions.get(tax.code, tax) for tax in of_class)
    sold = SaleLine(
        description=line.description or (product.name if product else line.sku),
        quantity=line.quantity,
        unit_price=unit_price,
        taxes=taxes,
        kind=line.kind,
        sku=product.sku if product else line.sku,
        unit=(product.unit if product else line.unit) or "ea",
        price_label=line.price_label,
    )
    return sold, list_price


def _best(
    sold: SaleLine,
    line: DraftLine,
    product: SoldProduct | None,
    book: price_offers.OfferBook,
    currency: Currency,
) -> tuple[SaleLine, ChosenPrice | None]:
    """The line at the best single price of all offers; a price by hand takes no promotion."""
    if line.unit_price is not None:
        return sold if line.discount is None else replace(sold, discount=line.discount), None
    chosen = book.choose(product, sold.unit_price, sold.quantity, line.discount, currency)
    if chosen.offer is None:
        return sold, chosen
    label = chosen.offer.label if chosen.offer.unit_price is not None else ""
    sold = replace(sold, unit_price=chosen.unit_price, discount=chosen.discount, price_label=label)
    return sold, chosen


def _used_coupons(lines: Sequence[PricedLine], book: price_offers.OfferBook) -> dict[str, int]:
    """Codes of the coupons that lower a line, with their offer's id."""
    codes = [line.sold.discount.code for line in lines if line.sold.discount is not None]
    return {code: book.coupons[code].offer_id for code in codes if code in book.coupons}


def _rewards(draft: Draft, facts: Facts) -> tuple[Discount, ...]:
    rewards: list[Discount] = []
    for code, times in draft.rewards:
        reward = facts.rewards.get(code)
        if reward is None:
            raise UserError("unknown_reward", "There is no reward {code}.", code=code[:20])
        rewards += [Discount(amount=reward.worth, label=code, code=code, points=reward.points)] * times
    needed = sum(r.points for r in rewards)
    points = facts.buyer.points if facts.buyer else 0
    if needed > points:
        raise UserError(
            "points_missing",
            "The reward needs {needed} points; there are {points}.",
            needed=needed,
            points=points,
        )
    return tuple(rewards)


def _too_large(lines: Sequence[PricedLine], chosen: Sequence[ChosenPrice | None]) -> Iterator[Message]:
    """Promotions that were left out because they take more off than a price that has become lower since."""
    for line, price in zip(lines, chosen, strict=True):
        # What costs nothing cannot become cheaper; that is no news.
        for offer in price.too_large if price is not None and line.list_price else ():
            yield msg(
                "“{offer}” was left out: it takes off more than the price of {name}.",
                offer=offer.label or offer.code,
                name=line.sold.description,
            )


def _warnings(
    lines: Sequence[PricedLine], book: price_offers.OfferBook, used: Mapping[str, int]
) -> list[Message]:
    """What the cashier should know but need not act on."""
    found = []
    taken: dict[int, int] = {}
    for line in lines:
        if line.product is not None and line.line.quantity > 0:
            stock_id = line.product.stock_id
            taken[stock_id] = taken.get(stock_id, 0) + line.product.stock_quantity(line.line.quantity)
            if line.product.on_hand < taken[stock_id]:
                found.append(
                    msg(
                        "{name}: only {quantity} on the shelf by the books.",
                        name=line.product.name,
                        quantity=Quantity(max(0, line.product.on_hand)),
                    )
                )
    found += [
        msg("Offer {code} was not used: nothing in this sale is cheaper with it.", code=code)
        for code in book.coupons
        if code not in used
    ]
    return found
