"""Price and sell documents that come as JSON (interfaces.md): the same services as the window."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from json import dumps
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.memory import remembered
from pos_app.data.queries import customers as customer_queries
from pos_app.data.queries import selling
from pos_app.domain.payment import settle
from pos_app.domain.quantity import check_quantity
from pos_app.domain.sale import LineKind
from pos_app.domain.tax import Tax
from pos_app.errors import UserError
from pos_app.services import blind_returns, labels, sales, settings
from pos_app.services.answers import priced_answer
from pos_app.services.approvals import active_staff
from pos_app.services.credits import account_by_code, gift_card_text
from pos_app.services.desk import Desk
from pos_app.services.document_parsing import (
    Defaults,
    ParsedDocument,
    ParsedLine,
    parse_document,
)
from pos_app.services.draft_values import BY_HAND, Draft, DraftLine, Facts, PricedDraft
from pos_app.services.drafts import price_draft, price_with
from pos_app.services.returning import counted_in
from pos_app.services.settings import ShopSettings

_shop = remembered(settings.cached)


def price_json(desk: Desk | None, data: Any) -> dict[str, Any]:
    """The priced answer for one document; saves nothing.

    Without a desk every line must carry its price. UserErrors as in interfaces.md, "Result".
    """
    if desk is None:
        parsed = parse_document(data, Defaults())
        on = _business_date(None, parsed).date().isoformat()
        _check_exemption(parsed, on)
        return _answer(parsed, price_with(_draft(None, parsed, on), Facts(), on=on))
    with desk.db.read() as session:
        return price_in(session, desk, data)


def price_in(session: Session, desk: Desk, data: Any) -> dict[str, Any]:
    """The same in a session of the caller's."""
    shop = _shop(session)
    parsed = parse_document(data, shop_defaults(shop))
    on = _business_date(desk, parsed).date().isoformat()
    _check_exemption(parsed, on)
    return _answer(parsed, price_draft(session, shop, _draft(session, parsed, on), on=on))


def sell_json(desk: Desk, data: Any) -> dict[str, Any]:
    """Complete one document and answer after the commit; the same id and content answers again."""
    with desk.db.write() as session:
        shop = settings.load(session)
        parsed = parse_document(data, shop_defaults(shop))
        check_sale(shop, parsed, data)
        hash_ = sales.content_hash(canonical(data))
        stored = sales.stored_sale(session, parsed.id, hash_)
        if stored is not None:
            return dict(stored.answer or {})
        moment = _business_date(desk, parsed)
        draft = shop_draft(session, parsed, moment)
        done = sales.complete(
            session,
            desk,
            shop,
            draft,
            sales.Completion(
                parsed.tenders,
                hash_,
                sold_at=moment if parsed.sold_at else None,
                cashier=parsed.cashier or None,
                tenders_needed=True,
            ),
        )
        session.commit()
        return dict(done.answer or {})


def shop_draft(session: Session, parsed: ParsedDocument, moment: datetime) -> Draft:
    """The draft of a document that is to be stored, with its project; errors of its references and exemption."""
    on = moment.date().isoformat()
    _check_exemption(parsed, on)
    draft = _draft(session, parsed, on, selling_now=True)
    if parsed.project and draft.customer_id is not None:
        draft = replace(draft, project_id=_project(session, draft.customer_id, parsed.project, moment))
    return draft


def shop_defaults(shop: ShopSettings) -> Defaults:
    """What documents of this shop leave out."""
    return Defaults(shop.shop.currency, shop.shop.tax_rounding, shop.cash.rounding)


def _answer(parsed: ParsedDocument, priced: PricedDraft) -> dict[str, Any]:
    draft = replace(priced, warnings=(*parsed.warnings, *priced.warnings)) if parsed.warnings else priced
    settlement = settle(priced.priced.total, parsed.tenders, parsed.cash_rounding, parsed.currency)
    return priced_answer(draft, settlement)


def _business_date(desk: Desk | None, parsed: ParsedDocument) -> datetime:
    """When the document was sold, on the shop's wall clock."""
    zone = desk.zone if desk else None
    if parsed.sold_at is None:
        return desk.local_now() if desk else datetime.now(UTC).astimezone()
    if parsed.sold_at.tzinfo is not None or zone is None:
        return parsed.sold_at.astimezone(zone)
    return parsed.sold_at.replace(tzinfo=zone)


def check_sale(shop: ShopSettings, parsed: ParsedDocument, data: Mapping[str, Any]) -> None:
    """What may be priced but not sold: another currency, an account."""
    if parsed.currency != shop.shop.currency:
        raise UserError(
            "wrong_currency",
            "This shop sells in {own}, not in {currency}.",
            own=shop.shop.currency.code,
            currency=parsed.currency.code,
        )
    if data.get("account") is not None:
        raise UserError("tender_not_available", "This shop does not keep customer accounts yet.")


def _check_exemption(parsed: ParsedDocument, on: str) -> None:
    until = parsed.certificate_until
    if parsed.certificate and until is not None and until.isoformat() < on:
        raise UserError(
            "exemption_expired", "The tax exemption {certificate} ended on {date}.",
            certificate=parsed.certificate, date=until.isoformat(),
        )  # fmt: skip


