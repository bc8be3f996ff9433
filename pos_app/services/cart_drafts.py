"""A stored cart as a draft sale, and the draft's figures as the sale page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from pos_app import formats
from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import selling
from pos_app.data.queries.selling import SoldProduct
from pos_app.domain.message import Message, Quantity, msg, plural_msg
from pos_app.domain.money import line_amount
from pos_app.domain.payment import cash_due
from pos_app.domain.sale import Discount, LineKind
from pos_app.domain.tax import Tax
from pos_app.errors import UserError
from pos_app.services import packs
from pos_app.services.cart_view import CartLineView, CartView, bare_view
from pos_app.services.desk import Desk
from pos_app.services.draft_values import QUOTED, Draft, DraftLine, Facts, PricedDraft, PricedLine
from pos_app.services.drafts import gather, price_with
from pos_app.services.quote_selling import label, use_of
from pos_app.services.receipt_building import discount_text, price_text
from pos_app.services.settings import ShopSettings


def draft_of(session: Session, settings: ShopSettings, cart: Cart) -> Draft:
    """The draft of a cart as it is stored."""
    known = selling.taxes(session)
    rows = cart_queries.lines(session, cart.id)
    quote = use_of(session, cart, rows)
    # What a quote took off is called by its name; why a person did is not printed.
    called = cart.discount_reason if quote and cart.discount_reason == label(quote.number) else ""
    approvers = [by for by in (cart.approved_by, *(row.approved_by for row in rows)) if by]
    return Draft(
        id=cart.id,
        lines=tuple(_draft_line(line, known) for line in rows),
        currency=settings.shop.currency,
        tax_rounding=settings.shop.tax_rounding,
        cash_rounding=settings.cash.rounding,
        customer_id=cart.customer_id,
        project_id=cart.project_id,
        discount=_discount(cart.discount_percent, cart.discount_amount, called),
        approved_by=approvers[0] if approvers else "",
        discount_reason=cart.discount_reason,
        discount_approved_by=cart.approved_by,
        coupons=tuple(cart_queries.coupons(session, cart.id)),
        rewards=tuple(cart_queries.rewards(session, cart.id)),
        quote=quote,
    )


def empty_draft(settings: ShopSettings) -> Draft:
    """A draft of nothing, for what is not in any cart yet."""
    return Draft("", (), settings.shop.currency, settings.shop.tax_rounding, settings.cash.rounding)


def _draft_line(line: CartLine, known: dict[str, Tax]) -> DraftLine:
    codes = line.taxes.split(",") if line.taxes else []
    return DraftLine(
        quantity=line.quantity,
        product_id=line.product_id,
        description=line.description,
        unit=line.unit,
        unit_price=line.unit_price,
        reason=line.reason,
        approved_by=line.approved_by,
        taxes=None if line.taxes is None else tuple(known[code] for code in codes if code in known),
        discount=_discount(line.discount_percent, line.discount_amount, line.discount_label),
        kind=LineKind(line.kind),
        gift_code=line.gift_code,
        return_of_id=line.return_of_id,
        priced_by=line.priced_by,
        price_label=line.discount_label if line.priced_by == QUOTED or line.kind == "return" else "",
    )


def _discount(percent: int | None, amount: int | None, label: str) -> Discount | None:
    if percent is None and amount is None:
        return None
    return Discount(percent=percent, amount=amount, label=label)


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with lines and its figures; `facts` also know the packs (`boxes`) of the line that is selected."""

    cart: Cart
    rows: list[CartLine]
    selected: CartLine
    boxes: list[int]
    facts: Facts
    priced: PricedDraft
    on: str


def price_cart(session: Session, desk: Desk, settings: ShopSettings, cart: Cart) -> PricedCart | None:
    """Every figure of a cart as it is now, None where it has no lines; UserErrors of `drafts.price_draft`."""
    rows = cart_queries.lines(session, cart.id)
    if not rows:
        return None
    on = desk.business_date().isoformat()
    selected = next((row for row in rows if row.id == cart.selected), rows[-1])
    boxes = packs.packs_for(session, selected)
    draft, facts = gather(session, settings, draft_of(session, settings, cart), on=on, also=boxes)
    return PricedCart(cart, rows, selected, boxes, facts, price_with(draft, facts, on=on), on)


def view(session: Session, desk: Desk, settings: ShopSettings, cart: Cart | None) -> CartView:
    """The cart as the sale page shows it.

    A cart that cannot be priced (an offer expired while it was held) still shows its lines, with
    the reason in `problem`; nothing in it is lost.
    """
    try:
        found = None if cart is None else price_cart(session, desk, settings, cart)
    except UserError as error:
        assert cart is not None
        rows = cart_queries.lines(session, cart.id)
        return _unpriced(session, settings, cart, rows, cart_queries.held_count(session), error.message)
    return view_of(session, settings, cart, found)


