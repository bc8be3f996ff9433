"""A quote beside today's prices, and turned into the open sale at either of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import quotes as queries
from pos_app.data.queries import selling
from pos_app.data.queries.selling import SoldProduct
from pos_app.data.tables import Project, Quote, QuoteLine
from pos_app.domain.message import Message, msg
from pos_app.domain.money import divide_half_up
from pos_app.domain.permissions import Permission
from pos_app.domain.quote import QuotePaper
from pos_app.domain.sale import Discount
from pos_app.errors import UserError
from pos_app.services import approvals, audit, holding, quotes, settings
from pos_app.services.approvals import Approval
from pos_app.services.cart_changes import ensure_open, finish_change
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.draft_values import QUOTED, Draft, DraftLine, PricedDraft
from pos_app.services.drafts import price_draft
from pos_app.services.quote_selling import check_unsold, expired, label, release
from pos_app.services.quote_values import ComparedLine, LinePrice, Prices, QuoteComparison, StoredQuote
from pos_app.services.settings import ShopSettings


@dataclass(frozen=True, slots=True)
class _Goods:
    """The lines of a quote that are still sold as they were quoted, and the names of the others."""

    lines: tuple[QuoteLine, ...]
    gone: tuple[str, ...]


def compare(desk: Desk, *, number: str) -> QuoteComparison:
    """Each line and the total as quoted, beside what they are today; UserError ``unknown_quote``."""
    with desk.db.read() as session:
        stored = quotes.quote_in(session, desk, number)
        lines = queries.lines(session, stored.id)
        row = queries.by_id(session, stored.id)
        assert row is not None
        goods = _goods_left(session, lines)
        shop = settings.load(session)
        on = desk.business_date().isoformat()
        taken = _priced(session, shop, row, goods.lines, on, quoted=True)
        today = _priced(session, shop, row, goods.lines, on, quoted=False)
    return QuoteComparison(
        hit=stored.hit,
        lines=_compared(stored, lines, goods.lines, today),
        quoted_total=row.total,
        taken_total=taken.priced.total if taken else None,
        today_total=today.priced.total if today else None,
    )


def take_quote(
    desk: Desk, *, number: str, prices: Prices = "quoted", approval: Approval | None = None
) -> Changes:
    """Make the open sale of a quote; an open sale with lines goes on hold. Taxes are those of today.

    A quote that is in the open sale already can still be put at today's prices there.

    UserErrors ``unknown_quote``, ``quote_used``, ``quote_taken`` (it is in a sale already), ``quote_gone``
    (nothing of it is sold any more), ``quote_expired`` (at quoted prices without an approval), and those of
    `approvals.require` and of pricing: nothing is changed.
    """
    with desk.db.write() as session:
        stored = quotes.quote_in(session, desk, number)
        row = queries.by_id(session, stored.id)
        assert row is not None
        check_unsold(session, stored.id)
        there = _cart_of(session, desk, row)
        if there is not None and prices == "today":
            release(session, there, row, keep=True)
            notices = finish_change(session, desk, there)
            return changed(Area.CART, Area.QUOTE, ids=(there.id,), notices=notices)
        if there is not None:
            raise UserError("quote_taken", "Quote {number} is in this sale already.", number=row.number)
        approved = _approved(session, desk, stored, approval) if prices == "quoted" else ""
        holding.put_aside(session, desk)
        cart = ensure_open(session, desk)
        goods = _goods_left(session, queries.lines(session, stored.id))
        if not goods.lines:
            raise UserError("quote_gone", "Nothing of quote {number} is sold any more.", number=row.number)
        _fill(session, cart, row, goods.lines, quoted=prices == "quoted", approved=approved)
        notices = finish_change(session, desk, cart)
        left_out = _left_out(goods.gone)
        return changed(Area.CART, Area.CUSTOMER, Area.QUOTE, ids=(cart.id,), notices=(*notices, *left_out))


def _approved(session: Session, desk: Desk, stored: StoredQuote, approval: Approval | None) -> str:
    """Who allows the prices of an expired quote, "" while it is open; the act is kept in the day book."""
    if stored.hit.state != "expired":
        return ""
    if approval is None:
        raise expired(stored.hit.number, stored.hit.expires_on)
    granted = approvals.require(session, desk, Permission.EXPIRED_QUOTE, approval)
    before = {"quote": stored.hit.number, "until": stored.hit.expires_on}
    act = audit.Act("expired_quote", granted.reason, before=before, approved_by=granted.by)
    audit.note(session, desk, act)
    return granted.by or desk.actor.code


def _cart_of(session: Session, desk: Desk, row: Quote) -> Cart | None:
    """The open sale of this till if the quote is in it; UserError ``quote_taken`` if it is in another one."""
    there = cart_queries.cart_of_quote(session, row.id or 0)
    if there is not None and there.state == "held":
        raise UserError(
            "quote_taken", "Quote {number} is in a sale on hold; resume that one.", number=row.number
        )
    if there is not None and there.till != desk.till:
        raise UserError(
            "quote_taken",
            "Quote {number} is in the open sale of till {till}.",
            number=row.number,
            till=there.till,
        )
    return there


def _fill(
    session: Session, cart: Cart, row: Quote, lines: Sequence[QuoteLine], *, quoted: bool, approved: str
) -> None:
    """Customer, project, lines and discounts of a quote into an empty cart."""
    cart.customer_id, cart.quote_id = row.customer_id, row.id
    project = session.get(Project, row.project_id) if row.project_id is not None else None
    if project is not None and not project.closed_on and project.customer_id == row.customer_id:
        cart.project_id = project.id
    for line in lines:
        own = line.product_id is None
        cart_queries.add_line(
            session,
            CartLine(
                cart_id=cart.id,
                position=line.position,
                product_id=line.product_id,
                description=line.description if own else "",
                unit=line.unit,
                quantity=line.quantity,
                unit_price=line.unit_price if quoted or own else None,
                priced_by=QUOTED if quoted else "",
                taxes=line.taxes if own else None,
                discount_amount=(line.discount or None) if quoted else None,
                discount_label=label(row.number) if quoted else "",
                approved_by=approved,
            ),
        )
    put = cart_queries.lines(session, cart.id)
    cart.selected = put[-1].id or 0
    if quoted and row.document_discount and row.subtotal:
        cart.discount_amount = _whole_discount(row, lines)
        cart.discount_reason = label(row.number)
        cart.approved_by = approved


def _whole_discount(row: Quote, lines: Sequence[QuoteLine]) -> int | None:
    """The discount on the whole, in proportion where not everything is sold any more."""
    return divide_half_up(row.document_discount * sum(line.amount for line in lines), row.subtotal) or None


def _goods_left(session: Session, lines: Sequence[QuoteLine]) -> _Goods:
    """A product that is sold no more, or in another unit now, cannot be taken at the quoted price."""
    products = selling.products(session, {line.product_id for line in lines if line.product_id is not None})
    there = [line for line in lines if line.product_id is None or _sold_so(line, products)]
    return _Goods(tuple(there), tuple(line.description for line in lines if line not in there))


def _sold_so(line: QuoteLine, products: dict[int, SoldProduct]) -> bool:
    product = products.get(line.product_id or 0)
    return product is not None and product.active and product.unit == line.unit


def _left_out(gone: Sequence[str]) -> tuple[Message, ...]:
    return tuple(msg("{name} is not sold any more and was left out.", name=name) for name in gone)


def _priced(
    session: Session, shop: ShopSettings, row: Quote, lines: Sequence[QuoteLine], on: str, *, quoted: bool
) -> PricedDraft | None:
    """The lines as a sale of today, at the quoted or today's prices; None without lines."""
    if not lines:
        return None
    known = selling.taxes(session)
    name = label(row.number)
    drafts = []
    for line in lines:
        own = line.product_id is None
        codes = line.taxes.split(",") if line.taxes else []
        drafts.append(
            DraftLine(
                quantity=line.quantity,
                product_id=line.product_id,
                description=line.description if own else "",
                unit=line.unit,
                unit_price=line.unit_price if quoted or own else None,
                taxes=tuple(known[code] for code in codes if code in known) if own else None,
                discount=Discount(amount=line.discount, label=name) if quoted and line.discount else None,
                priced_by=QUOTED if quoted else "",
                price_label=name if quoted else "",
            )
        )
    whole = _whole_discount(row, lines) if quoted and row.document_discount and row.subtotal else None
    draft = Draft(
        id=row.document_id,
        lines=tuple(drafts),
        currency=shop.shop.currency,
        tax_rounding=shop.shop.tax_rounding,
        cash_rounding=shop.cash.rounding,
        customer_id=row.customer_id,
        discount=Discount(amount=whole, label=name) if whole else None,
    )
    return price_draft(session, shop, draft, on=on)


def _compared(
    stored: StoredQuote, lines: Sequence[QuoteLine], left: Sequence[QuoteLine], today: PricedDraft | None
) -> tuple[ComparedLine, ...]:
    paper: QuotePaper = stored.paper
    now = dict(zip((line.position for line in left), today.lines if today else (), strict=True))
    compared = []
    for line, quoted in zip(lines, paper.lines, strict=True):
        priced = now.get(line.position)
        compared.append(
            ComparedLine(
                position=line.position,
                sku=quoted.sku,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                quoted=LinePrice(
                    line.unit_price, line.discount, line.amount, quoted.tax, quoted.net + quoted.tax
                ),
                today=LinePrice(
                    priced.sold.unit_price,
                    priced.figures.discount,
                    priced.figures.amount,
                    priced.figures.tax,
                    priced.figures.gross,
                )
                if priced
                else None,
            )
        )
    return tuple(compared)