def _draft(session: Session | None, parsed: ParsedDocument, on: str, *, selling_now: bool = False) -> Draft:
    known: dict[str, Tax] = (
        dict(selling.taxes(session)) if session is not None and _names_taxes(parsed) else {}
    )
    known |= parsed.tax_definitions
    approver = approver_of(session, parsed.approved_by)
    lines = []
    for number, line in enumerate(parsed.lines, 1):
        try:
            drafted = _draft_line(session, line, known, selling_now, approver)
            if session is not None and drafted.product_id is not None and _comes_back(drafted):
                drafted = blind_returns.sent_line(
                    session,
                    replace(drafted, reason=parsed.reason),
                    on=on,
                    approver=approver,
                    selling_now=selling_now,
                )
            lines.append(drafted)
        except UserError as error:
            raise error.at_line(number) from error
    return Draft(
        id=parsed.id,
        lines=tuple(lines),
        currency=parsed.currency,
        tax_rounding=parsed.tax_rounding,
        cash_rounding=parsed.cash_rounding,
        customer_id=_customer(session, parsed.customer),
        discount=parsed.discount,
        coupons=parsed.coupons,
        rewards=parsed.rewards,
        exempt_certificate=parsed.certificate,
        approved_by=approver,
        discount_approved_by=approver if parsed.discount else "",
        tax_definitions=parsed.tax_definitions,
    )


def _comes_back(line: DraftLine) -> bool:
    """Whether a product comes back without its receipt."""
    return line.quantity < 0 and line.return_of_id is None and line.kind is LineKind.GOODS


def _project(session: Session, customer_id: int, name: str, moment: datetime) -> int:
    """The customer's open project of that name, opened now if there is none."""
    for row in customer_queries.projects(session, customer_id):
        if not row.closed_on and row.name.casefold() == name.casefold():
            return int(row.id)
    values = {"customer_id": customer_id, "name": name, "opened_on": moment.date().isoformat()}
    return customer_queries.insert_project(session, values)


def approver_of(session: Session | None, code: str) -> str:
    """The code of who allowed a document, "" for nobody; UserError ``unknown_staff`` in a shop without them."""
    return active_staff(session, code).code if session is not None and code else code


def _names_taxes(parsed: ParsedDocument) -> bool:
    return any(code not in parsed.tax_definitions for line in parsed.lines for code in line.taxes or ())


def _customer(session: Session | None, code: str) -> int | None:
    if not code or session is None:
        return None
    found = selling.customer_id_by_code(session, code)
    if found is None:
        raise UserError("unknown_customer", "There is no customer {code}.", code=code[:40])
    return found


def _draft_line(
    session: Session | None, line: ParsedLine, known: Mapping[str, Tax], selling_now: bool, approver: str
) -> DraftLine:
    if line.return_receipt or line.return_line:
        return _return_line(session, line)
    code = line.sku or line.barcode
    product_id = selling.product_id_by_code(session, code) if session is not None and code else None
    quantity, unit_price, priced_by = line.quantity, line.unit_price, ""
    if session is not None and product_id is None and line.barcode and unit_price is None:
        goods = labels.find(session, _shop(session), line.barcode, quantity)
        if goods is not None:
            product_id, quantity, unit_price = goods.product_id, goods.terms.quantity, goods.terms.unit_price
            priced_by = labels.PRICED_BY if unit_price is not None else ""
    priced_elsewhere = line.unit_price is not None and not selling_now
    if code and product_id is None and not priced_elsewhere:
        raise UserError("unknown_product", "There is no product {code}.", code=code[:40])
    unit = line.unit
    if session is not None and product_id is not None:
        own = selling.products(session, [product_id])[product_id].unit
        if unit and unit != own:
            raise UserError(
                "wrong_unit", "{code} is sold in {own}, not in {unit}.", code=code, own=own, unit=unit[:20]
            )
        unit = own
    by_hand = line.unit_price is not None and product_id is not None
    return DraftLine(
        quantity=check_quantity(quantity, unit if product_id is not None else None),
        product_id=product_id,
        sku=code,
        description=line.description or (gift_card_text(line.gift_code) if line.gift_card else ""),
        unit=unit,
        unit_price=unit_price,
        approved_by=approver if by_hand or line.discount is not None else "",
        taxes=_line_taxes(line, known),
        discount=line.discount,
        kind=LineKind.GIFT_CARD if line.gift_card else LineKind.GOODS,
        gift_code=_gift_code(session, line.gift_code),
        priced_by=BY_HAND if by_hand else priced_by,
    )


def _gift_code(session: Session | None, typed: str) -> str:
    """The card to top up; UserErrors of `credits.account_by_code` where there is a shop to ask."""
    if not typed or session is None:
        return typed
    return account_by_code(session, typed, None, "gift_card").code


def _line_taxes(line: ParsedLine, known: Mapping[str, Tax]) -> tuple[Tax, ...] | None:
    if line.gift_card:
        return ()
    if line.taxes is None:
        return None
    for code in line.taxes:
        if code not in known:
            raise UserError("unknown_tax", "There is no tax {code}.", code=code[:20])
    return tuple([known[code] for code in line.taxes])


def _return_line(session: Session | None, line: ParsedLine) -> DraftLine:
    sale = selling.sale_by_number(session, line.return_receipt) if session is not None else None
    if session is None or sale is None:
        raise UserError("unknown_receipt", "There is no receipt {number}.", number=line.return_receipt[:60])
    rows = selling.lines_of(session, sale.id or 0)
    row = next((r for r in rows if r.line_no == line.return_line), None)
    if row is None:
        raise UserError(
            "unknown_line",
            "Receipt {number} has no line {position}.",
            number=sale.number,
            position=line.return_line,
        )
    quantity = -abs(check_quantity(line.quantity, counted_in(row)))
    return DraftLine(quantity, product_id=row.product_id, kind=LineKind.RETURN, return_of_id=row.id)


def canonical(data: Any) -> str:
    """The document in one form, whatever the order of its fields."""
    return dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
