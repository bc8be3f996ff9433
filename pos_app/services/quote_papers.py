"""The paper of a quote: made once from the figures, stored, and read back with the names as they are now."""

import json
from dataclasses import replace

from sqlalchemy.orm import Session

from pos_app.data.tables import Customer, Project, Quote, Till
from pos_app.domain.payment import settle
from pos_app.domain.quote import Addressee, QuotedLine, QuotePaper, from_plain
from pos_app.services.desk import Desk
from pos_app.services.draft_values import PricedDraft
from pos_app.services.quote_values import QuoteHit, StoredQuote
from pos_app.services.receipt_building import build_receipt
from pos_app.services.settings import ShopSettings


def build_paper(
    session: Session, desk: Desk, shop: ShopSettings, priced: PricedDraft, *, number: str, until: str
) -> QuotePaper:
    """The paper of priced goods: a receipt's sheet on which nothing is paid, earned or given out."""
    till = session.get(Till, desk.till)
    sheet = build_receipt(
        priced,
        settle(priced.priced.total, (), None, priced.draft.currency),
        shop,
        number=number,
        kind="quote",
        till=till.name if till else desk.till,
        cashier=desk.actor.name,
        sold_at=desk.local_now(),
        person_hash="",
        offers=(),
    )
    sheet = replace(
        sheet, paid=0, change=0, cash_rounding=0, tenders=(), points=None, tip="", footer=(), return_days=0
    )
    lines = (
        QuotedLine(line.sold.sku, line.figures.discount, line.figures.net, line.figures.tax)
        for line in priced.lines
    )
    return QuotePaper(sheet, until, tuple(lines), shop.quotes.terms)


def stored_quote(session: Session, row: Quote, hit: QuoteHit) -> StoredQuote:
    """A stored quote with its paper and whom it is for."""
    return StoredQuote(row.id or 0, hit, from_plain(json.loads(row.document)), _addressee(session, row))


def _addressee(session: Session, row: Quote) -> Addressee:
    customer = session.get(Customer, row.customer_id) if row.customer_id is not None else None
    project = session.get(Project, row.project_id) if row.project_id is not None else None
    if customer is not None and customer.erased_at:
        return Addressee(erased=True)
    return Addressee(
        name=customer.name if customer else "",
        company=customer.company if customer else "",
        project=project.name if project else "",
        note=row.note,
    )
