"""Give back lines of a receipt by a JSON document (interfaces.md)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import selling
from pos_app.data.tables import Sale
from pos_app.domain.money import plain_amount
from pos_app.domain.quantity import parse_quantity
from pos_app.errors import UserError
from pos_app.services import sales, settings
from pos_app.services.approvals import MOST_REASON
from pos_app.services.audit import Act
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.desk import Desk
from pos_app.services.document_fields import decimal, text
from pos_app.services.document_parsing import document_id, parse_document, parse_tenders
from pos_app.services.documents import approver_of, canonical, shop_defaults
from pos_app.services.draft_values import Draft, DraftLine
from pos_app.services.drafts import price_draft
from pos_app.services.giving_back import rounding_of
from pos_app.services.refund_preview import of_priced
from pos_app.services.returning import counted_in, load_returns
from pos_app.services.settings import ShopSettings


def refund_json(desk: Desk, data: Any) -> dict[str, Any]:
    """Give back lines of a receipt, or all that is left of it; idempotent by id.

    UserErrors ``unknown_receipt``, ``unknown_line``, ``nothing_left``, ``return_exceeds_sold``, and
    those of the tenders.
    """
    if not isinstance(data, Mapping) or not text(data, "of"):
        raise UserError("bad_document", "A refund names the receipt it is of.")
    with desk.db.write() as session:
        shop = settings.load(session)
        hash_ = sales.content_hash(canonical(data))
        identity = document_id(data)
        stored = sales.stored_sale(session, identity, hash_) if identity else None
        if stored is not None:
            return dict(stored.answer or {})
        done = _refund(session, desk, shop, data, hash_)
        session.commit()
        return dict(done.answer or {})


def preview_json(desk: Desk, data: Any) -> dict[str, Any]:
    """What a refund would do, in four sentences; saves nothing. UserErrors of `refund_json`."""
    if not isinstance(data, Mapping) or not text(data, "of"):
        raise UserError("bad_document", "A refund names the receipt it is of.")
    with desk.db.read() as session:
        shop = settings.load(session)
        draft, original = refund_draft(session, shop, data)
        priced = price_draft(session, shop, draft, on=desk.business_date().isoformat())
        asked = parse_tenders(data.get("tenders"), draft.currency)
        preview = of_priced(session, desk, shop, priced, asked=asked)
    return {
        "id": document_id(data) or None,
        "of": original.number,
        "total": plain_amount(preview.total, draft.currency),
        "tenders": [
            {"type": t.type, "amount": plain_amount(t.amount, draft.currency)}
            | ({"reference": t.reference} if t.reference else {})
            for t in preview.tenders
        ],
        "preview": preview.answer(),
    }


def refund_draft(session: Session, shop: ShopSettings, data: Mapping[str, Any]) -> tuple[Draft, Sale]:
    """The draft of a refund, and the sale it is of."""
    number = text(data, "of").strip()
    original = selling.sale_by_number(session, number)
    if original is None:
        raise UserError("unknown_receipt", "There is no receipt {number}.", number=number[:60])
    if original.kind == "refund":
        raise UserError("return_of_return", "A refund cannot be given back.")
    parsed = parse_document(
        {
            "id": document_id(data),
            "currency": original.currency,
            "tax_rounding": original.tax_rounding,
            "lines": [{"description": "refund", "unit_price": "0", "quantity": "1"}],
        },
        shop_defaults(shop),
    )
    draft = Draft(
        id=parsed.id,
        lines=_refund_lines(session, original.id or 0, data),
        currency=parsed.currency,
        tax_rounding=parsed.tax_rounding,
        cash_rounding=rounding_of(original),
        customer_id=original.customer_id,
        project_id=original.project_id,
        approved_by=approver_of(session, text(data, "approved_by")),
    )
    return draft, original


def _refund(
    session: Session, desk: Desk, shop: ShopSettings, data: Mapping[str, Any], hash_: str
) -> SaleCompleted:
    draft, original = refund_draft(session, shop, data)
    completion = sales.Completion(
        parse_tenders(data.get("tenders"), draft.currency),
        hash_,
        kind="refund",
        refund_of=original,
        acts=_explained(draft, data),
    )
    return sales.complete(session, desk, shop, draft, completion)


def _explained(draft: Draft, data: Mapping[str, Any]) -> tuple[Act, ...]:
    """Why it goes back and who allowed it, for the day book; nothing where neither is said."""
    reason = text(data, "reason")[:MOST_REASON]
    return (Act("refund", reason, approved_by=draft.approved_by),) if reason or draft.approved_by else ()


def _refund_lines(session: Session, sale_id: int, data: Mapping[str, Any]) -> tuple[DraftLine, ...]:
    rows = {row.line_no: row for row in selling.lines_of(session, sale_id)}
    sources = load_returns(session, [row.id for row in rows.values() if row.id is not None])
    wanted = data.get("lines")
    if wanted is None:
        back = [
            DraftLine(-source.sold.left, product_id=source.row.product_id, return_of_id=source.row.id)
            for source in sources.values()
            if source.sold.quantity > 0 and source.sold.left > 0
        ]
        if not back:
            raise UserError("nothing_left", "Everything on this receipt has already been given back.")
        return tuple(back)
    if not isinstance(wanted, list) or not wanted:
        raise UserError("no_lines", "A refund lists at least one line, or none at all for everything.")
    lines = []
    for number, item in enumerate(wanted, 1):
        wanted_line = item.get("line") if isinstance(item, Mapping) else None
        row = rows.get(wanted_line) if type(wanted_line) is int else None
        if row is None or row.id is None:
            raise UserError("unknown_line", "The receipt has no such line.", line=number)
        quantity = parse_quantity(decimal(item, "quantity"), unit=counted_in(row))
        if quantity < 0:
            raise UserError("bad_quantity", "A quantity to give back must be more than zero.", line=number)
        lines.append(DraftLine(-quantity, product_id=row.product_id, return_of_id=row.id))
    return tuple(lines)