def view_of(
    session: Session, settings: ShopSettings, cart: Cart | None, found: PricedCart | None
) -> CartView:
    """The same of a cart that is priced already (None: it has no lines)."""
    held = cart_queries.held_count(session)
    if cart is None:
        return bare_view(settings.shop.currency, held)
    if found is None:
        return bare_view(settings.shop.currency, held, cart)
    priced, rows = found.priced, found.rows
    sale, draft = priced.priced, priced.draft
    sizes = selling.pack_sizes(session, {line.product.id for line in priced.lines if line.product})
    return CartView(
        id=cart.id,
        currency=draft.currency,
        lines=tuple(
            _line_view(row, line, sizes, draft.currency.exponent)
            for row, line in zip(rows, priced.lines, strict=True)
        ),
        selected_id=found.selected.id,
        customer_id=cart.customer_id,
        project_id=cart.project_id,
        subtotal=sale.subtotal,
        document_discount=sale.document_discount,
        document_discount_text=discount_text(draft.discount) if draft.discount else "",
        taxes=tuple(
            (t.tax.name or t.tax.code, t.tax.rate if t.tax.kind == "percent" else None, t.amount)
            for t in sale.taxes
        ),
        taxes_included=bool(sale.taxes) and all(t.tax.included for t in sale.taxes),
        total=sale.total,
        cash_total=cash_due(sale.total, 0, draft.cash_rounding),
        points=sale.points,
        pack_hint=packs.hint(priced, found.facts, rows, found.selected, found.boxes, found.on),
        coupons=draft.coupons,
        rewards=tuple(code for code, _times in draft.rewards),
        held=held,
        priced=sale,
        warnings=priced.warnings,
        quote=draft.quote.number if draft.quote else "",
    )


def _unpriced(
    session: Session, settings: ShopSettings, cart: Cart, rows: list[CartLine], held: int, problem: Message
) -> CartView:
    products = selling.products(session, {r.product_id for r in rows if r.product_id is not None})
    lines = []
    for row in rows:
        product = products.get(row.product_id or 0)
        price = row.unit_price if row.unit_price is not None else product.price * 100 if product else 0
        lines.append(
            CartLineView(
                id=row.id or 0,
                product_id=row.product_id,
                sku=product.sku if product else "",
                description=row.description or (product.name if product else ""),
                note=None,
                quantity=row.quantity,
                unit=product.unit if product else row.unit,
                unit_price=price,
                discount_text="",
                amount=line_amount(row.quantity, price, settings.shop.currency),
                is_return=row.kind == "return",
            )
        )
    bare = bare_view(settings.shop.currency, held, cart)
    coupons, rewards = cart_queries.coupons(session, cart.id), cart_queries.rewards(session, cart.id)
    use = use_of(session, cart, rows)
    return replace(
        bare,
        lines=tuple(lines),
        selected_id=rows[-1].id,
        coupons=tuple(coupons),
        rewards=tuple(code for code, _times in rewards),
        problem=problem,
        quote=use.number if use else "",
    )


def _line_view(row: CartLine, line: PricedLine, packs: Mapping[int, int], exponent: int) -> CartLineView:
    sold = line.sold
    return CartLineView(
        id=row.id or 0,
        product_id=row.product_id,
        sku=sold.sku,
        description=sold.description,
        note=_note(line, packs),
        quantity=sold.quantity,
        unit=sold.unit,
        unit_price=sold.unit_price,
        discount_text=_discount_of(line, exponent),
        amount=line.figures.amount,
        is_return=sold.kind is LineKind.RETURN,
        low_stock=line.product is not None
        and sold.quantity > 0
        and line.product.on_hand < line.product.stock_quantity(sold.quantity),
    )


def _discount_of(line: PricedLine, exponent: int) -> str:
    """What lowered the price; for goods that come back, by how much less they were sold: that is kept."""
    if line.blind:
        return ""
    if line.source is None:
        text, quoted = price_text(line, exponent), line.line.price_label
        # Beside the line there is room for a quote's number alone.
        return text.replace(quoted, quoted.split()[-1], 1) if quoted else text
    if not line.figures.discount:
        return ""
    label = line.source.row.discount_label
    less = formats.money(-abs(line.figures.discount), exponent)
    return f"{label} {less}".strip()


def _note(line: PricedLine, packs: Mapping[int, int]) -> Message | None:
    """The second row of a line: where it lies and what is left, or where a return comes from."""
    if line.source is not None:
        return msg("from receipt {number}", number=line.source.number)
    if line.blind:
        return msg("without a receipt, as store credit")
    if line.sold.kind is LineKind.GIFT_CARD:
        return None if line.line.gift_code else msg("a new card; its code comes with the receipt")
    product = line.product
    if product is None:
        return None
    shelf = _shelf(product, packs.get(product.id))
    return msg("{bin} · {shelf}", bin=product.bin, shelf=shelf) if product.bin else shelf


def _shelf(product: SoldProduct, pack: int | None) -> Message:
    """What is on the shelf: whole packs and the open one for goods that are sold as singles and in packs."""
    if pack and product.on_hand >= pack:
        count, rest = divmod(product.on_hand, pack)
        size = Quantity(pack)
        if rest:
            return plural_msg(
                "{count} pack of {size} + open pack with {rest}",
                "{count} packs of {size} + open pack with {rest}",
                count,
                size=size,
                rest=Quantity(rest),
            )
        return plural_msg("{count} pack of {size}", "{count} packs of {size}", count, size=size)
    if product.pack_quantity:
        packs_left = product.on_hand // product.pack_quantity * 1000
        return msg("{quantity} on the shelf", quantity=Quantity(packs_left))
    left = Quantity(product.on_hand)
    if product.unit == "ea":
        return msg("{quantity} on the shelf", quantity=left)
    return msg("{quantity} {unit} left", quantity=left, unit=product.unit)
